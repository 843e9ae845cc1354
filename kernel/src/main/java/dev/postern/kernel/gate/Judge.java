package dev.postern.kernel.gate;

import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.policy.Decision;
import dev.postern.kernel.policy.Facts;
import dev.postern.kernel.policy.Policy;
import dev.postern.kernel.policy.Rules;
import java.time.Instant;
import java.util.Optional;

/**
 * What standing and the rules say of something at this moment. Looks and answers; records and
 * changes nothing.
 */
final class Judge {
  private final Gate gate;

  Judge(Gate gate) {
    this.gate = gate;
  }

  /** What the viewer of a described operation may not see, on the rules in force. */
  Draft draft(Description description, Instant now) {
    Rules rules = gate.rules();
    Optional<Policy.Part> part = description.part();
    Optional<Lexicon> lexicon = rules.lexicon(description.operation().target());
    Masking masking =
        part.isEmpty() || lexicon.isEmpty()
            ? Masking.NONE
            : rules
                .policy()
                .masking(
                    description.visit().signIn().principal(),
                    lexicon.get(),
                    part.get(),
                    new Facts(now, description.visit().session(), false));
    return new Draft(description, masking, rules);
  }

  /** What an admission would be answered. */
  Preview preview(Description description, Instant now) {
    if (unwelcome(description, now).isPresent()) {
      return Preview.REFUSE;
    }
    return switch (decide(gate.rules(), description, false, now)) {
      case Decision.Allow allow -> Preview.PASS;
      case Decision.Hold hold -> Preview.HOLD;
      case Decision.Deny deny -> Preview.REFUSE;
    };
  }

  /** Why an admission would be turned away; empty where it would pass. */
  Optional<Revocation> foreseen(Description description, Instant now) {
    Optional<Revocation> unwelcome = unwelcome(description, now);
    if (unwelcome.isPresent()) {
      return unwelcome;
    }
    Rules rules = gate.rules();
    return switch (decide(rules, description, false, now)) {
      case Decision.Allow allow -> Optional.empty();
      case Decision.Hold hold -> Optional.of(Denial.of(hold, rules.epoch()).why());
      case Decision.Deny deny -> Optional.of(Denial.of(deny, rules.epoch()).why());
    };
  }

  /**
   * What policy says.
   *
   * @param approved whether people approved this very operation
   */
  Decision decide(Rules rules, Description description, boolean approved, Instant now) {
    Facts facts = new Facts(now, description.visit().session(), approved);
    return rules.policy().decide(description.operation(), facts);
  }

  /** What stands against an admission whatever policy says. */
  Optional<Revocation> beforePolicy(Draft draft, Instant now) {
    Description description = draft.description();
    Optional<Revocation> unwelcome = unwelcome(description, now);
    if (unwelcome.isPresent()) {
      return unwelcome;
    }
    if (draft.rules() != gate.rules() || description.epoch() != draft.rules().epoch()) {
      return Optional.of(Reasons.STALE);
    }
    return draft.rules().lexicon(description.operation().target()).isEmpty()
        ? Optional.of(Reasons.NO_TARGET)
        : Optional.empty();
  }

  /**
   * Why a passage would no longer be given as it was.
   *
   * @param policyToo whether the rules may have changed, and not standing alone
   */
  Optional<Revocation> against(Passage passage, boolean policyToo, Instant now) {
    Optional<Revocation> against = unwelcome(passage.description(), now);
    if (against.isPresent() || !policyToo) {
      return against;
    }
    against = moved(passage.draft());
    if (against.isPresent()) {
      return against;
    }
    return stillAllowed(passage, now) && sameView(passage.draft(), now)
        ? Optional.empty()
        : Optional.of(Reasons.CHANGED);
  }

  /** Whether it passes now, or what is asked of people now is what they have approved. */
  private boolean stillAllowed(Passage passage, Instant now) {
    Rules rules = gate.rules();
    return switch (decide(rules, passage.description(), false, now)) {
      case Decision.Allow allow -> true;
      case Decision.Hold hold ->
          passage.approved().containsAll(hold.approvals())
              && decide(rules, passage.description(), true, now) instanceof Decision.Allow;
      case Decision.Deny deny -> false;
    };
  }

  /** Why people would no longer be asked the same: {@link #against(Passage, boolean, Instant)}. */
  Optional<Revocation> against(Held held, boolean policyToo, Instant now) {
    Optional<Revocation> against = unwelcome(held.description(), now);
    if (against.isPresent() || !policyToo) {
      return against;
    }
    Draft draft = held.asked().draft();
    against = moved(draft);
    if (against.isPresent()) {
      return against;
    }
    boolean same = decide(gate.rules(), held.description(), false, now).equals(held.hold());
    return same && sameView(draft, now) ? Optional.empty() : Optional.of(Reasons.CHANGED);
  }

  /** What becomes of an admission that people approved. */
  sealed interface Approved {
    /** The rules in force let it through. */
    record Passes(Decision.Allow allow, long epoch) implements Approved {}

    /** Something stands against it now. */
    record Fails(Revocation why) implements Approved {}
  }

  /** The last look at what people approved. */
  Approved approved(Held held, Instant now) {
    Rules rules = gate.rules();
    Draft draft = held.asked().draft();
    Optional<Revocation> against = unwelcome(held.description(), now).or(() -> moved(draft));
    if (against.isPresent()) {
      return new Approved.Fails(against.get());
    }
    boolean asSeen =
        decide(rules, held.description(), false, now).equals(held.hold()) && sameView(draft, now);
    return asSeen && decide(rules, held.description(), true, now) instanceof Decision.Allow allow
        ? new Approved.Passes(allow, rules.epoch())
        : new Approved.Fails(Reasons.CHANGED);
  }

  private boolean sameView(Draft draft, Instant now) {
    return draft(draft.description(), now).masking().equals(draft.masking());
  }

  private Optional<Revocation> unwelcome(Description description, Instant now) {
    return gate.standing().objection(description.visit(), now).map(Reasons::told);
  }

  /** Whether the target of a draft is gone, or another server now. */
  private Optional<Revocation> moved(Draft draft) {
    String target = draft.description().operation().target();
    Optional<String> place = gate.rules().lexicon(target).map(Lexicon::place);
    if (place.isEmpty()) {
      return Optional.of(Reasons.NO_TARGET);
    }
    return draft.rules().lexicon(target).map(Lexicon::place).equals(place)
        ? Optional.empty()
        : Optional.of(Reasons.MOVED);
  }
}
