package dev.postern.gateway.net.stream;

import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A target of streams. Compared by identity: a reload makes new ones. */
public final class StreamEndpoint {
  private final String host;
  private final int port;
  private final Optional<Secrecy> tls;
  private final Bounds bounds;

  /**
   * How it is secured.
   *
   * @param plain without a certificate of the gateway's own
   * @param named with one, by its name
   */
  public record Secrecy(SslContext plain, Map<String, SslContext> named) {
    public Secrecy {
      named = Map.copyOf(named);
    }
  }

  /**
   * What it may take.
   *
   * @param connect from dialling to a connection, for each of its addresses
   * @param connections at once, on one event loop
   * @param limits the bounds of each connection
   */
  public record Bounds(Duration connect, int connections, StreamLimits limits) {}

  /**
   * @param host a name or a literal address, without brackets
   * @param tls empty when it is spoken to in the clear
   */
  public StreamEndpoint(String host, int port, Optional<Secrecy> tls, Bounds bounds) {
    this.host = host;
    this.port = port;
    this.tls = tls;
    this.bounds = bounds;
  }

  String host() {
    return host;
  }

  int port() {
    return port;
  }

  Bounds bounds() {
    return bounds;
  }

  /** TLS with a certificate of that name, or without one; empty where there is none. */
  Optional<SslContext> tls(Optional<String> certificate) {
    return certificate.isEmpty()
        ? tls.map(Secrecy::plain)
        : tls.flatMap(all -> Optional.ofNullable(all.named().get(certificate.get())));
  }
}
