package dev.postern.gateway.ledger;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether a ledger's folders are still those that it was started on. An open file of a folder that
 * was removed takes whatever is written, and nobody finds it again.
 */
final class Presence {
  private final Disk disk;
  private final Map<Path, Object> keys;

  private Presence(Disk disk, Map<Path, Object> keys) {
    this.disk = disk;
    this.keys = keys;
  }

  /** Remembers what stands there now. */
  static Presence of(Layout layout) throws IOException {
    Map<Path, Object> keys = new HashMap<>();
    for (Path each : List.of(layout.lock(), layout.segments(), layout.recordings())) {
      keys.put(each, layout.disk().key(each));
    }
    return new Presence(layout.disk(), Map.copyOf(keys));
  }

  /**
   * Whether the same still stands there.
   *
   * @throws IOException when nobody can tell
   */
  boolean holds() throws IOException {
    for (Map.Entry<Path, Object> each : keys.entrySet()) {
      try {
        if (!disk.key(each.getKey()).equals(each.getValue())) {
          return false;
        }
      } catch (NoSuchFileException removed) {
        return false;
      }
    }
    return true;
  }
}
