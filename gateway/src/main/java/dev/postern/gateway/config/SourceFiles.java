package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Place;
import dev.postern.gateway.config.yaml.Reading;
import dev.postern.gateway.config.yaml.Spot;
import dev.postern.kernel.operation.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of one load. Each is opened once, so that what was checked is what was read, and its
 * digest is kept.
 */
final class SourceFiles {
  /** The largest file that is read, in bytes. */
  static final int LARGEST = 1 << 20;

  /** The most files of one load. */
  static final int MOST = 5000;

  /** The most bytes of all files of one load. */
  static final long LARGEST_SUM = 64L << 20;

  private final Reading reading;
  private final Map<Path, FileDigest> read = new LinkedHashMap<>();
  private long sum;

  SourceFiles(Reading reading) {
    this.reading = reading;
  }

  /** The digests of the files read so far, in that order. */
  List<FileDigest> digests() {
    return List.copyOf(read.values());
  }

  /**
   * The files that a pattern names, in the order of their names: in its last part {@code *} stands
   * for any run of characters.
   */
  List<Path> matching(Path pattern, Spot spot) {
    String last = String.valueOf(pattern.getFileName());
    if (!last.contains("*")) {
      return List.of(pattern);
    }
    Path directory = pattern.toAbsolutePath().getParent();
    Path shown = pattern.getParent();
    List<Path> found = new ArrayList<>();
    if (directory != null && Files.isDirectory(directory)) {
      String glob = last.replaceAll("([\\[\\]{}?\\\\])", "\\\\$1");
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, glob)) {
        for (Path entry : entries) {
          if (found.size() <= MOST && Files.isRegularFile(entry)) {
            found.add(shown == null ? entry.getFileName() : shown.resolve(entry.getFileName()));
          }
        }
      } catch (IOException unreadable) {
        spot.problem("the directory " + directory + " cannot be read", "a readable directory");
        return List.of();
      }
    }
    if (found.isEmpty()) {
      spot.problem("no file matches " + pattern, "the path of a file, or a pattern that has some");
    }
    return found.stream().sorted().toList();
  }

  /** The text of a file; empty after a problem was noted. */
  Optional<String> text(Path file) {
    Place place = Place.of(file.toString());
    if (read.size() >= MOST) {
      reading.problems().add(place, "", "this is one file too many", "at most " + MOST + " files");
      return Optional.empty();
    }
    if (!Files.isRegularFile(file)) {
      reading.problems().add(place, "", "there is no such file", "a readable file");
      return Optional.empty();
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LARGEST + 1);
    } catch (IOException unreadable) {
      reading.problems().add(place, "", "the file cannot be read", "a readable file");
      return Optional.empty();
    }
    sum += bytes.length;
    if (bytes.length > LARGEST || sum > LARGEST_SUM) {
      String most = "at most " + LARGEST + " bytes, and " + LARGEST_SUM + " in all files";
      reading.problems().add(place, "", "the file is too large", most);
      return Optional.empty();
    }
    read.put(file, new FileDigest(name(file), HexFormat.of().formatHex(Digests.of(bytes))));
    return decoded(bytes, place);
  }

  /** A file's name from the directory of the configuration. */
  String name(Path file) {
    Path from = reading.base().toAbsolutePath().normalize();
    return from.relativize(file.toAbsolutePath().normalize()).toString();
  }

  private Optional<String> decoded(byte[] bytes, Place place) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException malformed) {
      reading.problems().add(place, "", "the file is no UTF-8 text", "text in UTF-8");
      return Optional.empty();
    }
  }
}
