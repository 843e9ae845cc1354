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
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A policy that answers as it is told: what it allows, and what it hides of whose reply. Immutable.
 *
 * @param allows the operations that may pass
 * @param hides what is hidden of the reply of a part, by the part's name
 */
public record ScriptedPolicy(Predicate<Operation> allows, Function<String, Masking> hides)
    implements Policy {
  /** What a caller is told where it allows nothing. */
  public static final String REASON = "no rule permits this";

  /** Allows everything and hides nothing. */
  public static final ScriptedPolicy OPEN =
      new ScriptedPolicy(operation -> true, part -> Masking.NONE);

  /** Allows nothing. */
  public static final ScriptedPolicy SHUT =
      new ScriptedPolicy(operation -> false, part -> Masking.NONE);

  @Override
  public Decision decide(Operation operation, Facts facts) {
    return allows.test(operation)
        ? new Decision.Allow(List.of("told-to"))
        : new Decision.Deny(List.of(), REASON);
  }

  @Override
  public Masking masking(Principal viewer, Lexicon lexicon, Part part, Facts facts) {
    return hides.apply(part.resource().ref().name());
  }

  @Override
  public Optional<Instant> turnsAt(Instant now) {
    return Optional.empty();
  }
}
