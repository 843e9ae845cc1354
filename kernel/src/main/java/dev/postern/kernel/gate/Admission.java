package dev.postern.kernel.gate;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.policy.Decision;
import java.time.Instant;
import java.util.List;

/**
 * An operation that policy lets through, on its way to a passage.
 *
 * @param at when it was decided
 * @param reviews how often the lane had looked at its passages again by then
 * @param approval how people approved it, where they had to
 * @param payers the grants whose budgets it is taken from
 * @param caller who hears of it
 */
record Admission(
    EntryId id,
    Draft draft,
    Forwarded forwarded,
    Instant at,
    long reviews,
    Approval approval,
    Resting payers,
    Caller caller) {
  /**
   * How people approved it.
   *
   * @param hold what was asked of them; nothing where nothing had to be
   * @param answers the entries of their answers; none where it only prepares, and they are asked
   *     for what it prepares
   */
  record Approval(List<Decision.Approval> hold, List<EntryId> answers) {
    static final Approval NONE = new Approval(List.of(), List.of());

    /** People are asked for what this prepares. */
    static Approval later(Decision.Hold hold) {
      return new Approval(hold.approvals(), List.of());
    }

    /** Whether people were not asked yet. */
    boolean later() {
      return !hold.isEmpty() && answers.isEmpty();
    }
  }

  /** What was reserved for it does not run. */
  void giveBack() {
    payers.giveBack(draft.description().operation().effect());
  }

  /** A session that waits for a verdict, and under which ticket. */
  record Caller(Asker asker, long ticket) {
    void hears(Verdict verdict) {
      asker.decided(ticket, verdict);
    }
  }
}
