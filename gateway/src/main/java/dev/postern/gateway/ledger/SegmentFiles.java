package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.Chain;
import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.RecordingWriter;
import dev.postern.kernel.audit.SegmentHeader;
import dev.postern.kernel.audit.Tip;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The files of one segment: writes turns whole or not at all, begins a new part when one is full.
 * Whatever fails, the next call first cuts the files back to where they were good. Not for more
 * than one thread at a time.
 */
final class SegmentFiles {
  private static final AtomicLong DRAFTS = new AtomicLong();

  private final Store store;
  private final Chain chain;
  private final RecordingWriter recordings;
  private SegmentHeader header;
  private @Nullable Part part;
  private Anchor anchor;

  /** An open part and how far it is good. */
  private static final class Part {
    final Disk.Handle leaves;
    final Disk.Handle recordings;
    long leavesAt;
    long recordingsAt;
    boolean torn;

    Part(Disk.Handle leaves, Disk.Handle recordings) {
      this.leaves = leaves;
      this.recordings = recordings;
      this.leavesAt = SegmentHeader.LENGTH;
    }
  }

  private record Anchor(long leavesAt, long recordingsAt, Tip tip) {}

  /**
   * What the files of all segments share.
   *
   * @param spares files with room, made ahead
   * @param retire takes the files of a part that is full, to flush and close them elsewhere
   */
  record Store(LedgerSettings settings, Layout layout, Disk disk, Spares spares, Retire retire) {}

  /** Takes the files of a part that is full. */
  interface Retire {
    void take(Disk.Handle file);
  }

  /** Makes the first file of a segment, or of what follows its parts so far. */
  SegmentFiles(Store store, SegmentHeader header) throws IOException {
    this.store = store;
    this.header = header;
    this.chain = new Chain(header.tip());
    this.recordings = new RecordingWriter(store.settings().longestRecording());
    this.part = begin();
    this.anchor = place(part);
  }

  /** Where the segment stands. */
  Tip tip() {
    return chain.tip();
  }

  /**
   * Writes one turn.
   *
   * @throws IOException when it could not be written; then nothing of it counts
   */
  void write(List<Entry> entries) throws IOException {
    Part into = usable();
    ByteBuffer recorded = recordings.frames(entries);
    ByteBuffer turn = chain.turn(entries);
    if (full(into, turn.remaining(), recorded.remaining())) {
      roll(into);
      into = usable();
      turn = chain.turn(entries);
    }
    try {
      int beside = recorded.remaining();
      if (beside > 0) {
        into.recordings.write(recorded, into.recordingsAt);
      }
      int octets = turn.remaining();
      into.leaves.write(turn, into.leavesAt);
      into.leavesAt += octets;
      into.recordingsAt += beside;
      chain.keep();
    } catch (IOException | RuntimeException failed) {
      into.torn = true;
      cutQuietly(into);
      throw failed;
    }
  }

  /** How many records lie before the place that {@link #back()} goes back to. */
  long anchored() {
    return anchor.tip().records();
  }

  /** Takes what was written and flushed for good. */
  void anchor() {
    Part current = part;
    if (current != null) {
      anchor = place(current);
    }
  }

  /** Flushes what was written. */
  void force() throws IOException {
    Part current = part;
    if (current != null) {
      current.recordings.force();
      current.leaves.force();
    }
  }

  /** The open files, to be flushed on another thread. */
  List<Disk.Handle> handles() {
    Part current = part;
    return current == null ? List.of() : List.of(current.recordings, current.leaves);
  }

  /** Goes back to the anchor: what came behind was not made durable. */
  void back() {
    Part current = part;
    if (current != null) {
      current.leavesAt = anchor.leavesAt();
      current.recordingsAt = anchor.recordingsAt();
      current.torn = true;
      chain.back(anchor.tip());
      cutQuietly(current);
    }
  }

  /** Ends the segment. */
  void finish(long open) throws IOException {
    Part current = usable();
    end(current, true, open);
    current.recordings.force();
    current.leaves.force();
    part = null;
    current.recordings.close();
    current.leaves.close();
  }

  /** Lets the files go as they are, as a crash would. */
  void abandon() throws IOException {
    Part current = part;
    if (current != null) {
      current.recordings.close();
      current.leaves.close();
    }
  }

  private Part usable() throws IOException {
    Part current = part;
    if (current == null) {
      current = begin();
      part = current;
      anchor = place(current);
    }
    if (current.torn) {
      cut(current);
    }
    return current;
  }

  private boolean full(Part into, int turn, int recorded) {
    boolean used = into.leavesAt > SegmentHeader.LENGTH;
    return used
        && (into.leavesAt + turn > store.settings().segmentOctets()
            || into.recordingsAt + recorded > store.settings().recordingsOctets());
  }

  private void roll(Part full) throws IOException {
    end(full, false, 0);
    if (store.settings().level() == LedgerSettings.Level.POWER_LOSS) {
      flush(full);
      anchor = place(full);
    }
    header = header.next(chain.tip());
    part = null;
    store.retire().take(full.recordings);
    store.retire().take(full.leaves);
  }

  private void end(Part current, boolean last, long open) throws IOException {
    try {
      ByteBuffer end = chain.end(last, open);
      int octets = end.remaining();
      current.leaves.write(end, current.leavesAt);
      current.leaves.truncate(current.leavesAt + octets);
    } catch (IOException | RuntimeException failed) {
      current.torn = true;
      cutQuietly(current);
      throw failed;
    }
  }

  private static void flush(Part full) throws IOException {
    try {
      full.recordings.force();
      full.leaves.force();
    } catch (IOException | RuntimeException failed) {
      full.torn = true;
      throw failed;
    }
  }

  private Part begin() throws IOException {
    Path target = store.layout().segment(header.segment(), header.part());
    Path beside = store.layout().recordings(header.segment(), header.part());
    Disk.Handle recorded = store.disk().create(beside);
    Disk.Handle leaves = null;
    try {
      leaves = store.spares().take();
      if (leaves == null) {
        leaves = store.disk().create(target.resolveSibling("draft-" + DRAFTS.incrementAndGet()));
      }
      leaves.write(ByteBuffer.wrap(header.encode()), 0);
      leaves.moveTo(target);
      if (store.settings().level() == LedgerSettings.Level.POWER_LOSS) {
        leaves.force();
        store.disk().force(store.layout().segments());
        store.disk().force(store.layout().recordings());
      }
      return new Part(leaves, recorded);
    } catch (IOException | RuntimeException failed) {
      recorded.close();
      if (leaves != null) {
        leaves.close();
      }
      throw failed;
    }
  }

  private Anchor place(Part at) {
    return new Anchor(at.leavesAt, at.recordingsAt, chain.tip());
  }

  private static void cut(Part torn) throws IOException {
    torn.leaves.truncate(torn.leavesAt);
    torn.recordings.truncate(torn.recordingsAt);
    torn.torn = false;
  }

  /** At once, so that a crash does not leave what was refused; the next call tries again. */
  private static void cutQuietly(Part torn) {
    try {
      cut(torn);
    } catch (IOException again) {
      torn.torn = true;
    }
  }
}
