package dev.postern.gateway.config.yaml;

import java.nio.file.Path;

/**
 * One load of a configuration.
 *
 * @param base the directory that relative paths start from
 * @param problems what is wrong so far
 * @param names what is named so far
 * @param overlaps what must be nobody's own
 */
public record Reading(Path base, Problems problems, Names names, Overlaps overlaps) {
  /** A fresh one. */
  public static Reading from(Path base) {
    Problems problems = new Problems();
    return new Reading(base, problems, new Names(problems), new Overlaps());
  }
}
