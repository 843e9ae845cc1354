package dev.postern.gateway.drive;

import java.time.Duration;

/**
 * The bounds of running sessions. A session that goes over one of its own crashes: its exchange
 * ends, the process does not notice.
 *
 * @param legs of a session at once
 * @param timers of a session at once
 * @param names that a session may join
 * @param members of a name, all sessions together
 * @param told notes that may wait for a session; above it the session crashes, for it would miss
 *     one
 * @param events that may wait for a session on its own loop
 * @param offloads that may run at once, all sessions together
 * @param linger how long a session may go on after its client has gone or its answer has ended
 */
public record DriveLimits(
    int legs,
    int timers,
    int names,
    int members,
    int told,
    int events,
    int offloads,
    Duration linger) {
  /** What the gateway uses unless it is configured. */
  public static final DriveLimits DEFAULT =
      new DriveLimits(64, 64, 16, 1_024, 1_024, 16_384, 256, Duration.ofMinutes(10));
}
