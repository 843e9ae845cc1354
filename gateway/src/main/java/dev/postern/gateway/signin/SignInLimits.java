package dev.postern.gateway.signin;

import java.time.Duration;

/**
 * The bounds of sign-in.
 *
 * @param longestToken the most characters of a token
 * @param cachedTokens how many accepted tokens are remembered, each with whom it is about and, as
 *     text of at most its length, those of its claims that settings look at
 * @param cachedRefusals how many refused ones are
 * @param refusalKept how long a refusal is remembered
 * @param waiting how many first-time verifications may be under way or waiting, all told
 * @param waitingForKeys how many of them may wait for one issuer's key set
 * @param sources how many source addresses are counted at a time
 * @param burst how many first-time verifications one source address may ask for at once
 * @param perSecond how many more each second; one that succeeds does not count
 */
public record SignInLimits(
    int longestToken,
    int cachedTokens,
    int cachedRefusals,
    Duration refusalKept,
    int waiting,
    int waitingForKeys,
    int sources,
    int burst,
    int perSecond) {
  /** What is used when configuration says nothing else. */
  public static final SignInLimits DEFAULT =
      new SignInLimits(8192, 50_000, 10_000, Duration.ofSeconds(30), 256, 64, 4096, 64, 16);

  public SignInLimits {
    if (longestToken < 1
        || cachedTokens < 1
        || cachedRefusals < 1
        || waiting < 1
        || waitingForKeys < 1
        || sources < 1
        || burst < 1
        || perSecond < 1
        || !refusalKept.isPositive()) {
      throw new IllegalArgumentException("every limit of sign-in is more than nothing");
    }
  }
}
