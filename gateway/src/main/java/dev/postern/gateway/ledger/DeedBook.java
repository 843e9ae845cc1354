package dev.postern.gateway.ledger;

import dev.postern.gateway.ledger.story.Deed;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Recording;
import dev.postern.kernel.operation.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Puts operations together from leaves that come in any order, and from what is recorded. */
final class DeedBook {
  /** Operations in the order of time; entries made at once in the order of their names. */
  static final Comparator<Deed> ORDER =
      Comparator.comparing(Deed::at)
          .thenComparing(deed -> deed.id().high(), Long::compareUnsigned)
          .thenComparing(deed -> deed.id().low(), Long::compareUnsigned);

  private static final int AT_ONCE = 200;

  private final Map<EntryId, Deed> deeds = new HashMap<>();
  private final Map<EntryId, Early> early = new HashMap<>();
  private final Set<Path> files = new HashSet<>();
  private final List<Leaf.Noted> notes = new ArrayList<>();

  /** An end that was read before what it ends. */
  private record Early(Deed.Fate.Ended end, Path file) {}

  /** Reads what fits of a block, and the ends in it of what fitted before. */
  void read(Extent extent, Predicate<Leaf.Asked> fits, Predicate<Leaf.Noted> noted)
      throws IOException {
    Map<EntryId, Deed.Fate.Ended> ends = new HashMap<>();
    extent.each(leaf -> {
      Deed.of(leaf).filter(deed -> fits.test(deed.asked())).ifPresent(deed -> put(deed, extent));
      if (leaf instanceof Leaf.Closed closed) {
        ends.put(closed.of(), new Deed.Fate.Ended(closed.id(), closed.at(), closed.outcome()));
      }
      if (leaf instanceof Leaf.Noted note && noted.test(note)) {
        notes.add(note);
      }
    });
    ends.forEach((of, end) -> {
      Deed begun = deeds.get(of);
      if (begun == null) {
        early.put(of, new Early(end, extent.file()));
      } else {
        deeds.put(of, begun.with(end));
        files.add(extent.file());
      }
    });
  }

  private void put(Deed deed, Extent extent) {
    Early before = early.remove(deed.id());
    if (before != null) {
      files.add(before.file());
    }
    deeds.put(deed.id(), before == null ? deed : deed.with(before.end()));
    files.add(extent.file());
  }

  /** Takes an operation that was found elsewhere, and where its leaf stands. */
  void add(Deed deed, Extent at) {
    put(deed, at);
  }

  /** Whether any of them is such. */
  boolean any(Predicate<Deed> such) {
    return deeds.values().stream().anyMatch(such);
  }

  /** Leaves out all others. */
  void keep(Predicate<Deed> such) {
    deeds.values().removeIf(such.negate());
  }

  int size() {
    return deeds.size();
  }

  /** Those of which the book knows no end. */
  List<EntryId> open() {
    return deeds.values().stream()
        .filter(deed -> deed.fate() instanceof Deed.Fate.Open)
        .map(Deed::id)
        .toList();
  }

  List<Leaf.Noted> notes() {
    return notes;
  }

  /** What is open as far as the book knows, though the index knows of its end. */
  void setElsewhere(Predicate<EntryId> open) {
    deeds.replaceAll((id, deed) ->
        deed.fate() instanceof Deed.Fate.Open && !open.test(id)
            ? deed.with(new Deed.Fate.Elsewhere())
            : deed);
  }

  /**
   * Adds what is recorded, in the order of time, as long as it is not too much.
   *
   * @param most about how many octets of it
   * @return when the first was asked of those that were left out, and are no longer in the book
   */
  Optional<Instant> record(RecordingShelf shelf, long most) throws IOException {
    List<Deed> inOrder = inOrder();
    long octets = 0;
    for (int from = 0; from < inOrder.size(); from += AT_ONCE) {
      List<Deed> some = inOrder.subList(from, Math.min(inOrder.size(), from + AT_ONCE));
      if (octets > most) {
        inOrder.subList(from, inOrder.size()).forEach(deed -> deeds.remove(deed.id()));
        return Optional.of(some.getFirst().at());
      }
      Set<EntryId> ids = some.stream().map(Deed::id).collect(Collectors.toSet());
      RecordingShelf.Recorded recorded = shelf.of(ids, files);
      octets += recorded.octets();
      for (Deed deed : some) {
        Map<Recording.Side, Value> of = recorded.sides().getOrDefault(deed.id(), Map.of());
        deeds.put(
            deed.id(),
            deed.with(
                new Deed.Kept(
                    Optional.ofNullable(of.get(Recording.Side.ASKED)),
                    Optional.ofNullable(of.get(Recording.Side.SHOWN)))));
      }
    }
    return Optional.empty();
  }

  /** All of them, in order. */
  List<Deed> inOrder() {
    return deeds.values().stream().sorted(ORDER).toList();
  }
}
