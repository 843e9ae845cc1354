package dev.postern.kernel.gate;

import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.policy.Rules;

/**
 * An operation with the masking that its reply will get, bound to the rules and grants that it was
 * described on. Minted by {@link Lane#draft} alone.
 */
public final class Draft {
  private final Description description;
  private final Masking masking;
  private final Rules rules;
  private final Resting resting;

  Draft(Description description, Masking masking, Rules rules, Resting resting) {
    this.description = description;
    this.masking = masking;
    this.rules = rules;
    this.resting = resting;
  }

  /** What was described. */
  public Description description() {
    return description;
  }

  /** What the viewer must not see of the reply. */
  public Masking masking() {
    return masking;
  }

  Rules rules() {
    return rules;
  }

  /** The grants that were in force when it was described. */
  Resting resting() {
    return resting;
  }
}
