package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Tip;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** What the index knows of a run of turns. Guarded by the index. */
final class Block {
  /** When a block is full, in octets of its file. */
  static final long OCTETS = 1 << 16;

  private static final int ALLOWED = 0;
  private static final int REFUSED = 1;
  private static final int HELD = 2;
  private static final int COUNTS = 3;

  // What they take in memory, in octets, with what holds them.
  private static final int ROOM = 250;
  private static final int CAST_ROOM = 20;
  private static final Cast[] NONE = {};

  private final Path file;
  private final long at;
  private final Tip tip;
  private int number;
  // Side by side, not in a map: there are a great many blocks.
  private Cast[] casts = new Cast[2];
  private int[] tallies = new int[2 * COUNTS];
  private int count;
  private boolean uncounted;
  private long told;
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

  /**
   * Becomes one with the block behind it in the file, which is nothing any more.
   *
   * @return how much more room it takes than before
   */
  long absorb(Block next) {
    leaves += next.leaves;
    first = next.first.isBefore(first) ? next.first : first;
    last = next.last.isAfter(last) ? next.last : last;
    lowest = Math.min(lowest, next.lowest);
    highest = Math.max(highest, next.highest);
    end = next.end;
    if (uncounted || next.uncounted) {
      forget();
    } else {
      add(next);
    }
    return grown() - next.told;
  }

  private void add(Block next) {
    Map<Cast, Integer> places = new HashMap<>();
    for (int at = 0; at < count; at++) {
      places.put(casts[at], at);
    }
    casts = Arrays.copyOf(casts, count + next.count);
    tallies = Arrays.copyOf(tallies, casts.length * COUNTS);
    for (int at = 0; at < next.count; at++) {
      int into = places.getOrDefault(next.casts[at], count);
      if (into == count) {
        casts[count++] = next.casts[at];
      }
      for (int each = 0; each < COUNTS; each++) {
        tallies[into * COUNTS + each] += next.tallies[at * COUNTS + each];
      }
    }
    casts = Arrays.copyOf(casts, count);
    tallies = Arrays.copyOf(tallies, count * COUNTS);
  }

  /** Who asked how often is not known any more; the leaves tell. */
  void forget() {
    uncounted = true;
    casts = NONE;
    tallies = new int[0];
    count = 0;
  }

  /** Whether it is not known who asked how often. */
  boolean uncounted() {
    return uncounted;
  }

  /** How much more room it takes than when this was asked last, in octets. */
  long grown() {
    long room = ROOM + (long) CAST_ROOM * casts.length;
    long more = room - told;
    told = room;
    return more;
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

  /** It has another place. */
  void number(int other) {
    number = other;
  }

  Path file() {
    return file;
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

  /** Whether one of those who asked for something fits, or may. */
  boolean any(Predicate<Cast> cast) {
    if (uncounted) {
      return true;
    }
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
    return new Extent(file, at, tip, end - at, leaves, first, last);
  }
}
