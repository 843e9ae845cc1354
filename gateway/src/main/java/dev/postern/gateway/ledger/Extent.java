package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.ByteSource;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.PartScan;
import dev.postern.kernel.audit.Tip;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * A run of turns in one file.
 *
 * @param file the part of a segment
 * @param at where its first frame begins
 * @param tip where the chain stands before it
 * @param octets how long it is in the file
 * @param leaves how many it holds
 * @param first when the earliest of them was made
 * @param last when the latest of them was made
 */
record Extent(Path file, long at, Tip tip, long octets, long leaves, Instant first, Instant last) {
  /**
   * Reads its leaves in the order of the file, as far as they can be read.
   *
   * @throws IOException when the file cannot be
   */
  void each(Consumer<Leaf> leaf) throws IOException {
    try (ByteSource source = new FileSource(file)) {
      PartScan scan = PartScan.resume(source, at, tip);
      long end = tip.records() + leaves;
      while (scan.tip().records() < end && scan.next() instanceof PartScan.Found.Turn turn) {
        turn.leaves().forEach(leaf);
      }
    }
  }

  /** How much it takes of what one look may read: one for each block that it was made of. */
  int weight() {
    return (int) Math.clamp(octets / Block.OCTETS, 1, Integer.MAX_VALUE);
  }

  /** Whether anything in it can have been made between two times, both included. */
  boolean within(Instant since, Instant until) {
    return !last.isBefore(since) && !first.isAfter(until);
  }
}
