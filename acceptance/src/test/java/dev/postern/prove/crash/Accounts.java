package dev.postern.prove.crash;

import dev.postern.gateway.ledger.LedgerAudit;
import dev.postern.gateway.ledger.LedgerReader;
import dev.postern.gateway.ledger.story.Deed;
import dev.postern.gateway.ledger.story.SessionStory;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds what clients were told against the table and the ledger. */
final class Accounts {
  private static final Pattern COMMIT = Pattern.compile("COMMIT /\\* ([0-9a-z-]+) \\*/");

  private final Map<String, Optional<Leaf.End>> commits = new HashMap<>();
  private long unknown;

  private Accounts() {}

  /** Reads every session of a ledger. */
  static Accounts of(Path ledger) throws IOException {
    Accounts accounts = new Accounts();
    LedgerReader reader = LedgerReader.of(ledger);
    for (SessionStory.Summary session : reader.sessions()) {
      reader.session(session.session()).ifPresent(accounts::saw);
    }
    return accounts;
  }

  private void saw(SessionStory story) {
    for (Deed deed : story.deeds()) {
      Optional<Leaf.End> end =
          switch (deed.fate()) {
            case Deed.Fate.Ended ended -> Optional.of(ended.outcome().end());
            case Deed.Fate.Open open -> Optional.empty();
            case Deed.Fate.TurnedAway away -> Optional.of(Leaf.End.FAILED);
          };
      if (end.equals(Optional.of(Leaf.End.UNKNOWN))) {
        unknown++;
      }
      Matcher text = COMMIT.matcher(deed.request().map(Object::toString).orElse(""));
      if (text.find()) {
        // The last one counts: in the extended protocol a Bind stands behind its Parse.
        commits.put(text.group(1), end);
      }
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

  /** What an auditor finds wrong with a ledger that its gateway has ended; empty for nothing. */
  static List<String> audit(Path ledger) throws IOException {
    Report report = LedgerAudit.verify(ledger, Optional.empty(), Optional.empty());
    List<String> wrong = new ArrayList<>();
    report.findings().forEach(finding -> wrong.add(finding.toString()));
    if (report.counted().open() > 0) {
      wrong.add(report.counted().open() + " operations are still open");
    }
    return wrong;
  }
}
