package dev.postern.kernel.gate;

import dev.postern.kernel.approval.ApprovalDesk;
import dev.postern.kernel.approval.Petition;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.approval.Wait;
import dev.postern.kernel.approval.Wording;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.operation.Digests;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.policy.Decision;
import org.jspecify.annotations.Nullable;

/**
 * An admission that waits for people. What it becomes is told to its {@link Holds}, on whatever
 * thread; everything else belongs to the lane's.
 */
final class Held implements Wait {
  /** What was to be admitted, by whom, and how long it waits. */
  record Asked(Draft draft, Forwarded forwarded, Admission.Caller caller, Patience patience) {}

  private final Asked asked;
  private final Decision.Hold hold;
  private final Holds holds;
  private boolean asking;
  private @Nullable Over left;

  Held(Asked asked, Decision.Hold hold, Holds holds) {
    this.asked = asked;
    this.hold = hold;
    this.holds = holds;
  }

  Asked asked() {
    return asked;
  }

  Decision.Hold hold() {
    return hold;
  }

  Description description() {
    return asked.draft().description();
  }

  /** What the ledger keeps of the decision, however the wait ends. */
  Leaf.Decided decided() {
    return new Leaf.Decided("hold", hold.rules(), asked.draft().rules().epoch());
  }

  /** Asks people, unless the wait has ended meanwhile. May block; not on the loop's thread. */
  synchronized void ask(ApprovalDesk desk) {
    if (left == null) {
      asking = true;
      desk.ask(petition(), asked.patience() == Patience.ATTACHED, this);
    }
  }

  /**
   * Ends the wait. May block; not on the loop's thread. The desk has the last word: what was
   * collected before is not left.
   */
  synchronized void leave(ApprovalDesk desk, Over why, boolean forGood) {
    left = why;
    if (asking) {
      desk.leave(this, why, forGood);
    } else {
      over(why);
    }
  }

  private Petition petition() {
    Operation operation = description().operation();
    return new Petition(
        operation,
        Digests.of(asked.forwarded().essence()),
        hold,
        asked.draft().masking(),
        Wording.of(operation));
  }

  @Override
  public void held(Request request) {
    holds.later(() -> holds.held(this, request));
  }

  @Override
  public void collected(Request request) {
    holds.later(() -> holds.collected(this, request));
  }

  @Override
  public void over(Over why) {
    holds.later(() -> holds.over(this, why));
  }
}
