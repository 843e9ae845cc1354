package dev.postern.gateway.http;

import dev.postern.gateway.net.TlsFiles;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * One listener.
 *
 * @param address the address to bind, for example {@code 127.0.0.1}
 * @param port 0 for any free one
 * @param hosts the names that clients know the gateway by, without a port; a request for any other
 *     host is refused, loopback names excepted
 * @param tls certificate and key; empty for plain text
 * @param connections at once, all sources together; {@link HttpFault#TOO_MANY_CONNECTIONS}
 * @param connectionsPerSource at once from one address; {@link HttpFault#TOO_MANY_CONNECTIONS}
 * @param backlog connections that the system may hold before they are accepted
 * @param limits the bounds of each connection
 */
public record ListenSettings(
    String address,
    int port,
    Set<String> hosts,
    Optional<TlsFiles> tls,
    int connections,
    int connectionsPerSource,
    int backlog,
    HttpLimits limits) {
  /** The most connections at once, unless configured. */
  public static final int CONNECTIONS = 20_000;

  /** The most connections at once from one address, unless configured. */
  public static final int CONNECTIONS_PER_SOURCE = 10_000;

  /** The system's backlog, unless configured. */
  public static final int BACKLOG = 1_024;

  public ListenSettings {
    hosts = Set.copyOf(hosts);
  }

  /** Without what may change while it listens: bounds, and which certificate it presents. */
  public ListenSettings fixed() {
    return new ListenSettings(
        address,
        port,
        hosts,
        tls.map(some -> new TlsFiles(Path.of(""), Path.of(""))),
        0,
        0,
        backlog,
        HttpLimits.DEFAULT);
  }

  /** A plain-text listener on a loopback address with the default bounds. */
  public static ListenSettings loopback(int port) {
    return new ListenSettings(
        "127.0.0.1",
        port,
        Set.of(),
        Optional.empty(),
        CONNECTIONS,
        CONNECTIONS_PER_SOURCE,
        BACKLOG,
        HttpLimits.DEFAULT);
  }
}
