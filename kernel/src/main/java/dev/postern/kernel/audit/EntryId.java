package dev.postern.kernel.audit;

/**
 * The name of an entry, and of the request that it records. Unique over all segments and restarts,
 * ordered by time within a segment.
 *
 * @param high microseconds since the epoch when its segment was opened, 52 bits, and the segment's
 *     number, 12 bits
 * @param low counts within the segment
 */
public record EntryId(long high, long low) {
  /** The text that callers and auditors are given: {@code high-low} in lower-case hexadecimal. */
  @Override
  public String toString() {
    return Long.toHexString(high) + "-" + Long.toHexString(low);
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException when it is not one
   */
  public static EntryId parse(String text) {
    int dash = text.indexOf('-');
    if (dash < 1) {
      throw new IllegalArgumentException("not a request id: " + text);
    }
    try {
      return new EntryId(
          Long.parseUnsignedLong(text, 0, dash, 16),
          Long.parseUnsignedLong(text, dash + 1, text.length(), 16));
    } catch (NumberFormatException wrong) {
      throw new IllegalArgumentException("not a request id: " + text, wrong);
    }
  }
}
