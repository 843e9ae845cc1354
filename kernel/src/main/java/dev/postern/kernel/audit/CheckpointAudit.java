package dev.postern.kernel.audit;

import java.security.PublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Checks the log of checkpoints, then every chain against what they say of it. */
final class CheckpointAudit {
  private final Findings findings;
  private final PublicKey key;
  private final Optional<Checkpoint> outside;
  private final Map<Long, TreeMap<Long, Said>> said = new HashMap<>();
  private final Map<Long, Long> covered = new HashMap<>();
  private final Map<Long, Long> endings = new HashMap<>();
  private long count;
  private long signedLeaves;
  private Optional<Instant> last = Optional.empty();
  private Optional<Long> met = Optional.empty();

  /** What a checkpoint says of a segment at a number of records. */
  private record Said(byte[] head, long checkpoint) {}

  CheckpointAudit(Findings findings, PublicKey key, Optional<Checkpoint> outside) {
    this.findings = findings;
    this.key = key;
    this.outside = outside;
  }

  /** Reads the log: signatures, numbers, each naming the one before. */
  void read(String log) {
    String previous = Checkpoint.NONE;
    int from = 0;
    for (int end = log.indexOf("\n\n"); end >= 0; end = log.indexOf("\n\n", from)) {
      String text = log.substring(from, end + 1);
      from = end + 2;
      count++;
      previous = read(text, previous);
    }
    if (from < log.length()) {
      findings.doubt("checkpoints", "the last one is cut short");
    }
    outside.ifPresent(this::compare);
  }

  private String read(String text, String previous) {
    String where = "checkpoint " + count;
    Checkpoint checkpoint;
    try {
      checkpoint = Checkpoint.parse(text);
    } catch (Malformed why) {
      findings.fault(where, String.valueOf(why.getMessage()));
      return "";
    }
    if (!checkpoint.signedBy(key)) {
      findings.fault(where, "it is not signed by the ledger's key: altered, or the key replaced");
    }
    if (checkpoint.number() != count || !checkpoint.previous().equals(previous)) {
      findings.fault(where, "it does not follow the one before: one is missing or moved");
    }
    for (Checkpoint.Covered each : checkpoint.segments()) {
      Tip tip = each.tip();
      said.computeIfAbsent(tip.segment(), none -> new TreeMap<>())
          .put(tip.records(), new Said(tip.head(), count));
      if (each.ended()) {
        endings.put(tip.segment(), tip.records());
      }
    }
    if (outside.isPresent() && outside.get().number() == count) {
      if (outside.get().equals(checkpoint)) {
        met = Optional.of(count);
      } else {
        findings.fault(where, "it is not the one that was held elsewhere: history was rewritten");
      }
    }
    last = Optional.of(checkpoint.at());
    return checkpoint.hash();
  }

  private void compare(Checkpoint held) {
    if (!held.signedBy(key)) {
      findings.fault(
          "checkpoint held elsewhere",
          "it is not signed by this ledger's key: the key was replaced, or it is another ledger's");
    }
    if (held.number() > count) {
      findings.fault(
          "checkpoints",
          "the log ends at " + count + ", and " + held.number() + " was signed: it was cut off");
    }
  }

  /** A chain stands at a tip between two turns. */
  void stands(String where, Tip tip) {
    TreeMap<Long, Said> of = said.get(tip.segment());
    Said here = of == null ? null : of.remove(tip.records());
    if (here == null || of == null) {
      return;
    }
    if (!Arrays.equals(here.head(), tip.head())) {
      findings.fault(
          where,
          "at record "
              + tip.records()
              + " the chain is not the one that checkpoint "
              + here.checkpoint()
              + " signed: altered before");
    } else {
      covered.merge(tip.segment(), tip.records(), Math::max);
    }
  }

  /**
   * A segment has been read as far as it goes.
   *
   * @param ended whether its last frame is its end
   */
  void ended(String where, Tip tip, boolean ended) {
    long segment = tip.segment();
    long records = tip.records();
    if (!ended && endings.getOrDefault(segment, -1L) == records) {
      findings.fault(where, "a checkpoint signed that the segment ended, and its end is damaged");
    }
    TreeMap<Long, Said> left = said.remove(segment);
    if (left != null && !left.isEmpty()) {
      long signed = left.lastKey();
      findings.fault(
          where,
          signed > records
              ? "checkpoint "
                  + left.lastEntry().getValue().checkpoint()
                  + " signed "
                  + signed
                  + " records, and only "
                  + records
                  + " can be read: cut off or damaged"
              : "a checkpoint signed it at record " + signed + ", where no turn ends");
    }
    signedLeaves += covered.getOrDefault(segment, 0L);
  }

  /** All segments have been read. */
  void allRead() {
    said.forEach((segment, left) ->
        findings.fault(
            "segment " + Long.toHexString(segment),
            "it is gone, and checkpoint "
                + left.lastEntry().getValue().checkpoint()
                + " signed "
                + left.lastKey()
                + " records of it"));
  }

  Report.Signed signed(boolean keyHeldElsewhere) {
    return new Report.Signed(count, last, signedLeaves, keyHeldElsewhere, met);
  }
}
