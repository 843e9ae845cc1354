package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.WireLimits;
import java.time.Duration;

/**
 * The bounds of PostgreSQL's data path.
 *
 * @param wire the longest messages
 * @param waitingBytes of a client that lie unread before reading pauses, unless a single message is
 *     longer
 * @param parameters start-up parameters of one client, those in {@code options} counted
 * @param signIn from the first byte until the session is ready
 * @param closing how long a target may take to end after it was asked to
 * @param cancel how long a cancel request may be on its way to the target
 * @param cancelsPerSource cancel requests with a wrong key, of one address in one {@code
 *     cancelWindow}
 * @param cancels the same of all addresses
 * @param cancelWindow the time in which they are counted
 * @param scramIterations the most rounds of hashing that a target may ask for
 * @param holdNotice how often a client whose statement waits for people is told so again
 * @param renewals how long one that signs in waits for a credential that is being changed
 */
public record PostgresLimits(
    WireLimits wire,
    int waitingBytes,
    int parameters,
    Duration signIn,
    Duration closing,
    Duration cancel,
    int cancelsPerSource,
    int cancels,
    Duration cancelWindow,
    int scramIterations,
    Duration holdNotice,
    Renewals renewals) {
  /**
   * How long a session waits for a credential that is being changed, when the target refused the
   * one that is in force.
   *
   * @param most how often the credential is read again, and the target asked again, at most
   * @param first the pause before the second time; each is twice as long as the one before
   */
  public record Renewals(int most, Duration first) {}

  /** The same, but for how often a client is told that its statement waits for people. */
  public PostgresLimits telling(Duration every) {
    return new PostgresLimits(
        wire,
        waitingBytes,
        parameters,
        signIn,
        closing,
        cancel,
        cancelsPerSource,
        cancels,
        cancelWindow,
        scramIterations,
        every,
        renewals);
  }

  /** What the gateway uses unless it is configured. */
  public static final PostgresLimits DEFAULT =
      new PostgresLimits(
          WireLimits.DEFAULT,
          256 << 10,
          64,
          Duration.ofSeconds(60),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          100,
          1_000,
          Duration.ofSeconds(10),
          1_000_000,
          Duration.ofSeconds(10),
          new Renewals(6, Duration.ofMillis(100)));
}
