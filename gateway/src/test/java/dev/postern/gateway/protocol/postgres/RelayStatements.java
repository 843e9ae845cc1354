package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.Read;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.session.Event;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Revocation;

/** Relays whatever is said on the opening's own passage: the shell is what is tested with it. */
final class RelayStatements implements Statements {
  private final Conversation conversation;
  private final Opened opened;
  private int outstanding;

  RelayStatements(Conversation conversation, Opened opened, Slice ready) {
    this.conversation = conversation;
    this.opened = opened;
    conversation.show(opened.passage(), ready);
  }

  @Override
  public void readClient() {
    while (conversation.client().next()
        instanceof Read.Message<FrontendMessage>(FrontendMessage message, Slice bytes)) {
      if (message instanceof FrontendMessage.Terminate) {
        conversation.farewell();
        return;
      }
      if (message instanceof FrontendMessage.Query || message instanceof FrontendMessage.Sync) {
        outstanding++;
      }
      conversation.send(opened.passage(), bytes);
    }
  }

  @Override
  public void readTarget() {
    while (conversation.target().next()
        instanceof Read.Message<BackendMessage>(BackendMessage message, Slice bytes)) {
      if (message instanceof BackendMessage.ReadyForQuery) {
        outstanding--;
      }
      conversation.show(opened.passage(), bytes);
    }
  }

  @Override
  public void revoked(Passage passage, Revocation why) {}

  @Override
  public void rulesChanged() {}

  @Override
  public void timer(int timer) {}

  @Override
  public void done(Event.WorkDone done) {}

  @Override
  public void rest(Runnable then) {
    then.run();
  }

  @Override
  public boolean outstanding() {
    return outstanding > 0;
  }

  @Override
  public long answered() {
    return 0;
  }

  @Override
  public void overdue(Report told) {}

  @Override
  public boolean held() {
    return false;
  }

  @Override
  public void letGo() {}

  @Override
  public boolean cancelHeld() {
    return false;
  }

  @Override
  public boolean speakable() {
    return true;
  }

  @Override
  public void over(Leaf.End end) {}
}
