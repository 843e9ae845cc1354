package dev.postern.demo.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the demo writes: a place that goes with it, or one that was asked for and stays. */
public final class WorkingDirectory implements AutoCloseable {
  private final Path path;
  private final boolean goes;

  private WorkingDirectory(Path path, boolean goes) {
    this.path = path;
    this.goes = goes;
  }

  /**
   * Opens a directory.
   *
   * @param wanted the one to keep; it must be empty or not there yet
   */
  public static WorkingDirectory open(Optional<Path> wanted) throws IOException {
    if (wanted.isEmpty()) {
      return new WorkingDirectory(Files.createTempDirectory("postern-demo-"), true);
    }
    Path path = wanted.get();
    Files.createDirectories(path);
    try (var inside = Files.list(path)) {
      if (inside.findAny().isPresent()) {
        throw new IOException(path + " is not empty; the demo starts afresh");
      }
    }
    return new WorkingDirectory(path, false);
  }

  /** Its path. */
  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    if (goes) {
      PrivateFiles.remove(path);
    }
  }
}
