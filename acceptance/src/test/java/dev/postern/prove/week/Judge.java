package dev.postern.prove.week;

import dev.postern.gateway.ledger.LedgerAudit;
import dev.postern.gateway.ledger.LedgerReader;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Recording;
import dev.postern.kernel.audit.RecordingScan;
import dev.postern.kernel.audit.Report;
import dev.postern.prove.crash.Recorded;
import dev.postern.prove.week.WeekJournal.Fate;
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

/** Holds what clients know, and what targets executed, against a ledger that nobody writes to. */
final class Judge {
  private static final Pattern OPERATION = Pattern.compile("wk-[a-z0-9]+-[0-9]+");

  private final Map<EntryId, String> asked = new HashMap<>();
  private final Set<String> admitted = new HashSet<>();
  private final Set<String> answered = new HashSet<>();
  private final List<String> wrong = new ArrayList<>();
  private Optional<Report> report = Optional.empty();

  /** Reads it. */
  static Judge of(Path ledger) throws IOException {
    Judge judge = new Judge();
    try (Stream<Path> files = Files.list(ledger.resolve("recordings"))) {
      for (Path file : files.toList()) {
        judge.recordings(file);
      }
    }
    LedgerReader.of(ledger).leaves(judge::saw);
    Report report = LedgerAudit.verify(ledger, Optional.empty(), Optional.empty());
    report.findings().forEach(finding -> judge.wrong.add("ledger: " + finding));
    if (report.counted().open() > 0) {
      judge.wrong.add("ledger: " + report.counted().open() + " operations are still open");
    }
    judge.report = Optional.of(report);
    return judge;
  }

  private void recordings(Path file) throws IOException {
    try (Recorded source = Recorded.open(file)) {
      RecordingScan scan = new RecordingScan(source);
      for (RecordingScan.Found each = scan.next();
          !(each instanceof RecordingScan.Found.Nothing);
          each = scan.next()) {
        if (each instanceof RecordingScan.Found.Kept kept
            && kept.recording().side() == Recording.Side.ASKED) {
          Matcher text = OPERATION.matcher(kept.recording().content().toString());
          if (text.find()) {
            asked.put(kept.recording().of(), text.group());
          }
        }
      }
    }
  }

  private void saw(Leaf leaf) {
    switch (leaf) {
      case Leaf.Admitted one -> note(asked.get(one.id()), admitted);
      case Leaf.Closed one -> {
        if (one.outcome().end() == Leaf.End.ANSWERED) {
          note(asked.get(one.of()), answered);
        }
      }
      case Leaf.Refused refused -> {}
      case Leaf.Noted noted -> {}
    }
  }

  private static void note(@org.jspecify.annotations.Nullable String id, Set<String> in) {
    if (id != null) {
      in.add(id);
    }
  }

  /** What does not agree. */
  List<String> contradictions(Map<String, Fate> fates, Map<String, Integer> executed) {
    List<String> all = new ArrayList<>(wrong);
    executed.forEach((id, times) -> {
      if (times > 1) {
        all.add(id + " was executed " + times + " times");
      }
      if (!admitted.contains(id)) {
        all.add(id + " was executed and the ledger does not have it");
      }
      if (!fates.containsKey(id) || fates.get(id) == Fate.REFUSED) {
        all.add(id + " was executed, and its client was told that it is not");
      }
    });
    fates.forEach((id, fate) -> {
      boolean leavesNothing = id.startsWith("wk-pheldsql");
      if (fate == Fate.ANSWERED && !answered.contains(id)) {
        all.add(id + " was answered and the ledger does not say so");
      }
      if (fate == Fate.ANSWERED && !leavesNothing && !executed.containsKey(id)) {
        all.add(id + " was answered and never executed");
      }
    });
    return all;
  }

  /** What the verifier counted. */
  Report report() {
    return report.orElseThrow();
  }
}
