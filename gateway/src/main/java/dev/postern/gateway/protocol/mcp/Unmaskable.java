package dev.postern.gateway.protocol.mcp;

/** A reply that cannot be masked is withheld as a whole. */
final class Unmaskable extends Exception {
  private static final long serialVersionUID = 1;

  private final String why;

  Unmaskable(String why) {
    super(why, null, false, false);
    this.why = why;
  }

  /** A clause without content of the reply. */
  String why() {
    return why;
  }
}
