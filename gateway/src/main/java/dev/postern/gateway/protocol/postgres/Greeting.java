package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.BackendFrames.TlsAnswer;
import dev.postern.gateway.protocol.postgres.wire.Read;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.StartPacket;
import dev.postern.gateway.protocol.postgres.wire.WireFault;
import dev.postern.gateway.session.Command;
import dev.postern.kernel.audit.Leaf;

/**
 * A connection's first packets: TLS is asked for, then a session or a cancel. Each request has its
 * one place; what stands anywhere else ends the connection.
 */
final class Greeting implements Phase {
  private static final String ALPN = "postgresql";

  private final Conversation conversation;
  private boolean encryptionAsked;
  private boolean gssAsked;
  private boolean securing;

  Greeting(Conversation conversation) {
    this.conversation = conversation;
  }

  @Override
  public void readClient() {
    while (!conversation.over() && conversation.phase() == this && !securing) {
      if (conversation.client().leavesBeforeStart()) {
        conversation.finish(Leaf.End.CANCELLED);
        return;
      }
      switch (conversation.client().nextStart()) {
        case Read.More<StartPacket> more -> {
          return;
        }
        case Read.Broken<StartPacket>(WireFault fault) ->
            conversation.turnAway("08P01", fault.text());
        case Read.Message<StartPacket>(StartPacket packet, Slice bytes) -> packet(packet);
      }
    }
  }

  private void packet(StartPacket packet) {
    switch (packet) {
      case StartPacket.SslRequest ssl -> encrypt();
      case StartPacket.GssEncRequest gss -> {
        if (gssAsked || conversation.tls().isPresent()) {
          conversation.turnAway("08P01", "GSSAPI encryption was asked for out of place");
        } else {
          gssAsked = true;
          conversation.answer(TlsAnswer.NO);
        }
      }
      case StartPacket.CancelRequest(int process, Slice key) ->
          Cancelling.begin(conversation, process, key);
      case StartPacket.Startup startup -> start(startup);
    }
  }

  private void encrypt() {
    if (encryptionAsked || conversation.tls().isPresent()) {
      conversation.turnAway("08P01", "TLS was asked for out of place");
      return;
    }
    encryptionAsked = true;
    if (conversation.terms().encryption() == PostgresDoor.Encryption.NONE) {
      conversation.answer(TlsAnswer.NO);
      return;
    }
    // Bytes behind the request came in the clear: whoever wrote them, they are not the client's
    // that will be proven inside TLS.
    if (conversation.client().unread() > 0) {
      conversation.turnAway("08P01", "received unencrypted data after a request for TLS");
      return;
    }
    conversation.answer(TlsAnswer.YES);
    securing = true;
    conversation.emit(new Command.Secure(0));
  }

  @Override
  public void clientSecured() {
    securing = false;
    String protocol = conversation.tls().flatMap(tls -> tls.protocol()).orElse("");
    boolean named = protocol.equals(ALPN);
    boolean unnamed = protocol.isEmpty() && encryptionAsked;
    if (named || unnamed) {
      readClient();
    } else {
      conversation.turnAway("08P01", "TLS from the first byte needs ALPN with " + ALPN);
    }
  }

  private void start(StartPacket.Startup startup) {
    boolean clear = conversation.tls().isEmpty();
    if (clear && conversation.terms().encryption() == PostgresDoor.Encryption.REQUIRED) {
      conversation.turnAway("28000", "this gateway takes connections inside TLS only");
      return;
    }
    if (!conversation.peer().room()) {
      conversation.turnAway("53300", "sorry, the gateway has too many connections already");
      return;
    }
    switch (StartUp.read(startup, conversation.limits())) {
      case StartUp.Answer.Refused(String sqlState, String message) ->
          conversation.turnAway(sqlState, message);
      case StartUp.Answer.Asked(StartUp asked) -> ClientSignIn.begin(conversation, asked);
    }
  }

  @Override
  public void clientGone() {
    conversation.finish(Leaf.End.CANCELLED);
  }

  @Override
  public void drain() {
    conversation.turnAway("57P03", "the gateway is stopping");
  }
}
