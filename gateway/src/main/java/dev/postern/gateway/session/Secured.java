package dev.postern.gateway.session;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What a TLS handshake agreed on.
 *
 * @param protocol the application protocol chosen by ALPN (RFC 7301); empty when none was
 * @param peer the other end's certificates, its own first; empty when it presented none. A target's
 *     were verified as its configuration says, a client's against the listener's authorities.
 * @param server the certificate of the end that is the server, which binds a sign-in to this
 *     connection (tls-server-end-point, RFC 5929 section 4)
 */
public record Secured(
    Optional<String> protocol, List<X509Certificate> peer, Optional<X509Certificate> server) {
  public Secured {
    peer = List.copyOf(peer);
  }
}
