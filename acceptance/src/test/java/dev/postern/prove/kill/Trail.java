package dev.postern.prove.kill;

import dev.postern.gateway.ledger.LedgerReader;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.prove.Asked;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a ledger says of the operations of a house, by their names. */
final class Trail {
  private static final Pattern OPERATION = Pattern.compile("(op|ask)-[0-9a-z-]+");

  private final Map<EntryId, String> asked;
  private final Map<String, Told> told = new HashMap<>();
  private final List<Leaf.Noted> notes = new ArrayList<>();
  private int leaves;
  private long unknown;

  /**
   * What is told of one operation. In the extended protocol it has several entries.
   *
   * @param admitted the place of its first admission among all leaves; negative when it has none
   * @param worst the end that says least of its entries; empty when one has none
   */
  record Told(int admitted, Optional<Leaf.End> worst) {}

  private Trail(Map<EntryId, String> asked) {
    this.asked = asked;
  }

  /** Reads a ledger that nobody writes to. */
  static Trail of(Path ledger) throws IOException {
    Trail trail = new Trail(Asked.in(ledger, OPERATION));
    LedgerReader.of(ledger).leaves(trail::saw);
    return trail;
  }

  private void saw(Leaf leaf) {
    int place = leaves++;
    switch (leaf) {
      case Leaf.Admitted admitted -> admitted(asked.get(admitted.id()), place);
      case Leaf.Closed closed -> {
        ended(asked.get(closed.of()), closed.outcome().end());
        if (closed.outcome().end() == Leaf.End.UNKNOWN) {
          unknown++;
        }
      }
      case Leaf.Refused refused -> {}
      case Leaf.Noted noted -> notes.add(noted);
    }
  }

  private void admitted(@org.jspecify.annotations.Nullable String name, int place) {
    if (name != null) {
      told.putIfAbsent(name, new Told(place, Optional.empty()));
    }
  }

  private void ended(@org.jspecify.annotations.Nullable String name, Leaf.End end) {
    if (name != null) {
      Told before = told.getOrDefault(name, new Told(-1, Optional.empty()));
      boolean worse = before.worst().filter(each -> each != Leaf.End.ANSWERED).isPresent();
      told.put(name, new Told(before.admitted(), worse ? before.worst() : Optional.of(end)));
    }
  }

  /** What is told of an operation; empty for nothing. */
  Optional<Told> of(String operation) {
    return Optional.ofNullable(told.get(operation));
  }

  /** All operations. */
  Map<String, Told> all() {
    return Map.copyOf(told);
  }

  /** What happened to the gateway itself. */
  List<Leaf.Noted> notes() {
    return List.copyOf(notes);
  }

  /** How many leaves were closed as unknown. */
  long unknown() {
    return unknown;
  }

  int leaves() {
    return leaves;
  }
}
