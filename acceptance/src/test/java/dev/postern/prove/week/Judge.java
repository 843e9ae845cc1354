package dev.postern.prove.week;

import dev.postern.gateway.ledger.LedgerReader;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Report;
import dev.postern.prove.Asked;
import dev.postern.prove.Verified;
import dev.postern.prove.week.WeekJournal.Fate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Holds what clients know, and what targets executed, against a ledger that nobody writes to. */
final class Judge {
  private static final Pattern OPERATION = Pattern.compile("wk-[a-z0-9]+-[0-9]+");

  private final Map<EntryId, String> asked;
  private final Set<String> admitted = new HashSet<>();
  private final Set<String> answered = new HashSet<>();
  private final Verified verified;

  private Judge(Map<EntryId, String> asked, Verified verified) {
    this.asked = asked;
    this.verified = verified;
  }

  /** Reads it. */
  static Judge of(Path ledger) throws IOException {
    Judge judge = new Judge(Asked.in(ledger, OPERATION), Verified.of(ledger));
    LedgerReader.of(ledger).leaves(judge::saw);
    return judge;
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
    List<String> all = new ArrayList<>(verified.wrong());
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
    return verified.report();
  }
}
