package dev.postern.gateway.simulator;

import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.masking.Mask;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.policy.Decision;
import dev.postern.kernel.policy.Facts;
import dev.postern.kernel.policy.Grant;
import dev.postern.kernel.policy.Policy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Rules that a reload can replace by others: whatever names {@code drop} or {@code DELETE} is held,
 * so is what names {@code run} where the rules say so; what names {@code never} is denied, so is
 * everything of a person who is out; what names {@code fix}, updates, reads or copies a table with
 * a tag for a name passes with a grant alone; the class {@code secret} is always masked.
 *
 * @param quorum how many people must approve what is held
 * @param holdsRun whether {@code run} is held too
 * @param out who may do nothing; empty for nobody
 * @param lends whether there is a role to be granted
 */
record SimulatedPolicy(int quorum, boolean holdsRun, String out, boolean lends) implements Policy {
  /** How the rules begin that name a grant. */
  static final String LENT_BY = "lent-by-";

  /** The group that approves. */
  static final String REVIEWERS = "dba";

  private static final Decision NOT_LENT =
      new Decision.Deny(List.of(), "only a grant permits this");

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

  /** Whether only a grant lets it through. */
  static boolean lent(String label) {
    return label.contains("fix")
        || label.contains("UPDATE")
        || label.contains("tag") && (label.contains("SELECT") || label.contains("COPY"));
  }

  @Override
  public Decision decide(Operation operation, Facts facts) {
    facts.grants().forEach(grant -> Lent.looksAt(grant, facts.now()));
    if (denies(operation.caller().subject().name(), operation.label())) {
      return new Decision.Deny(List.of("never"), "no rule permits this");
    }
    Decision usual = new Decision.Allow(List.of("told-to"));
    if (lent(operation.label())) {
      usual = lends ? lent(facts.grants()) : NOT_LENT;
    }
    boolean asks = usual instanceof Decision.Allow && !facts.approved() && holds(operation.label());
    return asks
        ? new Decision.Hold(
            List.of("risky"), List.of(new Decision.Approval("risky", REVIEWERS, quorum)))
        : usual;
  }

  /** What costs nothing is preferred, as the gate does. */
  private static Decision lent(List<Grant> grants) {
    return grants.stream()
        .filter(grant -> !grant.budget().bounds())
        .findFirst()
        .or(() -> grants.stream().findFirst())
        .<Decision>map(grant -> new Decision.Allow(List.of(LENT_BY + grant.id())))
        .orElse(NOT_LENT);
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
