package dev.postern.testkit;

import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.policy.Decision;
import dev.postern.kernel.policy.Facts;
import dev.postern.kernel.policy.Policy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A policy that asks people about some operations, denies others and allows the rest. Immutable.
 *
 * @param holds what people are asked about
 * @param denies what is never allowed
 * @param reviewers whose answer it takes, one of them
 */
public record HoldingPolicy(
    Predicate<Operation> holds, Predicate<Operation> denies, String reviewers) implements Policy {
  /** The rule that asks. */
  public static final String RULE = "risky";

  @Override
  public Decision decide(Operation operation, Facts facts) {
    if (denies.test(operation)) {
      return new Decision.Deny(List.of("never"), "no rule permits this");
    }
    return facts.approved() || !holds.test(operation)
        ? new Decision.Allow(List.of("told-to"))
        : new Decision.Hold(List.of(RULE), List.of(new Decision.Approval(RULE, reviewers, 1)));
  }

  @Override
  public Masking masking(Principal viewer, Lexicon lexicon, Part part, Facts facts) {
    return Masking.NONE;
  }

  @Override
  public Optional<Instant> turnsAt(Instant now) {
    return Optional.empty();
  }
}
