package dev.postern.gateway.simulator;

import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.masking.Mask;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.policy.Decision;
import dev.postern.kernel.policy.Facts;
import dev.postern.kernel.policy.Policy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Rules that a reload can replace by others: whatever names {@code drop} or {@code DELETE} is held,
 * so is what names {@code run} where the rules say so; what names {@code never} is denied, so is
 * everything of a person who is out; the class {@code secret} is always masked.
 *
 * @param quorum how many people must approve what is held
 * @param holdsRun whether {@code run} is held too
 * @param out who may do nothing; empty for nobody
 */
record SimulatedPolicy(int quorum, boolean holdsRun, String out) implements Policy {
  /** The group that approves. */
  static final String REVIEWERS = "dba";

  private static final Masking SECRETS =
      new Masking(
          List.of(new Masking.Hidden("$.rows[*].key", "secret", Mask.REDACT)),
          Masking.Unmapped.WITHHELD);

  boolean denies(String person, String label) {
    return person.equals(out) || label.contains("never");
  }

  boolean holds(String label) {
    return label.contains("drop") || label.contains("DELETE") || holdsRun && label.contains("run");
  }

  @Override
  public Decision decide(Operation operation, Facts facts) {
    if (denies(operation.caller().subject().name(), operation.label())) {
      return new Decision.Deny(List.of("never"), "no rule permits this");
    }
    return facts.approved() || !holds(operation.label())
        ? new Decision.Allow(List.of("told-to"))
        : new Decision.Hold(
            List.of("risky"), List.of(new Decision.Approval("risky", REVIEWERS, quorum)));
  }

  @Override
  public Masking masking(Principal viewer, Lexicon lexicon, Part part, Facts facts) {
    return lexicon.target().equals("shop") ? Masking.NONE : SECRETS;
  }

  @Override
  public Optional<Instant> turnsAt(Instant now) {
    return Optional.empty();
  }
}
