package dev.postern.gateway.ledger;

/**
 * How much of a ledger the index keeps in memory.
 *
 * @param sessions how many sessions can be listed; the ones that began first are forgotten first,
 *     and can be found by their name alone, by reading all files
 * @param mentions how many times a session is found in a block, over all sessions
 * @param strays how many ends are known that lie in another block than their beginning
 * @param deeds how many operations of one session are told at once
 * @param extents how many blocks of 64 KiB one look may read
 * @param recorded how much of recordings one look may read, in octets, or a little more
 */
public record IndexLimits(
    int sessions, int mentions, int strays, int deeds, int extents, long recorded) {
  /** About 200 MB at the very most. */
  public static final IndexLimits DEFAULT =
      new IndexLimits(200_000, 8_000_000, 200_000, 10_000, 1_024, 16L << 20);

  public IndexLimits {
    if (sessions < 1 || mentions < 1 || strays < 1 || deeds < 1 || extents < 1 || recorded < 1) {
      throw new IllegalArgumentException("an index keeps one of each at least");
    }
  }
}
