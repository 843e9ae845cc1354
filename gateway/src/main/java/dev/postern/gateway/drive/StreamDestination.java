package dev.postern.gateway.drive;

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

/** A target of streams as sessions find it. Any thread. */
final class StreamDestination {
  private final StreamTarget target;
  private final StreamEndpoint endpoint;

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

  StreamEndpoint endpoint() {
    return endpoint;
  }
}
