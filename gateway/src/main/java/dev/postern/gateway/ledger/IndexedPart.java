package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.ByteSource;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Malformed;
import dev.postern.kernel.audit.PartScan;
import dev.postern.kernel.audit.SegmentHeader;
import dev.postern.kernel.audit.Tip;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far one file of a segment was read, so that nothing is read twice. The file is open only
 * while it is read. Guarded by the index.
 */
final class IndexedPart {
  private final Path file;
  private @Nullable SegmentHeader header;
  private long at;
  private @Nullable Tip tip;
  private @Nullable Block block;
  private boolean over;
  private boolean segmentOver;
  private Optional<String> trouble = Optional.empty();

  IndexedPart(Path file) {
    this.file = file;
  }

  /** Takes what is read. */
  interface Taker {
    /** The number that the next block has. */
    int next();

    /** A block was begun. */
    void begun(Block block);

    /** A leaf of a block of this part. */
    void leaf(Block block, Leaf leaf);
  }

  /**
   * Reads on to the last turn that is whole.
   *
   * @return whether the file is no longer the one that was read before
   * @throws IOException when it cannot be read
   */
  boolean readOn(Taker taker) throws IOException {
    if (over) {
      return false;
    }
    try (ByteSource source = new FileSource(file)) {
      Tip before = tip;
      PartScan scan = before == null ? PartScan.of(source) : PartScan.resume(source, at, before);
      header = scan.header();
      PartScan.Found found = scan.next();
      while (found instanceof PartScan.Found.Turn turn) {
        take(turn, taker);
        at = scan.at();
        tip = scan.tip();
        found = scan.next();
      }
      if (tip == null) {
        at = scan.at();
        tip = scan.tip();
      }
      return ended(found);
    } catch (Malformed unreadable) {
      trouble = Optional.of(String.valueOf(unreadable.getMessage()));
      return false;
    }
  }

  private void take(PartScan.Found.Turn turn, Taker taker) {
    Block into = block;
    if (into == null || into.full()) {
      Tip start = tip;
      SegmentHeader own = header;
      if (own == null) {
        throw new IllegalStateException("a turn before the header");
      }
      into =
          start == null
              ? new Block(taker.next(), file, SegmentHeader.LENGTH, own.tip())
              : new Block(taker.next(), file, at, start);
      block = into;
      taker.begun(into);
    }
    for (Leaf leaf : turn.leaves()) {
      into.saw(leaf);
      taker.leaf(into, leaf);
    }
    into.reached(at);
  }

  private boolean ended(PartScan.Found found) {
    trouble = Optional.empty();
    switch (found) {
      case PartScan.Found.End end -> {
        over = true;
        segmentOver = end.last();
      }
      case PartScan.Found.Nothing nothing -> {}
      case PartScan.Found.Unreadable(String why) -> trouble = Optional.of(why);
      case PartScan.Found.Broken(String why) -> {
        trouble = Optional.of(why);
        return true;
      }
      case PartScan.Found.Turn turn -> throw new IllegalStateException("a turn was left");
    }
    return false;
  }

  /** Whether what is appended to the file goes on in this block. */
  boolean fills(Block current) {
    return !over && block == current;
  }

  Path file() {
    return file;
  }

  /** Where reading stopped, to tell one trouble from another. */
  long at() {
    return at;
  }

  /** Whether the part is ended. */
  boolean over() {
    return over;
  }

  /** Whether its segment ends with it. */
  boolean segmentOver() {
    return segmentOver;
  }

  /** Why it could not be read to its end, the last time. */
  Optional<String> trouble() {
    return trouble;
  }

  /** What it says of itself; empty when it could not be read. */
  Optional<SegmentHeader> header() {
    return Optional.ofNullable(header);
  }

  /** Where its chain stands. */
  Optional<Tip> tip() {
    return Optional.ofNullable(tip);
  }
}
