package dev.postern.kernel.gate;

import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.identity.Standing;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.policy.Decision;
import dev.postern.kernel.policy.Facts;
import dev.postern.kernel.policy.Policy;
import dev.postern.kernel.policy.Rules;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

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
    return draft(description, resting(description, true, now).at(now));
  }

  /** The same with certain grants. */
  Draft draft(Description description, Resting.At with) {
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
                    facts(description, with));
    return new Draft(description, masking, rules, with.resting());
  }

  /** What an admission would be answered. */
  Preview preview(Description description, Instant now) {
    if (unwelcome(description, now).isPresent()) {
      return Preview.REFUSE;
    }
    Resting resting = resting(description, true, now);
    return switch (decide(gate.rules(), description, resting.at(now))) {
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
    Resting resting = resting(description, true, now);
    return switch (decide(rules, description, resting.at(now))) {
      case Decision.Allow allow -> Optional.empty();
      case Decision.Hold hold -> Optional.of(Denial.of(hold, rules.epoch()).why());
      case Decision.Deny deny -> Optional.of(Denial.of(deny, rules.epoch()).why());
    };
  }

  /** What policy says, with these grants. */
  Decision decide(Rules rules, Description description, Resting.At with) {
    return rules.policy().decide(description.operation(), facts(description, with));
  }

  private static Facts facts(Description description, Resting.At with) {
    return new Facts(
        with.now(), description.visit().session(), with.approved(), with.resting().grants());
  }

  /**
   * The grants that are in force for an operation and the viewer of its reply.
   *
   * @param another whether their budgets must afford one more operation
   */
  Resting resting(Description description, boolean another, Instant now) {
    Grants grants = gate.grants();
    if (grants.isEmpty()) {
      return Resting.NOTHING;
    }
    String target = description.operation().target();
    Principal caller = description.operation().caller();
    Principal viewer = description.visit().signIn().principal();
    Set<Given> held = new LinkedHashSet<>(grants.of(caller, target));
    held.addAll(grants.of(viewer, target));
    return new Resting(
        held.stream()
            .filter(given -> given.holds(now) && (!another || given.purse().affords()))
            .toList());
  }

  /** Why policy turns something away; where no rule speaks, perhaps for a grant that has ended. */
  Denial denial(Description description, Decision.Deny deny, long epoch, Instant now) {
    Denial usual = Denial.of(deny, epoch);
    if (!deny.rules().isEmpty()) {
      return usual;
    }
    String target = description.operation().target();
    return new Resting(gate.grants().of(description.operation().caller(), target))
        .lapsed(now)
        .map(why -> new Denial(usual.decided(), why))
        .orElse(usual);
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
    if (!resting(description, true, now).grants().equals(draft.resting().grants())) {
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
    Resting.At with = resting(passage.description(), false, now).at(now);
    return stillAllowed(passage, with) && sameView(passage.draft(), with)
        ? Optional.empty()
        : Optional.of(changed(passage.draft(), now));
  }

  /**
   * Whether it passes now, or what is asked of people now is what they have approved, or are asked
   * for what it prepares.
   */
  private boolean stillAllowed(Passage passage, Resting.At with) {
    Rules rules = gate.rules();
    return switch (decide(rules, passage.description(), with)) {
      case Decision.Allow allow -> true;
      case Decision.Hold hold ->
          passage.approved().containsAll(hold.approvals())
              && decide(rules, passage.description(), with.onceApproved())
                  instanceof Decision.Allow;
      case Decision.Deny deny -> false;
    };
  }

  /**
   * Why somebody can no longer wait for people.
   *
   * @param forGood whether it speaks against what was asked, and not only against this wait
   */
  record Against(Revocation why, boolean forGood) {}

  /** Why people would no longer be asked the same: {@link #against(Passage, boolean, Instant)}. */
  Optional<Against> against(Held held, boolean policyToo, Instant now) {
    Optional<Standing.Objection> objection =
        gate.standing().objection(held.description().visit(), now);
    if (objection.isPresent()) {
      boolean locked = objection.get() instanceof Standing.Objection.Locked;
      return Optional.of(new Against(Reasons.told(objection.get()), locked));
    }
    return (policyToo ? altered(held, now) : Optional.<Revocation>empty())
        .map(why -> new Against(why, true));
  }

  private Optional<Revocation> altered(Held held, Instant now) {
    Draft draft = held.asked().draft();
    Optional<Revocation> moved = moved(draft);
    if (moved.isPresent()) {
      return moved;
    }
    Resting.At with = resting(held.description(), true, now).at(now);
    boolean same = decide(gate.rules(), held.description(), with).equals(held.hold());
    return same && sameView(draft, with) ? Optional.empty() : Optional.of(changed(draft, now));
  }

  /** Why something is no longer given: a grant that it was decided with, or else the rules. */
  private static Revocation changed(Draft draft, Instant now) {
    return draft.resting().over(now).orElse(Reasons.CHANGED);
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
    Resting.At with = resting(held.description(), true, now).at(now);
    boolean asSeen =
        decide(rules, held.description(), with).equals(held.hold()) && sameView(draft, with);
    return asSeen
            && decide(rules, held.description(), with.onceApproved())
                instanceof Decision.Allow allow
        ? new Approved.Passes(allow, rules.epoch())
        : new Approved.Fails(changed(draft, now));
  }

  private boolean sameView(Draft draft, Resting.At with) {
    return draft(draft.description(), with).masking().equals(draft.masking());
  }

  /** Whether nothing stands against a visit. Any thread. */
  boolean welcome(Description description, Instant now) {
    return unwelcome(description, now).isEmpty();
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
