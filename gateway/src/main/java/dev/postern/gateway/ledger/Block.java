package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Tip;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Predicate;

/** What the index knows of a run of turns. Guarded by the index. */
final class Block {
  /** When a block is full, in octets of its file. */
  static final long OCTETS = 1 << 16;

  private static final int ALLOWED = 0;
  private static final int REFUSED = 1;
  private static final int HELD = 2;
  private static final int COUNTS = 3;

  private final int number;
  private final Path file;
  private final long at;
  private final Tip tip;
  // Side by side, not in a map: there are as many blocks as the ledger has room for, for good.
  private Cast[] casts = new Cast[2];
  private int[] tallies = new int[2 * COUNTS];
  private int count;
  private long end;
  private long leaves;
  private Instant first = Instant.MAX;
  private Instant last = Instant.MIN;
  private long lowest = Long.MAX_VALUE;
  private long highest = Long.MIN_VALUE;

  /** Takes what each cast asked for in a block. */
  interface Tally {
    void of(Cast cast, int allowed, int refused, int held);
  }

  Block(int number, Path file, long at, Tip tip) {
    this.number = number;
    this.file = file;
    this.at = at;
    this.tip = tip;
    this.end = at;
  }

  /** Takes a leaf of the segment that the block is of. */
  void saw(Leaf leaf) {
    leaves++;
    first = leaf.at().isBefore(first) ? leaf.at() : first;
    last = leaf.at().isAfter(last) ? leaf.at() : last;
    lowest = Math.min(lowest, leaf.id().low());
    highest = Math.max(highest, leaf.id().low());
  }

  /** Takes what was asked. */
  void asked(Cast cast, Verdict verdict) {
    // Looked for first: finding it may put other arrays in place.
    int at = place(cast);
    switch (verdict) {
      case ALLOWED -> tallies[at + ALLOWED]++;
      case REFUSED -> tallies[at + REFUSED]++;
    }
  }

  /** Something that was asked waited for people. */
  void held(Cast cast) {
    int at = place(cast);
    tallies[at + HELD]++;
  }

  /** Where a cast's counts begin. */
  private int place(Cast cast) {
    for (int at = count - 1; at >= 0; at--) {
      if (casts[at].equals(cast)) {
        return at * COUNTS;
      }
    }
    if (count == casts.length) {
      int room = count + Math.max(2, count / 2);
      casts = Arrays.copyOf(casts, room);
      tallies = Arrays.copyOf(tallies, room * COUNTS);
    }
    casts[count] = cast;
    return count++ * COUNTS;
  }

  /** What became of what was asked. */
  enum Verdict {
    ALLOWED,
    REFUSED
  }

  /** Its place among all blocks. */
  int number() {
    return number;
  }

  /** The next turn begins here. */
  void reached(long octet) {
    end = octet;
  }

  boolean full() {
    return end - at >= OCTETS;
  }

  /** Whether an entry of this name can stand in it. */
  boolean holds(long high, long low) {
    return tip.segment() == high && low >= lowest && low <= highest;
  }

  /** Whether one of those who asked for something fits. */
  boolean any(Predicate<Cast> cast) {
    for (int at = 0; at < count; at++) {
      if (cast.test(casts[at])) {
        return true;
      }
    }
    return false;
  }

  /** Tells what each fitting cast asked for. */
  void tell(Predicate<Cast> cast, Tally tally) {
    for (int at = 0; at < count; at++) {
      if (cast.test(casts[at])) {
        int from = at * COUNTS;
        tally.of(casts[at], tallies[from + ALLOWED], tallies[from + REFUSED], tallies[from + HELD]);
      }
    }
  }

  Extent extent() {
    return new Extent(file, at, tip, leaves, first, last);
  }
}
