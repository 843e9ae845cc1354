package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Tip;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What the index knows of a run of turns. Guarded by the index. */
final class Block {
  /** When a block is full, in octets of its file. */
  static final long OCTETS = 1 << 16;

  private final int number;
  private final Path file;
  private final long at;
  private final Tip tip;
  private final Map<Cast, Tally> casts = new HashMap<>(4);
  private long end;
  private long leaves;
  private Instant first = Instant.MAX;
  private Instant last = Instant.MIN;
  private long lowest = Long.MAX_VALUE;
  private long highest = Long.MIN_VALUE;

  /** What one cast asked for in a block. */
  static final class Tally {
    private int allowed;
    private int refused;
    private int held;

    int allowed() {
      return allowed;
    }

    int refused() {
      return refused;
    }

    int held() {
      return held;
    }
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
    Tally tally = casts.computeIfAbsent(cast, none -> new Tally());
    switch (verdict) {
      case ALLOWED -> tally.allowed++;
      case REFUSED -> tally.refused++;
    }
  }

  /** Something that was asked waited for people. */
  void held(Cast cast) {
    casts.computeIfAbsent(cast, none -> new Tally()).held++;
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

  Map<Cast, Tally> casts() {
    return casts;
  }

  Extent extent() {
    return new Extent(file, at, tip, leaves, first, last);
  }
}
