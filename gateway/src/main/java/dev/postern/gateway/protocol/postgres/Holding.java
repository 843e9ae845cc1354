package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.FrontendType;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.session.Command;
import dev.postern.kernel.gate.HeldRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The messages of one session that wait for people, who are asked about one of them at a time: when
 * the target has answered everything before it, and nothing that was read behind it is refused. The
 * client is told, and told again, so that it knows and so that a dead one is found.
 */
final class Holding {
  /** The timer of the next notice. */
  static final int NOTICE = Statements.FIRST_TIMER;

  /** The timer of a wait that keeps locks. */
  static final int ENOUGH = Statements.FIRST_TIMER + 1;

  private static final Hold.Left CANCELLED =
      Hold.Left.of("57014", "canceling statement due to user request");
  private static final Hold.Left CLIENT_LEFT =
      Hold.Left.of("57014", "the client has left, and nobody waits for this any more");
  private static final Hold.Left FLOODED =
      Hold.Left.of("54000", "too much was sent behind what waits for an approval");
  private static final Hold.Left STOPPED =
      Hold.Left.of("57P01", "the session is ending, and takes back what waits for an approval");
  private static final String ABORTED =
      "current transaction is aborted, commands ignored until end of transaction block";

  private final Conversation conversation;
  private final Optional<Duration> afterWrites;
  private final Group group;
  private final Line line;
  private Optional<Step> asked = Optional.empty();
  private Optional<Hold> told = Optional.empty();
  private Optional<Instant> enough = Optional.empty();

  Holding(Conversation conversation, Opened opened, Group group, Line line) {
    this.conversation = conversation;
    this.afterWrites = opened.target().times().heldAfterWrites();
    this.group = group;
    this.line = line;
  }

  /**
   * Looks at what waits first, when the session has gone as far as it goes.
   *
   * @return whether the target must answer what it has before anything else can happen
   */
  boolean look() {
    Optional<Step> first = group.held();
    if (asked.isPresent() && !asked.equals(first)) {
      asked = Optional.empty();
      told = Optional.empty();
      conversation.emit(new Command.ClearTimer(NOTICE));
      conversation.emit(new Command.ClearTimer(ENOUGH));
    }
    return first.isPresent() && look(first.get(), first.get().hold().orElseThrow());
  }

  private boolean look(Step step, Hold hold) {
    Optional<Hold.Left> against = against(step, hold);
    if (against.isPresent()) {
      hold.leave(against.get());
      return false;
    }
    if (hold.asked()) {
      if (hold.request().isPresent() && !told.equals(Optional.of(hold))) {
        told = Optional.of(hold);
        tell();
      }
      overheard(hold);
      return false;
    }
    if (group.deciding()) {
      return false;
    }
    if (group.unanswered() > 0) {
      return true;
    }
    if (!asked.equals(Optional.of(step))) {
      // However often rules have people asked anew, its locks are kept for that long in all.
      asked = Optional.of(step);
      Optional<Duration> most = afterWrites.filter(any -> group.transaction().wrote());
      enough = most.map(conversation.now()::plus);
      most.ifPresent(time -> conversation.emit(new Command.SetTimer(ENOUGH, time)));
    }
    hold.ask();
    return false;
  }

  /** Why people are not to be asked, or not to be waited for. */
  private Optional<Hold.Left> against(Step step, Hold hold) {
    Optional<Step> refused = group.behind(step, each -> each.decided() == Step.Decided.REFUSED);
    if (refused.isPresent()) {
      Report why = refused.get().poison().orElseThrow().told();
      return Optional.of(
          Hold.Left.of("42501", "what was sent behind it is refused: " + why.message()));
    }
    if (hold.asked()) {
      return Optional.empty();
    }
    if (group.transaction().failed()) {
      return Optional.of(Hold.Left.of("25P02", ABORTED));
    }
    if (afterWrites.isPresent()) {
      return Optional.empty();
    }
    if (group.transaction().wrote()) {
      return Optional.of(
          keepsLocks(hold, "its transaction has written, and would keep its locks meanwhile"));
    }
    boolean another = group.behind(step, each -> each.hold().isPresent()).isPresent();
    return another && group.behind(step, Transaction::writes).isPresent()
        ? Optional.of(keepsLocks(hold, "so does what was sent behind it, in the same transaction"))
        : Optional.empty();
  }

  private static Hold.Left keepsLocks(Hold hold, String why) {
    return new Hold.Left(
        "25001",
        "this needs an approval by " + hold.reviewers() + ", and " + why,
        "Have it approved first, then begin: send it in a transaction of its own, or before the"
            + " transaction writes.");
  }

  /** What arrives is read no further than it must be to see that nobody waits any more. */
  private void overheard(Hold hold) {
    if (conversation.client().comes(FrontendType.TERMINATE)) {
      hold.leave(CLIENT_LEFT);
    } else if (conversation.client().unread() >= conversation.limits().waitingBytes()) {
      hold.leave(FLOODED);
    }
  }

  /** Whether people are asked, so that nothing moves before they have answered. */
  boolean waits() {
    return group.held().flatMap(Step::hold).filter(Hold::asked).isPresent();
  }

  /** The client asks to cancel; false when that is no business of a wait's. */
  boolean cancel() {
    Optional<Hold> waiting = group.held().flatMap(Step::hold).filter(Hold::asked);
    waiting.ifPresent(hold -> hold.leave(CANCELLED));
    return waiting.isPresent();
  }

  /** Nobody waits any more: the session ends, or the client says that it does. */
  void end(boolean byClient) {
    for (Step step : group.waiting()) {
      step.hold().ifPresent(hold -> hold.leave(byClient ? CLIENT_LEFT : STOPPED));
    }
  }

  void timer(int timer) {
    if (timer == NOTICE && told.isPresent()) {
      tell();
    } else if (timer == ENOUGH && asked.isPresent() && asked.equals(group.held())) {
      asked
          .flatMap(Step::hold)
          .ifPresent(hold ->
              hold.leave(
                  Hold.Left.of(
                      "57014",
                      "nobody answered while its transaction could wait with the locks it has")));
    }
  }

  private void tell() {
    HeldRequest request = told.flatMap(Hold::request).orElseThrow();
    line.notice(Told.held(request, until(request), conversation.terms().reviews()));
    conversation.emit(new Command.SetTimer(NOTICE, conversation.limits().holdNotice()));
  }

  /** When silence refuses it: as its rule says, or before that where it keeps locks. */
  private Instant until(HeldRequest request) {
    return enough
        .filter(request.until()::isAfter)
        .orElse(request.until())
        .truncatedTo(ChronoUnit.SECONDS);
  }
}
