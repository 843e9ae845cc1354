package dev.postern.gateway.target;

import java.time.Duration;

/**
 * How long a target may take.
 *
 * @param connect from dialling to a usable connection
 * @param firstByte from a request to the head of its answer
 * @param pause between two pieces of an answer
 * @param idle how long an unused connection is kept
 */
public record TargetTimes(Duration connect, Duration firstByte, Duration pause, Duration idle) {
  /** What the gateway uses unless it is configured. */
  public static final TargetTimes DEFAULT =
      new TargetTimes(
          Duration.ofSeconds(5),
          Duration.ofSeconds(120),
          Duration.ofSeconds(300),
          Duration.ofSeconds(30));
}
