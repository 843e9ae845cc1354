package dev.postern.gateway.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the files of a ledger lie.
 *
 * @param directory the ledger's own
 * @param disk what it lies on
 */
record Layout(Path directory, Disk disk) {
  /** How the names of files begin that are no part yet; a start removes those that it finds. */
  static final String DRAFT = "draft-";

  private static final String SEGMENT = ".segment";
  private static final String RECORDINGS = ".recordings";

  /** A ledger on the operating system's files. */
  Layout(Path directory) {
    this(directory, new RealDisk());
  }

  /** Makes the directories, readable by their owner alone. */
  void make() throws IOException {
    for (Path made : List.of(directory, segments(), recordings(), aside())) {
      disk.makeDirectory(made);
    }
  }

  Path segments() {
    return directory.resolve("segments");
  }

  Path recordings() {
    return directory.resolve("recordings");
  }

  /** Torn tails that recovery cut off, of segments and of recordings. */
  Path aside() {
    return directory.resolve("aside");
  }

  Path lock() {
    return directory.resolve("lock");
  }

  Path checkpoints() {
    return directory.resolve("checkpoints");
  }

  Path privateKey() {
    return directory.resolve("ledger.key");
  }

  Path publicKey() {
    return directory.resolve("ledger.pub");
  }

  Path segment(long segment, int part) {
    return segments().resolve(name(segment, part) + SEGMENT);
  }

  Path recordings(long segment, int part) {
    return recordings().resolve(name(segment, part) + RECORDINGS);
  }

  /** The files of recordings beside a file of a segment. */
  Path recordings(Path segment) {
    String name = segment.getFileName().toString();
    return recordings().resolve(name.substring(0, name.length() - SEGMENT.length()) + RECORDINGS);
  }

  /** The segment that a file's name tells; 0 when it tells none. */
  static long segmentOf(Path file) {
    String name = String.valueOf(file.getFileName());
    try {
      return Long.parseUnsignedLong(name, 0, Math.max(0, name.indexOf('-')), 16);
    } catch (NumberFormatException strange) {
      return 0;
    }
  }

  /** All files of segments, by name: a segment's parts stand in order. */
  List<Path> allSegments() throws IOException {
    return all(segments(), SEGMENT);
  }

  /** All files of recordings, by name. */
  List<Path> allRecordings() throws IOException {
    return all(recordings(), RECORDINGS);
  }

  /** What recovery cut off files of recordings, by name. */
  List<Path> recordingsAside() throws IOException {
    return disk.list(aside()).stream()
        .filter(file -> String.valueOf(file.getFileName()).contains(RECORDINGS + "-"))
        .sorted()
        .toList();
  }

  private List<Path> all(Path in, String ending) throws IOException {
    return disk.list(in).stream()
        .filter(file -> file.toString().endsWith(ending))
        .sorted()
        .toList();
  }

  private static String name(long segment, int part) {
    return String.format("%016x-%06d", segment, part);
  }
}
