package dev.postern.gateway.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Files full of zeros, made ahead on the keeper's thread, so that a loop that begins a new part
 * neither waits for room nor finds the disk full in the middle of a turn.
 */
final class Spares {
  private static final int AHEAD = 2;
  private static final int CHUNK = 1 << 20;

  private final LedgerSettings settings;
  private final Layout layout;
  private final Disk disk;
  private final Executor keeper;
  private final BlockingQueue<Disk.Handle> made = new ArrayBlockingQueue<>(AHEAD);
  private int named;

  Spares(LedgerSettings settings, Layout layout, Disk disk, Executor keeper) {
    this.settings = settings;
    this.layout = layout;
    this.disk = disk;
    this.keeper = keeper;
  }

  /** A file with room; null when none is ready, and then the caller makes its own. */
  Disk.@Nullable Handle take() {
    Disk.Handle spare = made.poll();
    keeper.execute(this::fill);
    return spare;
  }

  /** Closes what nobody took; the files go at the next start. */
  void close() throws IOException {
    for (Disk.Handle spare = made.poll(); spare != null; spare = made.poll()) {
      spare.close();
    }
  }

  private void fill() {
    while (made.remainingCapacity() > 0) {
      try {
        Disk.Handle spare = make();
        if (!made.offer(spare)) {
          spare.close();
          return;
        }
      } catch (IOException full) {
        // Without a spare a part grows as it is written; a full disk fails the append that needs
        // it.
        return;
      }
    }
  }

  private Disk.Handle make() throws IOException {
    Disk.Handle file = disk.create(layout.segments().resolve("draft-spare-" + ++named));
    try {
      for (long at = 0; at < settings.segmentOctets(); at += CHUNK) {
        long more = Math.min(CHUNK, settings.segmentOctets() - at);
        file.write(ByteBuffer.allocate((int) more), at);
      }
      return file;
    } catch (IOException failed) {
      file.close();
      throw failed;
    }
  }
}
