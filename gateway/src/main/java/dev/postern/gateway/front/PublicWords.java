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

  /** A one-line document. */
  static byte[] text(String said) {
    StringBuilder json = new StringBuilder("{\"status\":\"");
    for (int i = 0; i < said.length(); i++) {
      char each = said.charAt(i);
      if (each < ' ') {
        json.append("\\u%04x".formatted((int) each));
      } else {
        json.append(each == '"' || each == '\\' ? "\\" : "").append(each);
      }
    }
    return json.append("\"}").toString().getBytes(StandardCharsets.UTF_8);
  }
}
