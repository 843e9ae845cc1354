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
  /** The greatest number that a segment can have. */
  public static final int LAST_SEGMENT = 0xFFF;

  private static final int NUMBER_BITS = 12;

  /**
   * The first half of the names of a segment.
   *
   * @param opened microseconds since the epoch when it was opened, below 2 to the 51st
   * @param number the segment's number
   */
  public static long high(long opened, int number) {
    if (opened < 0 || opened >= 1L << 51 || number < 0 || number > LAST_SEGMENT) {
      throw new IllegalArgumentException("no segment " + number + " opens at " + opened);
    }
    return opened << NUMBER_BITS | number;
  }

  /** The number of the segment that gave the name. */
  public int segment() {
    return (int) (high & LAST_SEGMENT);
  }

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
