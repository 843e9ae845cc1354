package dev.postern.prove.kill;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * Steers the faults of one house: the page of {@code prove/disk/faults.c}, and the disk's filler.
 */
final class Rig {
  private static final int PAGE = 4096;

  private final Path disk;
  private final Path shim;
  private final Path steering;
  private final MappedByteBuffer page;

  /** The words of the page. */
  enum Word {
    FLUSH,
    WRITE,
    SHORT,
    SLOW,
    NAMES,
    KILL
  }

  /**
   * A rig.
   *
   * @param disk the folder that is a file system of its own
   * @param shim the library that is loaded before the C library
   * @param steering a file to make, elsewhere
   */
  Rig(Path disk, Path shim, Path steering) throws IOException {
    this.disk = disk;
    this.shim = shim;
    this.steering = steering;
    try (FileChannel file =
        FileChannel.open(
            steering,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      page = file.map(FileChannel.MapMode.READ_WRITE, 0, PAGE);
      page.order(ByteOrder.nativeOrder());
    }
  }

  /** What the gateway's environment needs. */
  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", shim.toString(),
        "FAULTS_PAGE", steering.toString(),
        "FAULTS_FOLDER", disk.toString());
  }

  void set(Word word, int value) {
    page.putInt(word.ordinal() * Integer.BYTES, value);
  }

  /** Whether the process has died of {@link Word#KILL}, or was never to. */
  int get(Word word) {
    return page.getInt(word.ordinal() * Integer.BYTES);
  }

  /** No faults. */
  void calm() {
    for (Word word : Word.values()) {
      set(word, 0);
    }
  }

  /** The folder of the house. */
  Path house() {
    return disk.resolve("house");
  }

  Path data() {
    return house().resolve("data");
  }

  Path filler() {
    return disk.resolve("filler");
  }

  Path lastFiller() {
    return disk.resolve("last");
  }
}
