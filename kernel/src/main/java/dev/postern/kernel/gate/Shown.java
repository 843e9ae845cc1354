package dev.postern.kernel.gate;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What may move towards a client: a masked frame of an open passage, or the gateway's own words.
 * Looked at again when the socket takes it.
 */
public final class Shown {
  private final ByteBuffer bytes;
  private final @Nullable Passage of;
  private final boolean vouched;

  Shown(ByteBuffer bytes, @Nullable Passage of, boolean vouched) {
    this.bytes = bytes;
    this.of = of;
    this.vouched = vouched;
  }

  /** The frame. */
  public ByteBuffer bytes() {
    return bytes;
  }

  /** Whether it may still be shown. */
  public boolean holds() {
    return vouched && (of == null || of.shows());
  }
}
