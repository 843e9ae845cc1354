package dev.postern.kernel.gate;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.policy.Decision;
import dev.postern.kernel.policy.Reach;
import dev.postern.kernel.policy.Rules;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The proof that an operation was decided and recorded: what the way to a target demands. Minted by
 * {@link Lane} alone, after the ledger took the entry.
 *
 * <p>{@link #live()}, {@link #show} and the accessors may be used on any thread; closing belongs to
 * {@link Lane#close}.
 */
public final class Passage implements Verdict {
  /** Where a passage stands; only ever moves down the list. */
  private sealed interface State {
    record Open() implements State {}

    record Revoked(Revocation why) implements State {}

    /** Closed, after having been taken back or not. */
    record Closed(boolean takenBack) implements State {}
  }

  private static final State OPEN = new State.Open();

  private final EntryId id;
  private final Draft draft;
  private final Forwarded forwarded;
  private final Instant admitted;
  private final List<Decision.Approval> approved;
  private final Resting payers;
  private final AtomicLong paid = new AtomicLong();
  private final boolean preparesHeld;
  private final Lane lane;
  private final Asker asker;
  private final AtomicReference<State> state = new AtomicReference<>(OPEN);

  Passage(Admission admission, Lane lane) {
    this.id = admission.id();
    this.draft = admission.draft();
    this.forwarded = admission.forwarded();
    this.admitted = admission.at();
    this.approved = admission.approval().hold();
    this.payers = admission.payers();
    this.preparesHeld = admission.approval().later();
    this.asker = admission.caller().asker();
    this.lane = lane;
  }

  /** The request id: the admitted entry. */
  public EntryId id() {
    return id;
  }

  /** What was admitted. */
  public Description description() {
    return draft.description();
  }

  /** What it was decided on. */
  Rules rules() {
    return draft.rules();
  }

  /** What the viewer must not see of the reply. */
  public Masking masking() {
    return draft.masking();
  }

  /**
   * The most that the rules in force can look at when this passage's caller uses a resource.
   *
   * @param lexicon the words that the operation will be described on; where they are not those of
   *     the rules in force, everything
   */
  public Reach reach(Lexicon lexicon, Resource resource) {
    Rules now = lane.rules();
    return now.epoch() == lexicon.epoch()
        ? now.policy().reach(description().operation().caller(), lexicon, resource)
        : Reach.CONTENT;
  }

  /** The very bytes that were decided. */
  public Forwarded forwarded() {
    return forwarded;
  }

  /**
   * Whether frames of the operation may still move: not closed, not taken back, its proof not
   * ended.
   */
  public boolean live() {
    return state.get() == OPEN
        && lane.now().isBefore(draft.description().visit().signIn().expires());
  }

  /** Whether closing frames (a cancel, a DELETE) may still be sent: until it is closed. */
  public boolean closable() {
    return !(state.get() instanceof State.Closed);
  }

  /**
   * Takes what is to be shown from the budgets of the grants that this rests on. To be called
   * before a part of the reply is shown; what was not taken so is taken when the passage closes.
   *
   * @return why the part may not be shown, where a budget is too small for it: then the session
   *     ends the operation, and the grant ends too
   */
  public Optional<Revocation> spend(long rows, long bytes) {
    for (Given payer : payers.given()) {
      if (!payer.purse().take(rows, bytes)) {
        lane.spent(payer);
        return payers.over(lane.now());
      }
    }
    paid.addAndGet(bytes);
    return Optional.empty();
  }

  /**
   * Vouches that bytes are the masked reply to this operation, ready for its caller.
   *
   * @param bytes the frame; handed over
   */
  public Shown show(ByteBuffer bytes) {
    return new Shown(bytes, List.of(this), live());
  }

  /**
   * Vouches that bytes are the masked replies to several operations in one frame: shown while every
   * one of them may be.
   *
   * @param bytes the frame; handed over
   * @param of at least one
   */
  public static Shown show(ByteBuffer bytes, List<Passage> of) {
    if (of.isEmpty()) {
      throw new IllegalArgumentException("a frame is shown under a passage");
    }
    return new Shown(bytes, of, live(of));
  }

  /** Whether frames of all of these operations may still move. */
  public static boolean live(List<Passage> all) {
    for (Passage passage : all) {
      if (!passage.live()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether frames that were vouched for while it was live may still reach the client: the last of
   * a reply may wait for the socket when the passage has been closed already.
   */
  boolean shows() {
    return switch (state.get()) {
      case State.Open open -> live();
      case State.Revoked revoked -> false;
      case State.Closed(boolean takenBack) -> !takenBack;
    };
  }

  Draft draft() {
    return draft;
  }

  Instant admitted() {
    return admitted;
  }

  /**
   * Whether policy asks for people, and let this through because it only prepares what they are
   * asked for: {@link Patience#PREPARES}.
   */
  public boolean preparesHeld() {
    return preparesHeld;
  }

  /**
   * What people were asked before they approved it, or are asked for what it prepares; nothing
   * where nobody has to be.
   */
  List<Decision.Approval> approved() {
    return approved;
  }

  /** Takes the rest of what was shown from the budgets, once it is known. */
  void pay(Ending ending) {
    for (Given payer : payers.given()) {
      payer.purse().settle(0, Math.max(0, ending.counts().shown() - paid.get()));
    }
    payers.ended(description().operation().effect());
    for (Given payer : payers.given()) {
      if (payer.purse().empty()) {
        lane.spent(payer);
      }
    }
  }

  Lane lane() {
    return lane;
  }

  Asker asker() {
    return asker;
  }

  /** Takes it back; false when it is closed or was taken back already. */
  boolean revoke(Revocation why) {
    return state.compareAndSet(OPEN, new State.Revoked(why));
  }

  /** Whether it is neither closed nor taken back, whatever the clock says. */
  boolean untouched() {
    return state.get() == OPEN;
  }

  /** Closes it; false when it is closed already. */
  boolean close() {
    State before =
        state.getAndUpdate(now ->
            now instanceof State.Closed ? now : new State.Closed(now instanceof State.Revoked));
    return !(before instanceof State.Closed);
  }

  /** Why it was taken back; empty when it was not. */
  Optional<Revocation> revocation() {
    return state.get() instanceof State.Revoked(Revocation why)
        ? Optional.of(why)
        : Optional.empty();
  }
}
