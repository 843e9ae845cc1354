package dev.postern.kernel.gate;

import dev.postern.kernel.policy.Decision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Whose budgets an operation is taken from: the fewest grants with a budget without which it would
 * not be answered as it is. What a caller could do anyway costs nothing.
 */
final class Payers {
  private final Judge judge;
  private final Draft draft;

  Payers(Judge judge, Draft draft) {
    this.judge = judge;
    this.draft = draft;
  }

  /** Those among the grants in force: none, one of them, or all that have a budget. */
  Resting among(Resting inForce, Instant now) {
    List<Given> bounded = inForce.bounded();
    if (bounded.isEmpty()) {
      return Resting.NOTHING;
    }
    List<Given> others = new ArrayList<>(inForce.given());
    others.removeAll(bounded);
    Resting.At all = inForce.at(now);
    if (same(new Resting(others).at(now), all)) {
      return Resting.NOTHING;
    }
    for (Given one : bounded) {
      List<Given> with = new ArrayList<>(others);
      with.add(one);
      if (same(new Resting(with).at(now), all)) {
        return new Resting(List.of(one));
      }
    }
    return new Resting(bounded);
  }

  private boolean same(Resting.At some, Resting.At all) {
    return asked(some).equals(asked(all))
        && judge.draft(draft.description(), some).masking().equals(draft.masking());
  }

  /** What is asked of people, where anything passes at all. */
  private Answer asked(Resting.At with) {
    return switch (judge.decide(draft.rules(), draft.description(), with)) {
      case Decision.Allow allow -> new Answer(true, List.of());
      case Decision.Hold hold -> new Answer(true, hold.approvals());
      case Decision.Deny deny -> new Answer(false, List.of());
    };
  }

  private record Answer(boolean passes, List<Decision.Approval> approvals) {}
}
