package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.RecordingScan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * Erases recordings for good: content, digest and salt become zeros, so that nothing opens the
 * leaf's commitment any more. The ledger stays whole, and the gateway may be at work.
 */
public final class Erasure {
  private static final int LENGTH_PREFIX = 4;

  private Erasure() {}

  /**
   * Erases what was recorded of some entries.
   *
   * @param directory the ledger's
   * @param of which entries
   * @return how many recordings were erased; those that were erased before do not count
   * @throws IOException when a file cannot be read or written; then some may be left
   */
  public static int erase(Path directory, Predicate<EntryId> of) throws IOException {
    Disk disk = new RealDisk();
    int erased = 0;
    for (Path file : new Layout(directory).allRecordings()) {
      try (Disk.Handle recordings = disk.open(file)) {
        erased += erase(recordings, of);
      }
    }
    return erased;
  }

  private static int erase(Disk.Handle recordings, Predicate<EntryId> of) throws IOException {
    RecordingScan scan = new RecordingScan(recordings);
    int erased = 0;
    for (RecordingScan.Found each = scan.next();
        !(each instanceof RecordingScan.Found.Nothing);
        each = scan.next()) {
      if (each instanceof RecordingScan.Found.Kept kept && of.test(kept.recording().of())) {
        ByteBuffer zeros = ByteBuffer.allocate(kept.octets() - LENGTH_PREFIX);
        recordings.write(zeros, kept.at() + LENGTH_PREFIX);
        erased++;
      }
    }
    if (erased > 0) {
      recordings.force();
    }
    return erased;
  }
}
