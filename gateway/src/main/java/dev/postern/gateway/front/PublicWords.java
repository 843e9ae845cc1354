package dev.postern.gateway.front;

import dev.postern.kernel.gate.OwnWords;
import dev.postern.kernel.gate.Shown;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The gateway's words to anybody. */
final class PublicWords extends OwnWords {
  Shown document(byte[] json) {
    return say(ByteBuffer.wrap(json));
  }

  /**
   * A one-line document; the text is ours and plain, so quotes and backslashes are all there is to
   * escape.
   */
  static byte[] text(String said) {
    String plain = said.replace("\\", "\\\\").replace("\"", "\\\"");
    return ("{\"status\":\"" + plain + "\"}").getBytes(StandardCharsets.UTF_8);
  }
}
