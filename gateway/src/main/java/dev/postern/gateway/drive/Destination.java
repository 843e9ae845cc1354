package dev.postern.gateway.drive;

import dev.postern.gateway.credential.Lease;
import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.http.Endpoint;
import dev.postern.gateway.http.Injected;
import dev.postern.gateway.http.ReplyLimits;
import dev.postern.gateway.net.Tls;
import dev.postern.gateway.target.CredentialSpec;
import dev.postern.gateway.target.Target;
import dev.postern.gateway.target.TargetBounds;
import dev.postern.gateway.target.TargetTimes;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A target as requests find it: where it is, and what they are signed in with. Any thread. */
final class Destination {
  private static final int STATUS_LINE = 4 << 10;

  private final Target target;
  private final Endpoint endpoint;
  private volatile @Nullable LeasedField field;
  private @Nullable LeasedField last;
  private volatile boolean retired;

  /**
   * @throws IOException when its certificate authorities cannot be read
   */
  Destination(Target target) throws IOException {
    this.target = target;
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
   * that this one had: the credential's name may stand for the successor's secret.
   */
  void retire(Leases leases) {
    if (!retired) {
      last = leased(leases);
      retired = true;
    }
  }

  /** What requests are signed in with now; empty when the credential cannot be had. */
  Optional<Injected> credential(Leases leases) {
    if (target.credential().isEmpty()) {
      return Optional.of(Injected.NONE);
    }
    LeasedField now = leased(leases);
    // Looked at last: a lease that was looked up before there was a successor is its own.
    return Optional.ofNullable(retired ? last : now);
  }

  private @Nullable LeasedField leased(Leases leases) {
    CredentialSpec spec = target.credential().orElse(null);
    Lease lease = spec == null ? null : leases.lease(spec.credential()).orElse(null);
    if (spec == null || lease == null) {
      return null;
    }
    LeasedField known = field;
    if (known == null || known.lease() != lease) {
      known = new LeasedField(spec, lease);
      field = known;
    }
    return known;
  }
}
