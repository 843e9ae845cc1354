package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage.TransactionStatus;
import dev.postern.gateway.protocol.postgres.wire.BackendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import java.io.ByteArrayOutputStream;

/** What a {@link ModelServer} says: kept back until it flushes, as PostgreSQL does. */
final class ModelVoice {
  private final ByteArrayOutputStream buffered = new ByteArrayOutputStream();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  void say(BackendMessage message) {
    print(BackendPrinter.print(message));
  }

  /** Says what was printed already. */
  void print(byte[] message) {
    buffered.writeBytes(message);
  }

  void tag(String tag) {
    say(new BackendMessage.CommandComplete(Slice.of(tag)));
  }

  void ready(TransactionStatus status) {
    say(new BackendMessage.ReadyForQuery(status));
    flush();
  }

  void flush() {
    out.writeBytes(buffered.toByteArray());
    buffered.reset();
  }

  /** What was flushed since it was taken last. */
  byte[] taken() {
    byte[] said = out.toByteArray();
    out.reset();
    return said;
  }
}
