package dev.postern.kernel.policy;

import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Resource;
import java.time.Instant;
import java.util.Optional;

/**
 * One immutable set of rules. Pure and total: every call answers, from memory, and an error inside
 * answers no.
 */
public interface Policy {
  /** Decides an operation: every atom and every link of the chain must be permitted. */
  Decision decide(Operation operation, Facts facts);

  /**
   * What the caller must not see of the reply from one part of the target.
   *
   * @param viewer who will see it
   * @param part what replies
   */
  Masking masking(Principal viewer, Lexicon lexicon, Part part, Facts facts);

  /**
   * The next moment after {@code now} at which a decision could change with nobody touching the
   * rules: the end of the nearest role assignment.
   */
  Optional<Instant> turnsAt(Instant now);

  /**
   * The most that any of these rules can look at when this caller uses this resource, now or as
   * time goes by. Whoever cannot say answers {@link Reach#CONTENT}.
   */
  default Reach reach(Principal viewer, Lexicon lexicon, Resource resource) {
    return Reach.CONTENT;
  }

  /** A part of a target and what the operator said of it. */
  record Part(Resource resource, Lexicon.Term term) {}
}
