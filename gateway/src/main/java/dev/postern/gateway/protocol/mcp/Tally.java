package dev.postern.gateway.protocol.mcp;

/**
 * What masking did.
 *
 * @param masked values shown in another form
 * @param withheld values of which only type and size are shown
 */
record Tally(int masked, int withheld) {
  static final Tally NONE = new Tally(0, 0);

  Tally and(Tally other) {
    return new Tally(masked + other.masked, withheld + other.withheld);
  }
}
