package dev.postern.gateway.protocol.mcp;

import java.util.Optional;

/**
 * What became of a reply.
 *
 * @param withheld whether the client gets an error of the gateway's own in its place
 * @param error the code of the target's error; empty for a result
 * @param failed whether it says that the operation failed
 * @param tally what masking did
 */
record Settled(boolean withheld, Optional<String> error, boolean failed, Tally tally) {
  static final Settled WITHHELD = new Settled(true, Optional.empty(), true, Tally.NONE);
}
