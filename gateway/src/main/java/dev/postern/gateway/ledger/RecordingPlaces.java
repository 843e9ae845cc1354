package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.ByteSource;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Recording;
import dev.postern.kernel.audit.RecordingScan;
import dev.postern.kernel.operation.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Where recordings stand in one file: it is read whole once, and then only where somebody asks.
 * Sixteen octets for each. Not for more than one thread at a time.
 */
final class RecordingPlaces {
  private final Path file;
  private long[] keys = new long[64];
  private long[] places = new long[64];
  private int count;
  private long read;
  private long told;

  RecordingPlaces(Path file) {
    this.file = file;
  }

  /** How many octets of recordings it has told so far. */
  long told() {
    return told;
  }

  /** How much room it takes, in octets. */
  long octets() {
    return 16L * keys.length;
  }

  /**
   * What is recorded of some entries; nothing of those whose recordings are erased or elsewhere.
   *
   * @throws IOException when the file cannot be read
   */
  Map<EntryId, Map<Recording.Side, Value>> of(Set<EntryId> entries) throws IOException {
    Map<EntryId, Map<Recording.Side, Value>> found = new HashMap<>();
    Set<Long> wanted = new HashSet<>();
    entries.forEach(entry -> wanted.add(key(entry)));
    try (ByteSource source = new FileSource(file)) {
      readOn(source);
      for (int i = 0; i < count; i++) {
        if (wanted.contains(keys[i])
            && new RecordingScan(source, places[i]).next()
                instanceof RecordingScan.Found.Kept(Recording recording, long at, int octets)
            && entries.contains(recording.of())) {
          told += octets;
          found
              .computeIfAbsent(recording.of(), none -> new EnumMap<>(Recording.Side.class))
              .put(recording.side(), recording.content());
        }
      }
    }
    return found;
  }

  private void readOn(ByteSource source) throws IOException {
    RecordingScan scan = new RecordingScan(source, read);
    RecordingScan.Found found = scan.next();
    while (!(found instanceof RecordingScan.Found.Nothing)) {
      if (found instanceof RecordingScan.Found.Kept(Recording recording, long at, int octets)) {
        add(key(recording.of()), at);
      }
      read = scan.at();
      found = scan.next();
    }
  }

  private void add(long key, long at) {
    if (count == keys.length) {
      keys = Arrays.copyOf(keys, count * 2);
      places = Arrays.copyOf(places, count * 2);
    }
    keys[count] = key;
    places[count++] = at;
  }

  private static long key(EntryId entry) {
    return entry.high() * 0x9E3779B97F4A7C15L + entry.low();
  }
}
