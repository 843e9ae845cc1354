package dev.postern.gateway.credential;

import java.time.Duration;

/**
 * The bounds of credentials: of those that are had when somebody needs them, and of how all are
 * read.
 *
 * @param most at once
 * @param linger how long one is kept that nobody uses
 * @param owed how many that could not be given back are tried again
 * @param closing how long giving all of them back may take when the gateway stops
 * @param failed how long everybody who needs one is told that it could not be had, and no vault is
 *     asked
 * @param refused how long one that a target refused is not read again for that
 * @param round how long a start, a reload or a look at all of them waits for vaults; what takes
 *     longer comes when it comes
 */
public record LendingLimits(
    int most,
    Duration linger,
    int owed,
    Duration closing,
    Duration failed,
    Duration refused,
    Duration round) {
  /** What the gateway uses. */
  public static final LendingLimits DEFAULT =
      new LendingLimits(
          10_000,
          Duration.ofMinutes(1),
          1_000,
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ofMillis(200),
          Duration.ofSeconds(10));
}
