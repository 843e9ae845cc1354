package dev.postern.kernel.gate;

import dev.postern.kernel.approval.ApprovalDesk;
import dev.postern.kernel.approval.Petition;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.approval.Wait;
import dev.postern.kernel.approval.Wording;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.operation.Digests;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.policy.Decision;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An admission that waits for people. What it becomes is told to its {@link Holds}, on whatever
 * thread; everything else belongs to the lane's.
 */
final class Held implements Wait {
  /** What was to be admitted, by whom, and how long it waits. */
  record Asked(Draft draft, Forwarded forwarded, Admission.Caller caller, Patience patience) {}

  /** How many times longer than its text a message may be: it is kept while people think. */
  private static final int ROOM = 4;

  private final Asked asked;
  private final Decision.Hold hold;
  private final Holds holds;
  private boolean leaving;
  private boolean asking;
  private volatile @Nullable Over left;

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

  /** Its end is under way; the lane's thread, like {@link #leaving}. */
  void leaves() {
    leaving = true;
  }

  boolean leaving() {
    return leaving;
  }

  /** Asks people, unless the wait has ended meanwhile. May block; not on the loop's thread. */
  synchronized void ask(ApprovalDesk desk) {
    if (left != null) {
      return;
    }
    try {
      Optional<Petition> petition = petition(desk.longestText());
      if (petition.isEmpty()) {
        over(
            new Over(
                Over.Kind.OVER_LIMIT, "this needs an approval, and is longer than people read"));
        return;
      }
      asking = true;
      desk.ask(petition.get(), asked.patience() == Patience.ATTACHED, this);
    } catch (RuntimeException | StackOverflowError defect) {
      // Whatever it was, nobody may wait for an answer that never comes.
      over(new Over(Over.Kind.UNKEPT, "the gateway could not ask people; try again later"));
      throw defect;
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

  private Optional<Petition> petition(int longest) {
    Operation operation = description().operation();
    if (asked.forwarded().length() > (long) longest * ROOM) {
      return Optional.empty();
    }
    String place = asked.draft().rules().lexicon(operation.target()).map(Lexicon::place).orElse("");
    return Wording.of(operation, longest)
        .map(text ->
            new Petition(
                operation,
                place,
                Digests.of(asked.forwarded().essence()),
                hold,
                asked.draft().masking(),
                text));
  }

  @Override
  public boolean ready() {
    return left == null && holds.welcome(this);
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
