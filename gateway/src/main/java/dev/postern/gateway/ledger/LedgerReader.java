package dev.postern.gateway.ledger;

import dev.postern.gateway.ledger.story.Deed;
import dev.postern.gateway.ledger.story.SessionStory;
import dev.postern.kernel.audit.ByteSource;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Recording;
import dev.postern.kernel.audit.RecordingScan;
import dev.postern.kernel.operation.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads a ledger for people. Read-only: the gateway may be at work on it, and what it appends
 * meanwhile may or may not be seen. It believes what stands there; {@link LedgerAudit} does not.
 */
public final class LedgerReader {
  private final Layout layout;

  private LedgerReader(Layout layout) {
    this.layout = layout;
  }

  /**
   * A reader of a ledger's directory, or of a copy of it.
   *
   * @throws IOException when no ledger lies there
   */
  public static LedgerReader of(Path directory) throws IOException {
    Layout layout = new Layout(directory);
    if (!Files.isDirectory(layout.segments())) {
      throw new IOException("no ledger lies in " + directory);
    }
    return new LedgerReader(layout);
  }

  /** All leaves of all segments, merged by time. */
  public void leaves(Consumer<Leaf> each) throws IOException {
    new LeafMerge(layout).each(each);
  }

  /** All sessions, in the order in which they asked first. */
  public List<SessionStory.Summary> sessions() throws IOException {
    SessionCount count = new SessionCount();
    leaves(count::saw);
    return count.summaries();
  }

  /** One session with all that was recorded of it; empty when there is none of that name. */
  public Optional<SessionStory> session(String name) throws IOException {
    Map<EntryId, Deed> deeds = new LinkedHashMap<>();
    Set<Long> segments = new HashSet<>();
    leaves(leaf -> {
      Deed.of(leaf)
          .filter(deed -> deed.asked().session().equals(name))
          .ifPresent(deed -> deeds.put(deed.id(), deed));
      if (leaf instanceof Leaf.Closed closed) {
        Deed of = deeds.get(closed.of());
        if (of != null) {
          deeds.put(
              of.id(), of.with(new Deed.Fate.Ended(closed.id(), closed.at(), closed.outcome())));
          segments.add(closed.id().high());
        }
      }
    });
    if (deeds.isEmpty()) {
      return Optional.empty();
    }
    deeds.keySet().forEach(id -> segments.add(id.high()));
    Map<EntryId, Map<Recording.Side, Value>> recorded = recordings(deeds.keySet(), segments);
    return Optional.of(
        new SessionStory(
            name, deeds.values().stream().map(each -> withRecordings(each, recorded)).toList()));
  }

  /** What happened to the gateway itself, merged by time. */
  public List<Leaf.Noted> notes() throws IOException {
    List<Leaf.Noted> notes = new ArrayList<>();
    leaves(leaf -> {
      if (leaf instanceof Leaf.Noted noted) {
        notes.add(noted);
      }
    });
    return notes;
  }

  private Map<EntryId, Map<Recording.Side, Value>> recordings(Set<EntryId> of, Set<Long> segments)
      throws IOException {
    Map<EntryId, Map<Recording.Side, Value>> found = new HashMap<>();
    for (Path file : layout.allRecordings()) {
      if (!segments.contains(Layout.segmentOf(file))) {
        continue;
      }
      try (ByteSource source = new FileSource(file)) {
        RecordingScan scan = new RecordingScan(source);
        for (RecordingScan.Found each = scan.next();
            !(each instanceof RecordingScan.Found.Nothing);
            each = scan.next()) {
          if (each instanceof RecordingScan.Found.Kept kept && of.contains(kept.recording().of())) {
            found
                .computeIfAbsent(kept.recording().of(), none -> new EnumMap<>(Recording.Side.class))
                .put(kept.recording().side(), kept.recording().content());
          }
        }
      }
    }
    return found;
  }

  private static Deed withRecordings(Deed deed, Map<EntryId, Map<Recording.Side, Value>> recorded) {
    Map<Recording.Side, Value> of = recorded.getOrDefault(deed.id(), Map.of());
    return deed.with(
        new Deed.Kept(
            Optional.ofNullable(of.get(Recording.Side.ASKED)),
            Optional.ofNullable(of.get(Recording.Side.SHOWN))));
  }
}
