package dev.postern.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The project's own tree, found from where the test runs. */
final class Tree {
  static final List<String> MODULES =
      List.of("kernel", "testkit", "gateway", "cli", "dist", "demo", "acceptance");

  private Tree() {}

  /** The folder that holds ARCHITECTURE.md. */
  static Path root() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("ARCHITECTURE.md"))) {
      here = here.getParent();
      if (here == null) {
        throw new IllegalStateException("no ARCHITECTURE.md above the working directory");
      }
    }
    return here;
  }

  /** All files below a folder with an ending; none where the folder is absent. */
  static List<Path> files(Path folder, String ending) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> found = Files.walk(folder)) {
      return found.filter(path -> path.toString().endsWith(ending)).sorted().toList();
    }
  }
}
