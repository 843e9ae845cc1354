package dev.postern.prove.postgres;

import java.util.Optional;

/**
 * One message of a conversation.
 *
 * @param what it is, for whoever reads a failure
 * @param bytes what the gateway is sent
 * @param failing what the server is sent directly where policy refuses the message: one of the same
 *     type that fails by itself
 */
record Frame(String what, byte[] bytes, Optional<byte[]> failing) {
  /** A message that policy has nothing against. */
  static Frame of(String what, byte[] bytes) {
    return new Frame(what, bytes, Optional.empty());
  }

  byte[] direct() {
    return failing.orElse(bytes);
  }
}
