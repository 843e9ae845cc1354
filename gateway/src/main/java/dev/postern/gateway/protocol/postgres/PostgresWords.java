package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.BackendFrames.TlsAnswer;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.BackendPrinter;
import dev.postern.kernel.gate.OwnWords;
import dev.postern.kernel.gate.Shown;
import java.nio.ByteBuffer;

/**
 * Everything that the gateway says to a PostgreSQL client itself. Messages are made of the
 * gateway's own values; what a server sent is shown by its passage.
 */
final class PostgresWords extends OwnWords {
  /** A message. */
  Shown message(BackendMessage message) {
    return say(ByteBuffer.wrap(BackendPrinter.print(message)));
  }

  /** The answer to a request for encryption. */
  Shown encryption(TlsAnswer answer) {
    return say(ByteBuffer.wrap(BackendPrinter.print(answer)));
  }
}
