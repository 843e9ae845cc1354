package dev.postern.gateway.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Whether a ledger's folders are still those that it was started on. An open file of a folder that
 * was removed takes whatever is written, and nobody finds it again.
 */
final class Presence {
  private final Map<Path, Object> keys;

  private Presence(Map<Path, Object> keys) {
    this.keys = keys;
  }

  /** Remembers what stands there now. */
  static Presence of(Layout layout) throws IOException {
    Map<Path, Object> keys = new HashMap<>();
    for (Path each : List.of(layout.lock(), layout.segments(), layout.recordings())) {
      keys.put(each, key(each));
    }
    return new Presence(Map.copyOf(keys));
  }

  /**
   * Whether the same still stands there.
   *
   * @throws IOException when nobody can tell
   */
  boolean holds() throws IOException {
    for (Map.Entry<Path, Object> each : keys.entrySet()) {
      try {
        if (!key(each.getKey()).equals(each.getValue())) {
          return false;
        }
      } catch (NoSuchFileException removed) {
        return false;
      }
    }
    return true;
  }

  private static Object key(Path path) throws IOException {
    return Objects.requireNonNull(
        Files.readAttributes(path, BasicFileAttributes.class).fileKey(),
        "the file system tells files apart");
  }
}
