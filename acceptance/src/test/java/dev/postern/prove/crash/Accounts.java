package dev.postern.prove.crash;

import dev.postern.gateway.ledger.LedgerReader;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.prove.Asked;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Holds what clients were told against the table and the ledger. */
final class Accounts {
  /** The transaction whose COMMIT is asked for. */
  private static final Pattern COMMIT = Pattern.compile("(?<=COMMIT /\\* )[0-9a-z-]+(?= \\*/)");

  private final Map<String, Optional<Leaf.End>> commits = new HashMap<>();
  private long unknown;

  private Accounts() {}

  /** Reads a ledger that nobody writes to. */
  static Accounts of(Path ledger) throws IOException {
    Accounts accounts = new Accounts();
    Map<EntryId, String> asked = Asked.in(ledger, COMMIT);
    LedgerReader.of(ledger).leaves(leaf -> accounts.saw(leaf, asked));
    return accounts;
  }

  private void saw(Leaf leaf, Map<EntryId, String> asked) {
    switch (leaf) {
      case Leaf.Admitted admitted -> note(asked.get(admitted.id()), Optional.empty());
      case Leaf.Closed closed -> {
        note(asked.get(closed.of()), Optional.of(closed.outcome().end()));
        if (closed.outcome().end() == Leaf.End.UNKNOWN) {
          unknown++;
        }
      }
      case Leaf.Refused refused -> note(asked.get(refused.id()), Optional.of(Leaf.End.FAILED));
      case Leaf.Noted noted -> {}
    }
  }

  /** In the extended protocol a Bind stands behind its Parse: both have to have been answered. */
  private void note(@Nullable String id, Optional<Leaf.End> end) {
    if (id != null) {
      Optional<Leaf.End> so = commits.getOrDefault(id, Optional.empty());
      boolean worse = so.isPresent() && !so.equals(Optional.of(Leaf.End.ANSWERED));
      commits.put(id, worse ? so : end.or(() -> so));
    }
  }

  /** How many operations were closed as unknown after a crash. */
  long unknown() {
    return unknown;
  }

  /**
   * What does not agree; empty when all does.
   *
   * @param stored the transactions in the table, each as its id and its rows
   */
  List<String> contradictions(Journal journal, List<String> stored) {
    List<String> wrong = new ArrayList<>();
    Set<String> may = new HashSet<>(journal.acknowledged());
    may.addAll(journal.doubted());
    Set<String> there = new HashSet<>();
    for (String each : stored) {
      String id = each.substring(0, each.indexOf(' '));
      there.add(id);
      if (!each.endsWith(" 2")) {
        wrong.add("half of " + id + " is in the table");
      }
      if (!may.contains(id)) {
        wrong.add(id + " is in the table and was never committed");
      }
      if (!commits.containsKey(id)) {
        wrong.add(id + " is in the table and its COMMIT is not in the ledger");
      }
    }
    for (String id : journal.acknowledged()) {
      if (!there.contains(id)) {
        wrong.add(id + " was acknowledged and is not in the table");
      }
      Optional<Leaf.End> end = commits.getOrDefault(id, Optional.of(Leaf.End.FAILED));
      if (!end.equals(Optional.of(Leaf.End.ANSWERED))) {
        wrong.add(id + " was acknowledged and the ledger says " + end);
      }
    }
    return wrong;
  }
}
