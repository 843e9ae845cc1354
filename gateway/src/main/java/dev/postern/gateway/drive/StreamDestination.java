package dev.postern.gateway.drive;

import dev.postern.gateway.credential.Lease;
import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.credential.Loan;
import dev.postern.gateway.net.Tls;
import dev.postern.gateway.net.TlsFiles;
import dev.postern.gateway.net.stream.StreamEndpoint;
import dev.postern.gateway.net.stream.StreamLimits;
import dev.postern.gateway.target.StreamTarget;
import dev.postern.gateway.target.StreamTarget.Account;
import dev.postern.gateway.target.StreamTarget.Proof;
import dev.postern.gateway.target.StreamTarget.Secrecy;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A target of streams as sessions find it. Any thread. */
final class StreamDestination {
  private static final String GONE = "there is no such target any more";

  private final StreamTarget target;
  private final StreamEndpoint endpoint;
  private Map<String, Lease> last = Map.of();
  private volatile boolean retired;

  /**
   * @throws IOException when a certificate cannot be read
   */
  StreamDestination(StreamTarget target) throws IOException {
    this.target = target;
    this.endpoint =
        new StreamEndpoint(
            target.address().host(),
            target.address().port(),
            secrecy(target),
            new StreamEndpoint.Bounds(
                target.times().connect(), target.bounds().connections(), StreamLimits.DEFAULT));
  }

  private static Optional<StreamEndpoint.Secrecy> secrecy(StreamTarget target) throws IOException {
    Optional<Path> authorities = target.secrecy().authorities();
    boolean names =
        switch (target.secrecy().level()) {
          case FULL -> true;
          case AUTHORITY, OFF -> false;
        };
    if (target.secrecy().level() == Secrecy.Level.OFF) {
      return Optional.empty();
    }
    Map<String, SslContext> named = new HashMap<>();
    for (Map.Entry<String, Account> account : target.accounts().entrySet()) {
      if (account.getValue().proof() instanceof Proof.Certificate(Path chain, Path key)) {
        Optional<TlsFiles> own = Optional.of(new TlsFiles(chain, key));
        named.put(account.getKey(), Tls.dialling(new Tls.Dialling(authorities, names, own)));
      }
    }
    SslContext plain = Tls.dialling(new Tls.Dialling(authorities, names, Optional.empty()));
    return Optional.of(new StreamEndpoint.Secrecy(plain, named));
  }

  StreamTarget target() {
    return target;
  }

  /**
   * Another has its name now. What is still opened here goes with the leases that this one had: a
   * credential's name may stand for the successor's secret.
   */
  void retire(Leases leases) {
    if (!retired) {
      Map<String, Lease> had = new HashMap<>();
      own().forEach(name -> leases.lease(name).ifPresent(lease -> had.put(name, lease)));
      last = Map.copyOf(had);
      retired = true;
    }
  }

  /** The lease of a credential of its own; empty when it cannot be had, or is another's. */
  Optional<Lease> lease(String credential, Leases leases) {
    if (!owns(credential)) {
      return Optional.empty();
    }
    Optional<Lease> now = leases.lease(credential);
    // Looked at last: a lease that was looked up before there was a successor is its own.
    return retired ? Optional.ofNullable(last.get(credential)) : now;
  }

  /**
   * Reads a credential of its own again.
   *
   * @return the lease in force from now on; empty when it cannot be had, or is another's
   */
  Optional<Lease> renewed(String credential, Leases leases) {
    if (!retired && owns(credential)) {
      leases.refresh(credential);
    }
    return lease(credential, leases);
  }

  /**
   * Has a credential of its own that nobody has yet; blocks.
   *
   * @param another whether the one that was had is refused
   * @throws IOException when it cannot be had, or is another's
   */
  Loan borrow(String credential, boolean another, Leases leases)
      throws IOException, InterruptedException {
    if (retired || !owns(credential)) {
      throw new IOException(GONE);
    }
    Loan loan = leases.borrow(credential, another);
    // Looked at once more: while a vault was asked the name may have got its successor's secret.
    if (retired) {
      loan.close();
      throw new IOException(GONE);
    }
    return loan;
  }

  /** One of a caller's own is its own too. */
  private boolean owns(String credential) {
    return own().anyMatch(Leases.configured(credential)::equals);
  }

  private Stream<String> own() {
    return target.accounts().values().stream()
        .map(Account::proof)
        .filter(Proof.Secret.class::isInstance)
        .map(proof -> ((Proof.Secret) proof).credential());
  }

  StreamEndpoint endpoint() {
    return endpoint;
  }
}
