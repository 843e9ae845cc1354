package dev.postern.kernel.approval;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The bounds of the desk.
 *
 * @param open requests that may live in all
 * @param openOfCaller those in the interest of one person, by whatever agents and jobs
 * @param openOfTarget those for one target that says nothing else
 * @param waits callers who may wait at once
 * @param waitsOfPerson of them in the interest of one person
 * @param votes answers to one request; a denial counts above it too
 * @param textChars the longest operation that is put before people, in characters: a longer one is
 *     not asked, for nobody would read what they approve
 * @param ended requests that have ended and can still be looked at
 * @param endedChars how long their texts may be together; of older ones it is only told what became
 *     of them
 * @param life how long a request lives where neither a rule nor its target says; silence refuses
 * @param kept how long an ended request can still be looked at
 * @param targets what holds for single targets, by their names
 */
public record DeskLimits(
    int open,
    int openOfCaller,
    int openOfTarget,
    int waits,
    int waitsOfPerson,
    int votes,
    int textChars,
    int ended,
    int endedChars,
    Duration life,
    Duration kept,
    Map<String, OfTarget> targets) {
  /** What the gateway uses unless it is configured. */
  public static final DeskLimits DEFAULT =
      new DeskLimits(
          1_000,
          20,
          200,
          2_000,
          20,
          50,
          32_768,
          10_000,
          4_194_304,
          Duration.ofMinutes(15),
          Duration.ofHours(24),
          Map.of());

  /**
   * What holds for one target.
   *
   * @param open requests that may live for it
   * @param life how long they live where no rule says
   */
  public record OfTarget(Optional<Integer> open, Optional<Duration> life) {
    static final OfTarget NOTHING = new OfTarget(Optional.empty(), Optional.empty());
  }

  public DeskLimits {
    targets = Map.copyOf(targets);
  }

  /** How many requests may live for a target. */
  int openOf(String target) {
    return targets.getOrDefault(target, OfTarget.NOTHING).open().orElse(openOfTarget);
  }

  /**
   * How long a request lives.
   *
   * @param asked the time that the rules which ask give, where they say any
   */
  Duration lifeOf(String target, Optional<Duration> asked) {
    return asked.or(() -> targets.getOrDefault(target, OfTarget.NOTHING).life()).orElse(life);
  }
}
