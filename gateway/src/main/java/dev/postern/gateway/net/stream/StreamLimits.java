package dev.postern.gateway.net.stream;

import dev.postern.gateway.net.FrameLimits;
import java.time.Duration;

/**
 * The bounds of one end of a stream.
 *
 * @param unsent how much may wait for the other end; above the most the connection is ended
 * @param handshake how long TLS may take
 * @param stall how long the other end may take nothing of what waits for it
 * @param linger how long the other end may take for the last of it, once the stream is finished
 */
public record StreamLimits(
    FrameLimits unsent, Duration handshake, Duration stall, Duration linger) {
  /** What the gateway uses unless it is configured. */
  public static final StreamLimits DEFAULT =
      new StreamLimits(
          FrameLimits.DEFAULT,
          Duration.ofSeconds(10),
          Duration.ofMinutes(30),
          Duration.ofSeconds(10));
}
