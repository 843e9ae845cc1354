package dev.postern.gateway.drive;

import dev.postern.gateway.credential.CallerName;
import dev.postern.gateway.credential.Lease;
import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.credential.Loan;
import dev.postern.gateway.http.Endpoint;
import dev.postern.gateway.http.Injected;
import dev.postern.gateway.http.ReplyLimits;
import dev.postern.gateway.net.Tls;
import dev.postern.gateway.target.CredentialSpec;
import dev.postern.gateway.target.Target;
import dev.postern.gateway.target.TargetBounds;
import dev.postern.gateway.target.TargetTimes;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A target as requests find it: where it is, and what they are signed in with. Any thread. */
final class Destination {
  private static final int STATUS_LINE = 4 << 10;
  private static final String GONE = "there is no such target any more";

  private final Target target;
  private final Endpoint endpoint;
  private final Map<String, LeasedField> fields = new ConcurrentHashMap<>(1);
  private final Optional<String> own;
  private final Optional<String> shared;
  private @Nullable LeasedField last;
  private volatile boolean retired;

  /**
   * @throws IOException when its certificate authorities cannot be read
   */
  Destination(Target target) throws IOException {
    this.target = target;
    this.own = target.credential().filter(CredentialSpec::callers).map(CredentialSpec::credential);
    this.shared =
        own.isPresent() ? Optional.empty() : target.credential().map(CredentialSpec::credential);
    TargetTimes times = target.times();
    TargetBounds bounds = target.bounds();
    Optional<SslContext> tls =
        "https".equals(target.base().getScheme())
            ? Optional.of(Tls.dialling(target.authorities()))
            : Optional.empty();
    this.endpoint =
        new Endpoint(
            target.base(),
            tls,
            new Endpoint.Times(times.connect(), times.firstByte(), times.pause(), times.idle()),
            new ReplyLimits(
                STATUS_LINE,
                bounds.replyHead(),
                bounds.replyFields(),
                bounds.replyInterims(),
                bounds.replyBody()),
            bounds.connections());
  }

  Target target() {
    return target;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /**
   * Another has its name now. What is still sent here, to cancel what runs, goes with the lease
   * that this one had: the credential's name may stand for the successor's secret. A caller's own
   * is not kept for that.
   */
  void retire(Leases leases) {
    if (!retired) {
      last =
          target
              .credential()
              .filter(spec -> !spec.callers())
              .flatMap(spec -> leased(spec, spec.credential(), leases))
              .orElse(null);
      retired = true;
    }
  }

  /**
   * The name of the credential that a caller's requests are signed in with; empty where there is
   * none, or the caller can have none.
   */
  Optional<String> named(Principal caller) {
    if (own.isEmpty()) {
      return shared;
    }
    // A job's name may be a person's too.
    return caller.subject().kind() == Party.Kind.PERSON
        ? CallerName.of(caller.subject().name()).map(name -> Leases.of(name, own.get()))
        : Optional.empty();
  }

  /** What requests are signed in with now; empty when the credential is not there. */
  Optional<Injected> credential(Optional<String> name, Leases leases) {
    CredentialSpec spec = target.credential().orElse(null);
    if (spec == null) {
      return Optional.of(Injected.NONE);
    }
    Optional<LeasedField> now = name.flatMap(known -> leased(spec, known, leases));
    // Looked at last: a lease that was looked up before there was a successor is its own.
    return retired ? Optional.ofNullable(last) : now.map(Injected.class::cast);
  }

  /**
   * Reads a credential again; blocks.
   *
   * @return the lease in force from now on; empty when it cannot be had
   */
  Optional<Lease> renewed(String name, Leases leases) {
    return retired ? Optional.empty() : leases.refresh(name);
  }

  /** Has a caller's own credential; blocks. It is kept for as long as it is used now and then. */
  Loan borrow(String name, Leases leases) throws IOException, InterruptedException {
    if (retired) {
      throw new IOException(GONE);
    }
    Loan loan = leases.borrow(name, false);
    // Looked at once more: while a vault was asked the name may have got its successor's secret.
    if (retired) {
      loan.close();
      throw new IOException(GONE);
    }
    return loan;
  }

  private Optional<LeasedField> leased(CredentialSpec spec, String name, Leases leases) {
    Lease lease = leases.lease(name).orElse(null);
    if (lease == null) {
      return Optional.empty();
    }
    LeasedField known = fields.get(name);
    if (known == null || known.lease() != lease) {
      known = new LeasedField(spec, lease);
      fields.values().removeIf(field -> field.lease().ended());
      fields.put(name, known);
    }
    return Optional.of(known);
  }
}
