package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Read;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Ending;
import java.util.Optional;

/**
 * A session that has no client any more. What the target may still be doing for it is cancelled,
 * then it is asked to end; only when its leg is gone are the passages closed.
 */
final class Leaving implements Phase {
  private final Conversation conversation;
  private final From from;

  private Leaving(Conversation conversation, From from) {
    this.conversation = conversation;
    this.from = from;
  }

  /** What is left, and how its passages end. */
  record From(Opened opened, Optional<CancelKeys.Held> key, Statements statements, Leaf.End end) {}

  static void begin(Conversation conversation, From from) {
    if (!conversation.targetOpen()) {
      conversation.finish(from.end());
      return;
    }
    Leaving leaving = new Leaving(conversation, from);
    conversation.become(leaving);
    conversation.hangUp();
    conversation.emit(new Command.Read(Conversation.TARGET, true));
    // What waits for people was never sent.
    if (from.statements().outstanding() && !from.statements().held()) {
      from.key()
          .ifPresent(key -> CancelLeg.begin(conversation, from.opened(), key, Optional.empty()));
    }
    conversation.sendClosing(
        from.opened().passage(), Slice.of(FrontendPrinter.print(new FrontendMessage.Terminate())));
    conversation.emit(
        new Command.SetTimer(PostgresSession.LEAVING, conversation.limits().closing()));
  }

  /** Closes what the session held. */
  static void close(Conversation conversation, From from) {
    from.key().ifPresent(held -> conversation.sessions().cancels().drop(held));
    from.statements().over(from.end());
    conversation.emit(new Command.Close(from.opened().passage(), Ending.of(from.end())));
  }

  @Override
  public void readClient() {}

  /** What the target still says is for nobody; it is read so that the target can end. */
  @Override
  public void readTarget() {
    Read<BackendMessage> read = conversation.target().next();
    while (read instanceof Read.Message) {
      read = conversation.target().next();
    }
    if (read instanceof Read.Broken) {
      conversation.finish(from.end());
    }
  }

  @Override
  public void told(PostgresNote note) {
    if (note instanceof PostgresNote.Cancel(String asker)) {
      conversation.emit(new Command.Tell(asker, new PostgresNote.Cancelled()));
    }
  }

  @Override
  public void targetGone(Event.Failure failure, String why) {
    conversation.finish(from.end());
  }

  @Override
  public void timer(int timer) {
    // Timers of the session that was open may still fire: they are no reason to hurry.
    if (timer == PostgresSession.LEAVING) {
      conversation.finish(from.end());
    }
  }

  @Override
  public void clientGone() {}

  @Override
  public void drain() {}

  @Override
  public void over(Leaf.End end) {
    close(conversation, from);
  }
}
