package dev.postern.kernel.grant;

import java.time.Duration;

/**
 * The bounds of grants.
 *
 * @param running grants that may run at a time
 * @param ofPerson of them for one person
 * @param longest how long after the present moment one may end
 * @param reasonChars the longest reason, in characters
 * @param ended grants that have ended and can still be looked at
 * @param kept how long an ended grant can still be looked at
 */
public record GrantLimits(
    int running, int ofPerson, Duration longest, int reasonChars, int ended, Duration kept) {
  /** What the gateway uses unless it is configured. */
  public static final GrantLimits DEFAULT =
      new GrantLimits(1_000, 10, Duration.ofHours(8), 500, 10_000, Duration.ofDays(7));
}
