package dev.postern.gateway.protocol.postgres;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions that a defect of ours has ended: all of them counted, some of them told. What a
 * session was looking at could stand in a message, so only the kind of defect and its place are
 * told. Safe for several threads.
 */
final class Defects {
  /** How many are told in one window. */
  static final int TOLD = 10;

  /** How long a window lasts. */
  static final Duration WINDOW = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(Defects.class);

  private final InstantSource clock;
  private Instant since = Instant.MIN;
  private int inWindow;
  private long untold;
  private long all;

  Defects(InstantSource clock) {
    this.clock = clock;
  }

  /** A session ends of it. */
  synchronized void found(Throwable defect) {
    all++;
    Instant now = clock.instant();
    if (since.isBefore(now.minus(WINDOW))) {
      since = now;
      inWindow = 0;
    }
    if (inWindow >= TOLD) {
      untold++;
      return;
    }
    inWindow++;
    StackTraceElement[] trace = defect.getStackTrace();
    LOG.error(
        "a defect has ended a session of PostgreSQL: {} at {} ({} so far, {} of them not told)",
        defect.getClass().getName(),
        trace.length == 0 ? "an unknown place" : trace[0],
        all,
        untold);
  }

  /** How many there were. */
  synchronized long count() {
    return all;
  }
}
