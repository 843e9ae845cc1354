package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.BackendFrames;
import dev.postern.gateway.protocol.postgres.wire.BackendFrames.TlsAnswer;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Read;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.StartPacket;
import dev.postern.gateway.session.Command;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A cancel request on its way to the target, on a connection of its own and as well protected as
 * the session's. The target's end of that connection says that it has been told. Requests that come
 * meanwhile wait for the next one, which serves all of them.
 */
final class CancelLeg {
  private static final int MOST_WAITING = 64;

  private final Conversation conversation;
  private final Opened opened;
  private final CancelKeys.Held key;
  private final List<String> askers = new ArrayList<>();
  private final List<String> later = new ArrayList<>();
  private Optional<BackendFrames> answer = Optional.empty();
  private boolean secured;

  private CancelLeg(Conversation conversation, Opened opened, CancelKeys.Held key) {
    this.conversation = conversation;
    this.opened = opened;
    this.key = key;
  }

  /**
   * Sends a cancel request.
   *
   * @param asker who is told when it is done; empty where nobody waits
   */
  static void begin(
      Conversation conversation, Opened opened, CancelKeys.Held key, Optional<String> asker) {
    CancelLeg running = conversation.cancelling().orElse(null);
    if (running != null) {
      if (running.later.size() < MOST_WAITING) {
        asker.ifPresent(running.later::add);
      }
      return;
    }
    CancelLeg leg = new CancelLeg(conversation, opened, key);
    asker.ifPresent(leg.askers::add);
    conversation.cancelling(Optional.of(leg));
    conversation.emit(new Command.Dial(Conversation.CANCEL, opened.passage(), true));
    conversation.emit(
        new Command.SetTimer(PostgresSession.CANCELLING, conversation.limits().cancel()));
  }

  void dialled() {
    switch (opened.target().encryption()) {
      case TLS -> {
        answer = Optional.of(new BackendFrames(conversation.limits().wire()));
        send(new StartPacket.SslRequest());
      }
      case PLAINTEXT -> request();
    }
  }

  /** Bytes of the target: only the answer to the request for TLS has a place. */
  void heard(ByteBuffer bytes) {
    if (answer.isEmpty() || secured) {
      return;
    }
    BackendFrames frames = answer.get();
    frames.add(bytes);
    if (frames.nextTlsAnswer() instanceof Read.Message<TlsAnswer>(TlsAnswer said, Slice one)
        && said == TlsAnswer.YES
        && frames.unread() == 0) {
      secured = true;
      conversation.emit(new Command.Secure(Conversation.CANCEL));
    } else {
      late();
    }
  }

  void secured() {
    request();
  }

  private void request() {
    send(new StartPacket.CancelRequest(key.process(), key.theirs()));
  }

  private void send(StartPacket packet) {
    conversation.emit(
        new Command.Send(
            Conversation.CANCEL,
            opened.passage(),
            ByteBuffer.wrap(FrontendPrinter.print(packet)),
            true));
  }

  /** The target closed the connection, or it failed. */
  void ended() {
    conversation.emit(new Command.ClearTimer(PostgresSession.CANCELLING));
    conversation.cancelling(Optional.empty());
    askers.forEach(this::tell);
    if (!later.isEmpty()) {
      begin(conversation, opened, key, Optional.of(later.getFirst()));
      List<String> waiting = later.subList(1, later.size());
      conversation.cancelling().ifPresent(next -> next.askers.addAll(waiting));
    }
  }

  /** It takes too long, or goes wrong. */
  void late() {
    cut();
    ended();
  }

  /** Nothing more of it is wanted. */
  void cut() {
    conversation.emit(new Command.Cut(Conversation.CANCEL));
  }

  private void tell(String asker) {
    conversation.emit(new Command.Tell(asker, new PostgresNote.Cancelled()));
  }
}
