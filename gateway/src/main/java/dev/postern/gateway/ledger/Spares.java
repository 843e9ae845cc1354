package dev.postern.gateway.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files full of zeros, made ahead on the keeper's thread, so that a loop that begins a new part
 * neither waits for room nor finds the disk full in the middle of a turn.
 */
final class Spares {
  private static final Logger LOG = LoggerFactory.getLogger(Spares.class);
  private static final int AHEAD = 2;

  /** Octets that have to fit before the disk counts as mended. */
  private static final int PROBED = 1 << 16;

  private final LedgerSettings settings;
  private final Layout layout;
  private final Executor keeper;
  private final BlockingQueue<Spare> made = new ArrayBlockingQueue<>(AHEAD);
  private final AtomicInteger named = new AtomicInteger();

  Spares(LedgerSettings settings, Layout layout, Executor keeper) {
    this.settings = settings;
    this.layout = layout;
    this.keeper = keeper;
  }

  /** Files with room; null when none are ready, and then the caller makes its own. */
  @Nullable Spare take() {
    Spare spare = made.poll();
    keeper.execute(this::fill);
    return spare;
  }

  /** Files with room, made now where none are ready. */
  Spare make() throws IOException {
    Spare spare = take();
    return spare == null ? fresh() : spare;
  }

  /** The room of the recordings in a spare that was taken. */
  Room room(Spare spare) {
    return new Room(
        spare.recordings(), spare.recordingsRoom(), settings.recordingsOctets(), keeper);
  }

  /** Closes what nobody took; the files go at the next start. */
  void close() throws IOException {
    for (Spare spare = made.poll(); spare != null; spare = made.poll()) {
      spare.close();
    }
  }

  private void fill() {
    while (made.remainingCapacity() > 0) {
      try {
        Spare spare = fresh();
        if (!made.offer(spare)) {
          spare.close();
          return;
        }
      } catch (IOException | RuntimeException | Error full) {
        // Without a spare a part grows as it is written; a full disk fails the append that needs
        // it.
        LOG.warn("no room could be made ahead for the ledger: {}", full.toString());
        return;
      }
    }
  }

  /**
   * Tries whether the disk takes a file and its contents, as an append would need it.
   *
   * @throws IOException when it does not
   */
  void probe() throws IOException {
    Disk.Handle file =
        layout
            .disk()
            .create(layout.segments().resolve(Layout.DRAFT + "probe-" + named.incrementAndGet()));
    try {
      Room.fill(file, 0, PROBED);
      file.force();
    } finally {
      file.discard();
    }
    fill();
  }

  private Spare fresh() throws IOException {
    String name = Layout.DRAFT + "spare-" + named.incrementAndGet();
    Path leavesPath = layout.segments().resolve(name);
    Disk.Handle recordings = layout.disk().create(layout.recordings().resolve(name));
    Disk.Handle leaves = null;
    try {
      leaves = layout.disk().create(leavesPath);
      int room = Math.toIntExact(settings.segmentOctets());
      int beside = Room.first(settings.recordingsOctets());
      Room.fill(leaves, 0, room);
      Room.fill(recordings, 0, beside);
      return new Spare(leaves, leaves.map(0, room), recordings, recordings.map(0, beside));
    } catch (IOException | RuntimeException | Error failed) {
      recordings.discard();
      if (leaves != null) {
        leaves.discard();
      }
      throw failed;
    }
  }
}
