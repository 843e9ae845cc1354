package dev.postern.cli.doctor;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** How long the disk takes to keep a small write: what an entry waits for at level power-loss. */
final class DiskSyncCheck implements Check {
  private static final int WRITES = 9;
  private static final int OCTETS = 4096;

  @Override
  public String id() {
    return "disk-sync";
  }

  @Override
  public String about() {
    return "how long the disk takes to keep a small write (fsync)";
  }

  @Override
  public List<Look> looks(Patient patient) {
    return patient.data().stream()
        .filter(Files::isDirectory)
        .map(data -> new Look(data.toString(), () -> told(median(data), patient.times())))
        .toList();
  }

  static Finding told(Duration median, DoctorTimes times) {
    String took = "keeps a small write in " + median.toNanos() / 1000 + " us (median)";
    String advice =
        "At ledger.level power-loss every entry waits for this: use a faster disk, or"
            + " process-crash where losing the last moments with the machine is acceptable.";
    if (median.compareTo(times.syncProblem()) > 0) {
      return Finding.problem(took, advice);
    }
    return median.compareTo(times.syncWarning()) > 0
        ? Finding.warning(took, advice)
        : Finding.ok(took);
  }

  private static Duration median(Path data) throws Exception {
    Path probe = Files.createTempFile(data, "doctor-", ".probe");
    long[] took = new long[WRITES];
    try (FileChannel file = FileChannel.open(probe, Set.of(StandardOpenOption.WRITE))) {
      for (int at = 0; at < WRITES; at++) {
        long began = System.nanoTime();
        file.write(ByteBuffer.allocate(OCTETS));
        file.force(false);
        took[at] = System.nanoTime() - began;
      }
    } finally {
      Files.deleteIfExists(probe);
    }
    Arrays.sort(took);
    return Duration.ofNanos(took[WRITES / 2]);
  }
}
