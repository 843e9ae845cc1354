package dev.postern.kernel.gate;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The gateway's own words to a client: errors, challenges, answers that it gives itself. One
 * subclass for each protocol, which a test counts; it never takes bytes that came from a target.
 */
public abstract class OwnWords {
  /** Vouches that the bytes are the gateway's own. */
  protected final Shown say(ByteBuffer bytes) {
    return new Shown(bytes, List.of(), true);
  }
}
