package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.Chain;
import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.RecordingWriter;
import dev.postern.kernel.audit.SegmentHeader;
import dev.postern.kernel.audit.Tip;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
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
  private final Writing writing;
  private final Chain chain;
  private final RecordingWriter recordings;
  private SegmentHeader header;
  private @Nullable Part part;
  private Anchor anchor;
  private boolean ended;

  private record Anchor(Part.Place place, Tip tip) {}

  /** How a segment is written. */
  enum Writing {
    /** Into files that grow: for the few notes of the ledger's own. */
    PLAIN,
    /** Into mapped room that was made ahead, without a call for each turn. */
    MAPPED,
    /** Into files that are flushed, names too, before anything in them counts. */
    FLUSHED
  }

  /**
   * What the files of all segments share.
   *
   * @param spares files with room, made ahead
   * @param retire takes a part that is full, to let it go elsewhere
   */
  record Store(LedgerSettings settings, Layout layout, Spares spares, Retire retire) {
    Disk disk() {
      return layout.disk();
    }
  }

  /** Takes a part that is full. */
  interface Retire {
    void take(Part full);
  }

  /** Makes the first file of a segment, or of what follows its parts so far. */
  SegmentFiles(Store store, SegmentHeader header, Writing writing) throws IOException {
    this.store = store;
    this.header = header;
    this.writing = writing;
    this.chain = new Chain(header.tip());
    this.recordings = new RecordingWriter(store.settings().longestRecording());
    Part first = begin(writing == Writing.MAPPED ? store.spares().make() : null);
    this.part = first;
    this.anchor = place(first);
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
    if (ended) {
      throw new IOException("the segment has its last frame");
    }
    Part into = usable();
    ByteBuffer recorded = recordings.frames(entries);
    ByteBuffer turn = chain.turn(entries);
    if (into.full(turn.remaining(), recorded.remaining(), store.settings())) {
      roll(into);
      into = usable();
      turn = chain.turn(entries);
    }
    into.write(recorded, turn);
    chain.keep();
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
      current.forceAll();
    }
  }

  /** What has to be flushed on another thread before a checkpoint covers the segment. */
  List<Part.Flush> flushes() {
    Part current = part;
    if (current == null) {
      return List.of();
    }
    Part.Place reached = current.place();
    return List.of(() -> current.forceApart(reached));
  }

  /** Goes back to the anchor: what came behind was not made durable. */
  void back() {
    Part current = part;
    if (current != null) {
      // A last frame is cut off with the rest.
      ended = false;
      chain.back(anchor.tip());
      current.back(anchor.place());
    }
  }

  /**
   * Ends the segment.
   *
   * @throws IOException when it is not ended; another call goes on where this one failed
   */
  void finish(long open) throws IOException {
    Part current = part;
    if (current == null || !ended) {
      current = usable();
      current.end(chain.end(true, open));
      ended = true;
    }
    current.letGo();
    part = null;
  }

  /** Lets the files go as they are, as a crash would. */
  void abandon() throws IOException {
    Part current = part;
    if (current != null) {
      current.close();
    }
  }

  private Part usable() throws IOException {
    Part current = part;
    if (current == null) {
      current = begin(writing == Writing.PLAIN ? null : store.spares().take());
      part = current;
      anchor = place(current);
    }
    current.mend();
    return current;
  }

  private void roll(Part full) throws IOException {
    full.end(chain.end(false, 0));
    if (writing == Writing.FLUSHED) {
      flush(full);
      anchor = place(full);
    }
    header = header.next(chain.tip());
    part = null;
    store.retire().take(full);
  }

  private static void flush(Part full) throws IOException {
    try {
      full.forceAll();
    } catch (IOException | RuntimeException | Error failed) {
      full.torn();
      throw failed;
    }
  }

  private Part begin(@Nullable Spare spare) throws IOException {
    Disk.Handle leaves = null;
    Disk.Handle beside = null;
    Path named = store.layout().segment(header.segment(), header.part());
    if (store.disk().has(named)) {
      // Recordings without leaves were left by a start that died; those of this part belong to it.
      throw new FileAlreadyExistsException(named.toString());
    }
    try {
      leaves = spare == null ? draft(store.layout().segments()) : spare.leaves();
      beside = spare == null ? draft(store.layout().recordings()) : spare.recordings();
      leaves.write(ByteBuffer.wrap(header.encode()), 0);
      if (writing == Writing.FLUSHED) {
        // Before it has its name: a part that a reader finds has its header.
        leaves.force();
      }
      beside.moveTo(store.layout().recordings(header.segment(), header.part()));
      leaves.moveTo(named);
      if (writing == Writing.FLUSHED) {
        store.disk().force(store.layout().segments());
        store.disk().force(store.layout().recordings());
      }
      return spare != null && writing == Writing.MAPPED
          ? new Part(spare, store.spares().room(spare))
          : new Part(leaves, beside, writing == Writing.FLUSHED);
    } catch (IOException | RuntimeException | Error failed) {
      // Under whatever name they have by now: on a full disk they would add up, try by try.
      if (leaves != null) {
        leaves.discard();
      }
      if (beside != null) {
        beside.discard();
      }
      throw failed;
    }
  }

  private Disk.Handle draft(Path folder) throws IOException {
    return store.disk().create(folder.resolve(Layout.DRAFT + DRAFTS.incrementAndGet()));
  }

  private Anchor place(Part at) {
    return new Anchor(at.place(), chain.tip());
  }
}
