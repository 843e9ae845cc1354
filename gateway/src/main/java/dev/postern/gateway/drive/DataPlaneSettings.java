package dev.postern.gateway.drive;

import dev.postern.gateway.http.ListenSettings;
import dev.postern.gateway.net.KeepAlive;
import dev.postern.gateway.net.Transport;

/**
 * How the data plane runs.
 *
 * @param loops event loops, each with segments of the ledger
 * @param firstSegment the ledger's number for the first loop's first segment; the others follow
 * @param transport the way to sockets
 * @param limits the bounds of sessions
 */
public record DataPlaneSettings(
    ListenSettings listen, int loops, int firstSegment, Transport transport, DriveLimits limits) {
  /**
   * A listener with as many loops as the machine has processors.
   *
   * @param keepAlive how the other ends of all connections are watched
   */
  public static DataPlaneSettings of(ListenSettings listen, KeepAlive keepAlive) {
    return new DataPlaneSettings(
        listen,
        Runtime.getRuntime().availableProcessors(),
        0,
        Transport.best().with(keepAlive),
        DriveLimits.DEFAULT);
  }
}
