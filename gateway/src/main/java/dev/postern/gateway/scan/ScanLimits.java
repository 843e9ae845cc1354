package dev.postern.gateway.scan;

import java.time.Duration;

/**
 * How far one scan goes. What is above is left out, and the inventory says so.
 *
 * @param pages of one list
 * @param items of all lists together
 * @param text characters of one text of the target's; of a longer one its beginning and its digest
 *     are kept
 * @param characters of the names and facts of all things together; names are put together from what
 *     a target says, so that they may be far longer than its answers
 * @param octets of all answers together, with what each piece costs
 * @param depth levels of a schema that are looked into
 * @param answer from a question to its whole answer
 * @param whole the whole scan
 * @param atOnce scans at a time; one of each target
 */
public record ScanLimits(
    int pages,
    int items,
    int text,
    int characters,
    long octets,
    int depth,
    Duration answer,
    Duration whole,
    int atOnce) {
  /** What the gateway uses. */
  public static final ScanLimits DEFAULT =
      new ScanLimits(
          200,
          20_000,
          4_096,
          8 << 20,
          16L << 20,
          8,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          4);
}
