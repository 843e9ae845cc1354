package dev.postern.demo.story;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Copies of a ledger, as somebody makes them who wants it to say something else. */
final class LedgerCopy {
  private LedgerCopy() {}

  /**
   * Copies a ledger and changes one byte in the middle of its longest segment.
   *
   * @return the changed file
   */
  static Path withOneByteChanged(Path ledger, Path copy) throws IOException {
    List<Path> sources;
    try (Stream<Path> inside = Files.walk(ledger)) {
      sources = inside.filter(path -> !path.toString().contains("spare")).toList();
    }
    for (Path source : sources) {
      Path to = copy.resolve(ledger.relativize(source).toString());
      if (Files.isDirectory(source)) {
        Files.createDirectories(to);
      } else {
        Files.copy(source, to);
      }
    }
    Path longest = longestSegment(copy);
    byte[] bytes = Files.readAllBytes(longest);
    bytes[used(bytes) / 2] ^= 1;
    Files.write(longest, bytes);
    return longest;
  }

  private static Path longestSegment(Path copy) throws IOException {
    try (Stream<Path> inside = Files.walk(copy)) {
      return inside
          .filter(path -> path.toString().endsWith(".segment"))
          .max(Comparator.comparingLong(path -> used(path)))
          .orElseThrow(() -> new IOException("no segment in " + copy));
    }
  }

  private static int used(Path file) {
    try {
      return used(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How much of a segment is written; the rest was set aside and is zero. */
  private static int used(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return end;
  }
}
