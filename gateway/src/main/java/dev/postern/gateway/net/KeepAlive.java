package dev.postern.gateway.net;

import java.time.Duration;

/**
 * How the system finds out that the other end of a silent connection has vanished without a word: a
 * machine that lost its power, a network that forgot the connection. Every TCP connection of the
 * gateway is asked, callers' and targets' alike; without it a session would stay open, with the
 * locks that its transaction holds, for as long as its token lives.
 *
 * @param idle how long nothing may have come before the other end is asked
 * @param interval between two questions; whole seconds, like {@code idle}
 * @param probes how many may stay without an answer
 */
public record KeepAlive(Duration idle, Duration interval, int probes) {
  private static final int PROBES = 4;

  /** The shortest time in which an end that is gone can be found. */
  public static final Duration SHORTEST = Duration.ofSeconds(2 * PROBES);

  /** What the gateway uses unless it is configured. */
  public static final KeepAlive DEFAULT = finding(Duration.ofMinutes(2));

  public KeepAlive {
    if (idle.toSeconds() < 1 || interval.toSeconds() < 1 || probes < 1) {
      throw new IllegalArgumentException("the system counts whole seconds and whole questions");
    }
  }

  /**
   * Finds within this time that the other end is gone: half of it silence, half of it questions.
   */
  public static KeepAlive finding(Duration within) {
    Duration half = within.dividedBy(2);
    return new KeepAlive(half, half.dividedBy(PROBES), PROBES);
  }
}
