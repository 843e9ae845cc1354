package dev.postern.gateway.net.stream;

import dev.postern.gateway.session.Secured;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Reads what a handshake agreed on. */
final class Handshakes {
  private Handshakes() {}

  static Secured of(SslHandler tls) {
    SSLSession session = tls.engine().getSession();
    List<X509Certificate> peer = peer(session);
    List<X509Certificate> own = certificates(session.getLocalCertificates());
    List<X509Certificate> server = tls.engine().getUseClientMode() ? peer : own;
    return new Secured(
        Optional.ofNullable(tls.applicationProtocol()), peer, server.stream().findFirst());
  }

  private static List<X509Certificate> peer(SSLSession session) {
    try {
      return certificates(session.getPeerCertificates());
    } catch (SSLPeerUnverifiedException unasked) {
      return List.of();
    }
  }

  private static List<X509Certificate> certificates(Certificate @Nullable [] chain) {
    return chain == null
        ? List.of()
        : Arrays.stream(chain).map(X509Certificate.class::cast).toList();
  }
}
