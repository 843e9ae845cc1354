package dev.postern.kernel.gate;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What may move towards a client: a masked frame of open passages, or the gateway's own words.
 * Looked at again when the socket takes it.
 */
public final class Shown {
  private final ByteBuffer bytes;
  private final List<Passage> of;
  private final boolean vouched;

  Shown(ByteBuffer bytes, List<Passage> of, boolean vouched) {
    this.bytes = bytes;
    this.of = List.copyOf(of);
    this.vouched = vouched;
  }

  /** The frame. */
  public ByteBuffer bytes() {
    return bytes;
  }

  /** Whether it may still be shown. */
  public boolean holds() {
    if (!vouched) {
      return false;
    }
    for (Passage passage : of) {
      if (!passage.shows()) {
        return false;
      }
    }
    return true;
  }
}
