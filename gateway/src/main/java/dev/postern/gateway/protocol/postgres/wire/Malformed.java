package dev.postern.gateway.protocol.postgres.wire;

/** A message's content is not what its type says. No stack trace: hostile input stays cheap. */
final class Malformed extends Exception {
  private static final long serialVersionUID = 1;

  Malformed(String text) {
    super(text, null, false, false);
  }
}
