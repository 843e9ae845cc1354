package dev.postern.gateway.protocol.postgres.password;

import java.time.Duration;

/**
 * The bounds of minted passwords.
 *
 * @param lifetime how long new sessions may begin with one, unless the proof that it was minted
 *     with ends before
 * @param most at a time, of everybody
 * @param each at a time, of one party
 * @param iterations rounds of hashing (RFC 7677, section 4: 4096 at least)
 * @param tries wrong proofs for one key before it must wait, one more each second
 * @param triesPerSource wrong proofs from one address before it must wait
 * @param perSecond how many more of those each second
 * @param counted how many keys and addresses are counted at a time, of each; the one that was not
 *     seen for longest makes room
 */
public record MintLimits(
    Duration lifetime,
    int most,
    int each,
    int iterations,
    int tries,
    int triesPerSource,
    int perSecond,
    int counted) {
  /** What the gateway uses unless it is configured. */
  public static final MintLimits DEFAULT =
      new MintLimits(Duration.ofMinutes(10), 10_000, 64, 4_096, 20, 64, 16, 4_096);

  public MintLimits {
    if (!lifetime.isPositive()
        || most < 1
        || each < 1
        || iterations < 4_096
        || tries < 1
        || triesPerSource < 1
        || perSecond < 1
        || counted < 1) {
      throw new IllegalArgumentException("every bound of minted passwords is more than nothing");
    }
  }

  /** These with what operators may move. */
  public MintLimits with(Duration newLifetime, int newMost, int newEach) {
    return new MintLimits(
        newLifetime, newMost, newEach, iterations, tries, triesPerSource, perSecond, counted);
  }
}
