package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Recording;
import dev.postern.kernel.operation.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The places of recordings in the files that were asked for last. Any thread. */
final class RecordingShelf {
  private final Layout layout;
  private final long most;
  private final LinkedHashMap<Path, RecordingPlaces> shelf = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * An empty one.
   *
   * @param most how much room it may take, in octets; one file's places are kept whatever they take
   */
  RecordingShelf(Layout layout, long most) {
    this.layout = layout;
    this.most = most;
  }

  /**
   * What is recorded of some entries beside some parts of segments.
   *
   * @throws IOException when a file cannot be read
   */
  synchronized Recorded of(Set<EntryId> entries, Set<Path> parts) throws IOException {
    Map<EntryId, Map<Recording.Side, Value>> all = new HashMap<>();
    long octets = 0;
    for (Path part : parts) {
      Path file = layout.recordings(part);
      if (!Files.exists(file)) {
        continue;
      }
      RecordingPlaces places = shelf.computeIfAbsent(file, RecordingPlaces::new);
      long before = places.told();
      places
          .of(entries)
          .forEach((entry, sides) ->
              all.computeIfAbsent(entry, none -> new EnumMap<>(Recording.Side.class))
                  .putAll(sides));
      octets += places.told() - before;
      trim();
    }
    return new Recorded(all, octets);
  }

  /**
   * What is recorded of some entries.
   *
   * @param octets how long it is, as it is recorded
   */
  record Recorded(Map<EntryId, Map<Recording.Side, Value>> sides, long octets) {}

  /** Of how many files it has the places. */
  synchronized int files() {
    return shelf.size();
  }

  private void trim() {
    long octets = shelf.values().stream().mapToLong(RecordingPlaces::octets).sum();
    while (octets > most && shelf.size() > 1) {
      octets -= shelf.pollFirstEntry().getValue().octets();
    }
  }
}
