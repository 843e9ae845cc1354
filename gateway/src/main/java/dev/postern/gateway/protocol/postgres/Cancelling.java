package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.session.Command;
import dev.postern.kernel.audit.Leaf;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A connection that only asks to cancel what another session runs. It is answered by nothing but
 * its end, which comes when the target has been told: a client that waits for it knows that its
 * next statement is not the one that is hit.
 */
final class Cancelling implements Phase {
  private final Conversation conversation;

  private Cancelling(Conversation conversation) {
    this.conversation = conversation;
  }

  static void begin(Conversation conversation, int process, Slice key) {
    InetAddress source = conversation.peer().address().getAddress();
    Optional<String> session = conversation.sessions().cancels().find(source, process, key);
    conversation.become(new Cancelling(conversation));
    if (session.isEmpty()) {
      conversation.finish(Leaf.End.FAILED);
      return;
    }
    String self = conversation.sessions().newName();
    conversation.emit(new Command.Join(self));
    conversation.emit(new Command.Tell(session.get(), new PostgresNote.Cancel(self)));
    conversation.emit(
        new Command.SetTimer(PostgresSession.LEAVING, conversation.limits().cancel()));
  }

  @Override
  public void told(PostgresNote note) {
    if (note instanceof PostgresNote.Cancelled) {
      conversation.finish(Leaf.End.ANSWERED);
    }
  }

  @Override
  public void timer(int timer) {
    conversation.finish(Leaf.End.FAILED);
  }

  @Override
  public void readClient() {}

  @Override
  public void clientGone() {
    conversation.finish(Leaf.End.CANCELLED);
  }

  @Override
  public void drain() {
    conversation.finish(Leaf.End.CANCELLED);
  }
}
