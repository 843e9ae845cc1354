package dev.postern.dist;

import dev.postern.cli.release.Archive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of the C library that an image needs, from the machine that builds. Each is pinned by
 * its digest: on a machine with other files nothing is built.
 *
 * @param part what they belong to
 * @param files their paths
 */
record SystemLibraries(Part part, List<Path> files) {
  private static final Path COPYRIGHT = Path.of("usr/share/doc/libc6/copyright");

  /**
   * Reads the pins: a line {@code package NAME VERSION ARCHITECTURE DISTRIBUTION}, then lines of
   * {@code sha256sum}.
   *
   * @param root where the files are looked for, usually {@code /}
   * @throws IOException when a file is not the pinned one
   */
  static SystemLibraries read(Path pins, Path root, Map<String, byte[]> common) throws IOException {
    List<String> lines =
        Files.readAllLines(pins).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    String[] words = lines.getFirst().split(" ");
    if (words.length != 5 || !words[0].equals("package")) {
      throw new IOException("no package is named in " + pins);
    }
    Map<Path, String> files = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] pin = line.split(" +");
      files.put(Path.of(pin[1]), pin[0]);
    }
    for (Map.Entry<Path, String> each : files.entrySet()) {
      Path file = root.resolve(Path.of("/").relativize(each.getKey()));
      if (!Files.isRegularFile(file) || !Archive.sha256(file).equals(each.getValue())) {
        throw new IOException(
            each.getKey()
                + " is not the pinned one of "
                + words[1]
                + " "
                + words[2]
                + ": build there, or pin what is here in "
                + pins);
      }
    }
    String purl =
        "pkg:deb/debian/"
            + words[1]
            + "@"
            + words[2].replace("+", "%2B")
            + "?arch="
            + words[3]
            + "&distro="
            + words[4];
    Map<String, byte[]> texts = new TreeMap<>();
    texts.put("LGPL-2.1-only", common.getOrDefault("LGPL-2.1-only", new byte[0]));
    texts.put(words[1] + "/copyright", Files.readAllBytes(root.resolve(COPYRIGHT)));
    return new SystemLibraries(
        Part.of("library", words[1], words[2], purl, "LGPL-2.1-or-later").with(texts),
        List.copyOf(files.keySet()));
  }
}
