package dev.postern.gateway.protocol.postgres;

import dev.postern.kernel.operation.Value;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Bytes of a client as text. */
final class Texts {
  private Texts() {}

  /** Text where it is UTF-8, so that it can be read; bytes where it is something else. */
  static Value value(byte[] bytes) {
    if (ascii(bytes)) {
      return new Value.Text(new String(bytes, StandardCharsets.US_ASCII));
    }
    try {
      return new Value.Text(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException other) {
      return new Value.Bytes(bytes);
    }
  }

  /** Whether every byte is of ASCII. */
  static boolean ascii(byte[] bytes) {
    for (byte each : bytes) {
      if (each < 0) {
        return false;
      }
    }
    return true;
  }
}
