package dev.postern.gateway.drive;

import dev.postern.kernel.gate.OwnWords;
import dev.postern.kernel.gate.Shown;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What sessions of these tests say themselves. */
final class TestWords extends OwnWords {
  Shown text(String text) {
    return say(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }
}
