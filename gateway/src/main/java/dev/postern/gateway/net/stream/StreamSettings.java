package dev.postern.gateway.net.stream;

import dev.postern.gateway.net.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One listener of byte streams. Of connections for which there is no room a few at a time are told
 * so, by their sessions; the others are closed unheard.
 *
 * @param address the address to bind, for example {@code 127.0.0.1}
 * @param port 0 for any free one
 * @param tls how it can be secured; empty when it cannot
 * @param connections at once, all sources together
 * @param connectionsPerSource at once from one address
 * @param backlog connections that the system may hold before they are accepted
 * @param strangers the bounds of a connection while nobody is known on it
 * @param limits the bounds of every connection
 */
public record StreamSettings(
    String address,
    int port,
    Optional<Secrecy> tls,
    int connections,
    int connectionsPerSource,
    int backlog,
    Strangers strangers,
    StreamLimits limits) {
  /** The most connections at once, unless configured. */
  public static final int CONNECTIONS = 20_000;

  /** The most connections at once from one address, unless configured. */
  public static final int CONNECTIONS_PER_SOURCE = 10_000;

  /** The system's backlog, unless configured. */
  public static final int BACKLOG = 1_024;

  /**
   * How a listener's connections are secured.
   *
   * @param files the listener's certificate and key
   * @param protocol the protocol's name in ALPN (RFC 7301); a client that begins with TLS at once
   *     must name it, any other must name no other
   * @param clients PEM certificates of those who vouch for clients; each client is asked for a
   *     certificate, which it need not have. Empty asks nobody.
   */
  public record Secrecy(TlsFiles files, String protocol, Optional<Path> clients) {}

  /**
   * The bounds of a connection until somebody is known on it: a proof was accepted, or an operation
   * admitted.
   *
   * @param first from the connection to its first byte
   * @param time from the connection to somebody
   * @param bytes received, TLS removed
   */
  public record Strangers(Duration first, Duration time, long bytes) {
    /** What the gateway uses unless it is configured. */
    public static final Strangers DEFAULT =
        new Strangers(Duration.ofSeconds(15), Duration.ofSeconds(60), 128 << 10);

    private static final Duration SOON = Duration.ofSeconds(3);
    private static final Duration HURRIED = Duration.ofSeconds(10);
    private static final long FEW = 16 << 10;

    /** The bounds of one for which there is no room. */
    Strangers hurried() {
      return new Strangers(
          first.compareTo(SOON) < 0 ? first : SOON,
          time.compareTo(HURRIED) < 0 ? time : HURRIED,
          Math.min(bytes, FEW));
    }
  }

  /** A listener on a loopback address with the default bounds. */
  public static StreamSettings loopback(int port, Optional<Secrecy> tls) {
    return new StreamSettings(
        "127.0.0.1",
        port,
        tls,
        CONNECTIONS,
        CONNECTIONS_PER_SOURCE,
        BACKLOG,
        Strangers.DEFAULT,
        StreamLimits.DEFAULT);
  }
}
