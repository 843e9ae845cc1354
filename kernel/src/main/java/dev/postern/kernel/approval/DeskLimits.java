package dev.postern.kernel.approval;

import java.time.Duration;

/**
 * The bounds of the desk.
 *
 * @param open requests that may live in all
 * @param openOfCaller those in the interest of one person, by whatever agents and jobs
 * @param openOfTarget those for one target
 * @param waits callers who may wait at once
 * @param waitsOfPerson of them in the interest of one person
 * @param votes answers to one request
 * @param textChars the longest operation that is put before people, in characters: a longer one is
 *     not asked, for nobody would read what they approve
 * @param life how long a request lives; silence refuses
 * @param kept how long an ended request can still be looked at
 */
public record DeskLimits(
    int open,
    int openOfCaller,
    int openOfTarget,
    int waits,
    int waitsOfPerson,
    int votes,
    int textChars,
    Duration life,
    Duration kept) {
  /** What the gateway uses unless it is configured. */
  public static final DeskLimits DEFAULT =
      new DeskLimits(
          1_000, 20, 200, 2_000, 20, 50, 32_768, Duration.ofMinutes(15), Duration.ofHours(24));
}
