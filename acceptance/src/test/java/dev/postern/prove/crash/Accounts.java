package dev.postern.prove.crash;

import dev.postern.gateway.ledger.LedgerAudit;
import dev.postern.gateway.ledger.LedgerReader;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Recording;
import dev.postern.kernel.audit.RecordingScan;
import dev.postern.kernel.audit.Report;
import java.io.IOException;
import java.nio.file.Files;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Holds what clients were told against the table and the ledger. */
final class Accounts {
  private static final Pattern COMMIT = Pattern.compile("COMMIT /\\* ([0-9a-z-]+) \\*/");

  private final Map<String, Optional<Leaf.End>> commits = new HashMap<>();
  private long unknown;

  private Accounts() {}

  /** Reads a ledger that nobody writes to. */
  static Accounts of(Path ledger) throws IOException {
    Accounts accounts = new Accounts();
    Map<EntryId, String> asked = new HashMap<>();
    try (Stream<Path> files = Files.list(ledger.resolve("recordings"))) {
      for (Path file : files.toList()) {
        commits(file, asked);
      }
    }
    LedgerReader.of(ledger).leaves(leaf -> accounts.saw(leaf, asked));
    return accounts;
  }

  /** Which entries ask for the COMMIT of which transaction. */
  private static void commits(Path file, Map<EntryId, String> asked) throws IOException {
    try (Recorded source = Recorded.open(file)) {
      RecordingScan scan = new RecordingScan(source);
      for (RecordingScan.Found each = scan.next();
          !(each instanceof RecordingScan.Found.Nothing);
          each = scan.next()) {
        if (each instanceof RecordingScan.Found.Kept kept
            && kept.recording().side() == Recording.Side.ASKED) {
          Matcher text = COMMIT.matcher(kept.recording().content().toString());
          if (text.find()) {
            asked.put(kept.recording().of(), text.group(1));
          }
        }
      }
    }
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
