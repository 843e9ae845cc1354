package dev.postern.kernel.gate;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.policy.Decision;
import java.util.List;

/**
 * Why an operation is turned away: what policy said, and what the caller is told.
 *
 * @param decided for the ledger
 * @param why for the caller
 */
record Denial(Leaf.Decided decided, Revocation why) {
  private static final Leaf.Decided NOT_ASKED = new Leaf.Decided("none", List.of(), 0);

  /** Turned away before policy was asked. */
  static Denial unasked(Revocation why) {
    return new Denial(NOT_ASKED, why);
  }

  /** Policy said no. */
  static Denial of(Decision.Deny deny, long epoch) {
    return new Denial(
        new Leaf.Decided("deny", deny.rules(), epoch),
        new Revocation(Refusal.Code.DENIED, deny.reason()));
  }

  /** Policy asked for people, and none can be asked here. */
  static Denial of(Decision.Hold hold, long epoch) {
    return new Denial(
        new Leaf.Decided("hold", hold.rules(), epoch),
        new Revocation(
            Refusal.Code.UNAPPROVABLE,
            "this needs an approval by "
                + new PeopleNeeded(hold.approvals()).told()
                + ", and cannot wait for one here"));
  }
}
