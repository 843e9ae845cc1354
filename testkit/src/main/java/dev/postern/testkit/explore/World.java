package dev.postern.testkit.explore;

import java.util.List;

/**
 * Something small that is explored. It is made anew and stepped again for every path, so the same
 * steps must always lead to the same state; it may draw random names where {@link Fingerprint}
 * knows them as such.
 */
public interface World {
  /** The steps that can be taken now. */
  List<String> steps();

  /**
   * Takes a step.
   *
   * @throws AssertionError when it broke what must hold
   */
  void take(String step);

  /** All that decides how it goes on. */
  List<Object> state();

  /**
   * Ends everything that is under way and looks whether it ended as it must. Nothing is done with
   * the world afterwards.
   */
  void end();
}
