package dev.postern.gateway.ledger;

/**
 * How much of a ledger the index keeps in memory.
 *
 * @param sessions how many sessions can be listed; the ones that began first are forgotten first,
 *     and can be found by their name alone, by reading all files
 * @param mentions how many times a session is found in a block, over all sessions
 * @param strays how many ends are known that lie in another block than their beginning; of the
 *     oldest beyond them it may only be told that they have ended
 * @param deeds how many operations of one session are told at once
 * @param extents how many times 64 KiB of entries one look may read
 * @param recorded how much of recordings one look may read, in octets, or a little more
 * @param places how much room the places of recordings may take, in octets; those of the file that
 *     was asked for last are kept whatever they take
 * @param blocks how much room what is known of each block may take, in octets: who asked how often.
 *     Of what is above, the oldest blocks of a file are put together, and when each file has one
 *     the oldest counts are forgotten and are read when they are asked for
 */
public record IndexLimits(
    int sessions,
    int mentions,
    int strays,
    int deeds,
    int extents,
    long recorded,
    long places,
    long blocks) {
  /** About 260 MB at the very most. */
  public static final IndexLimits DEFAULT =
      new IndexLimits(200_000, 8_000_000, 200_000, 10_000, 1_024, 16L << 20, 32L << 20, 32L << 20);

  // What each takes in memory, in octets, with what holds it.
  private static final int SESSION = 400;
  private static final int MENTION = 8;
  private static final int STRAY = 100;

  public IndexLimits {
    long least = Math.min(blocks, Math.min(recorded, places));
    if (sessions < 1 || mentions < 1 || strays < 1 || deeds < 1 || extents < 1 || least < 1) {
      throw new IllegalArgumentException("an index keeps one of each at least");
    }
  }

  /**
   * What fits a heap: about a sixteenth of it, and never more than {@link #DEFAULT}, which needs
   * five gigabytes. The index fills up and stays; a small heap must not be filled by it.
   *
   * @param heap in octets
   */
  public static IndexLimits of(long heap) {
    long share = heap / 64;
    return new IndexLimits(
        at(share / SESSION, DEFAULT.sessions),
        at(share / 2 / MENTION, DEFAULT.mentions),
        at(share / STRAY, DEFAULT.strays),
        DEFAULT.deeds,
        DEFAULT.extents,
        DEFAULT.recorded,
        Math.clamp(share, 1, DEFAULT.places),
        Math.clamp(share / 2, 1, DEFAULT.blocks));
  }

  private static int at(long fits, int most) {
    return Math.clamp(fits, 1, most);
  }
}
