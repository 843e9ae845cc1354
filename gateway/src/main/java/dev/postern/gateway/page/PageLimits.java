package dev.postern.gateway.page;

import java.time.Duration;

/**
 * The bounds of the page.
 *
 * @param begun sign-ins that may be under way in all
 * @param begunOfSource of them from one address; of IPv6 from one /64
 * @param beginning how long a sign-in may take
 * @param sessions browsers that may be signed in at once
 * @param sessionsOfPerson of them one person's; one more ends the oldest
 * @param idle how long a session lasts unused
 * @param longest how long it lasts at all
 * @param renewBefore how long before a token's end it is renewed
 * @param body the most bytes of a call's body that wait for a renewal
 * @param cookies the most characters of cookies that are looked at
 */
public record PageLimits(
    int begun,
    int begunOfSource,
    Duration beginning,
    int sessions,
    int sessionsOfPerson,
    Duration idle,
    Duration longest,
    Duration renewBefore,
    int body,
    int cookies) {
  /** What the gateway uses. */
  public static final PageLimits DEFAULT =
      new PageLimits(
          5_000,
          100,
          Duration.ofMinutes(10),
          2_000,
          10,
          Duration.ofMinutes(30),
          Duration.ofHours(8),
          Duration.ofSeconds(20),
          65_536,
          8_192);
}
