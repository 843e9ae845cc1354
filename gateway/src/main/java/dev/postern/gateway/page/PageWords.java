package dev.postern.gateway.page;

import dev.postern.kernel.gate.OwnWords;
import dev.postern.kernel.gate.Shown;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The page's own words: its files, what it says of a session, and why something did not work. */
final class PageWords extends OwnWords {
  Shown file(byte[] bytes) {
    return say(ByteBuffer.wrap(bytes));
  }

  Shown text(String text) {
    return say(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }
}
