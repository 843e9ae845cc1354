package dev.postern.gateway.protocol.postgres.wire;

/**
 * Why the bytes of one direction cannot be read any further. Names no content, so it may be told
 * and logged.
 *
 * @param kind which rule was broken
 * @param text a clause that says where
 */
public record WireFault(Kind kind, String text) {
  /** The closed list of faults. */
  public enum Kind {
    /** No message has this type, or the direction does not know it. */
    UNKNOWN_TYPE,
    /** A known message that has no place in this phase. */
    OUT_OF_ORDER,
    /** A length that is less than its own size. */
    TOO_SHORT,
    /** A length over the bound of this message. */
    TOO_LONG,
    /** The length is right and what is inside is not. */
    MALFORMED
  }
}
