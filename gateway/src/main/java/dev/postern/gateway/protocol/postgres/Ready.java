package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Revocation;
import java.util.Optional;

/** A session that is open: statements pass, until one of its ends goes away or is taken back. */
final class Ready implements Phase {
  private static final Report GONE =
      Report.of("FATAL", "57P01", "the account is not offered any more");

  private final Conversation conversation;
  private final Opened opened;
  private final Optional<CancelKeys.Held> key;
  private final Statements statements;
  private final Optional<Watch> watch;

  private Ready(
      Conversation conversation,
      Opened opened,
      Optional<CancelKeys.Held> key,
      Statements statements) {
    this.conversation = conversation;
    this.opened = opened;
    this.key = key;
    this.statements = statements;
    PostgresTarget.Times times = opened.target().times();
    this.watch = times.watched() ? Optional.of(new Watch(conversation, times)) : Optional.empty();
  }

  static void begin(
      Conversation conversation, Opened opened, Optional<CancelKeys.Held> key, Slice ready) {
    conversation.emit(new Command.ClearTimer(PostgresSession.SIGN_IN));
    conversation.emit(new Command.Join(opened.session()));
    Statements statements = conversation.sessions().statements().make(conversation, opened, ready);
    Ready session = new Ready(conversation, opened, key, statements);
    conversation.become(session);
    if (!opened.offered(conversation.sessions())) {
      // The rules changed while it was being opened.
      session.leave(Optional.of(GONE), Leaf.End.REVOKED);
      return;
    }
    session.readTarget();
    session.readClient();
  }

  @Override
  public void readClient() {
    statements.readClient();
    look();
  }

  @Override
  public void readTarget() {
    statements.readTarget();
    look();
  }

  @Override
  public void gateAnswered() {
    look();
  }

  private void look() {
    if (watch.isPresent()) {
      Watch.Busy busy =
          statements.held()
              ? Watch.Busy.WAITS
              : statements.outstanding() ? Watch.Busy.RUNS : Watch.Busy.RESTS;
      watch.get().look(busy, statements.answered());
    }
  }

  @Override
  public void told(PostgresNote note) {
    if (note instanceof PostgresNote.Cancel(String from)) {
      if (statements.cancelHeld()) {
        // The target has nothing to cancel: it was never sent.
        conversation.emit(new Command.Tell(from, new PostgresNote.Cancelled()));
        return;
      }
      key.ifPresentOrElse(
          held -> CancelLeg.begin(conversation, opened, held, Optional.of(from)),
          () -> conversation.emit(new Command.Tell(from, new PostgresNote.Cancelled())));
    }
  }

  @Override
  public void targetGone(Event.Failure failure, String why) {
    Leaf.End end = failure == Event.Failure.TAKEN_BACK ? Leaf.End.REVOKED : Leaf.End.FAILED;
    if (statements.speakable()) {
      conversation.end(
          Report.of("FATAL", "08006", "target_failed: the target closed the connection"), end);
    } else {
      conversation.finish(end);
    }
  }

  @Override
  public void revoked(Passage passage, Revocation why) {
    if (passage == opened.passage()) {
      leave(Optional.of(Told.takenBack(why)), Leaf.End.REVOKED);
    } else {
      statements.revoked(passage, why);
    }
  }

  @Override
  public void rulesChanged() {
    statements.rulesChanged();
    if (!opened.offered(conversation.sessions())) {
      if (statements.outstanding()) {
        leave(Optional.of(GONE), Leaf.End.REVOKED);
      } else {
        statements.rest(() -> leave(Optional.of(GONE), Leaf.End.REVOKED));
      }
    }
  }

  @Override
  public void done(Event.WorkDone done) {
    statements.done(done);
  }

  @Override
  public void timer(int timer) {
    if (timer == PostgresSession.WATCHING) {
      switch (watch.map(Watch::fired).orElse(Watch.Over.NOTHING)) {
        case NOTHING -> {}
        case REST -> leave(Optional.of(Told.RESTED), Leaf.End.REVOKED);
        case STATEMENT -> overdue();
        case CANCELLED_STATEMENT -> leave(Optional.of(Told.STUBBORN), Leaf.End.REVOKED);
      }
    } else if (timer >= Statements.FIRST_TIMER) {
      statements.timer(timer);
    }
  }

  /** A statement has run for too long: the target is asked to cancel it. */
  private void overdue() {
    if (key.isEmpty()) {
      leave(Optional.of(Told.STUBBORN), Leaf.End.REVOKED);
      return;
    }
    CancelLeg.begin(conversation, opened, key.get(), Optional.empty());
    statements.overdue(Told.OVERDUE);
  }

  @Override
  public void farewell() {
    leave(Optional.empty(), Leaf.End.ANSWERED);
  }

  /** Ends the session at once, and says why. */
  void cut(Report why, Leaf.End end) {
    leave(Optional.of(why), end);
  }

  @Override
  public void clientGone() {
    leave(Optional.empty(), Leaf.End.CANCELLED);
  }

  @Override
  public void drain() {
    Report stopping = Report.of("FATAL", "57P01", "the gateway is stopping");
    statements.rest(() -> leave(Optional.of(stopping), Leaf.End.ANSWERED));
  }

  /** Ends the session: the client is told where it can be, the target is asked to end. */
  private void leave(Optional<Report> told, Leaf.End end) {
    if (conversation.over() || conversation.phase() != this) {
      return;
    }
    if (told.isPresent() && statements.speakable()) {
      conversation.say(new BackendMessage.ErrorResponse(told.get()));
    }
    statements.letGo();
    Leaving.begin(conversation, new Leaving.From(opened, key, statements, end));
  }

  @Override
  public void over(Leaf.End end) {
    Leaving.close(conversation, new Leaving.From(opened, key, statements, end));
  }
}
