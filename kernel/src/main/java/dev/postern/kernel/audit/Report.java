package dev.postern.kernel.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a verification found, and what that proves.
 *
 * @param findings what is wrong or in doubt, at most {@link #MOST_FINDINGS}
 * @param unlisted how many more there were
 * @param counted what was read
 * @param signed how far signatures reach
 */
public record Report(List<Finding> findings, Unlisted unlisted, Counted counted, Signed signed) {
  /** How many findings a report lists. */
  public static final int MOST_FINDINGS = 1000;

  public Report {
    findings = List.copyOf(findings);
  }

  /**
   * Something wrong or in doubt.
   *
   * @param where a file, a segment, an entry or a checkpoint
   * @param what in one sentence
   */
  public record Finding(Weight weight, String where, String what) {
    @Override
    public String toString() {
      return weight.name().toLowerCase(java.util.Locale.ROOT) + ": " + where + ": " + what;
    }
  }

  /** How many findings of each weight are not listed. */
  public record Unlisted(long faults, long doubts) {}

  /** How much a finding says. */
  public enum Weight {
    /** No crash and no running gateway explains it. */
    FAULT,
    /** A crash that was not recovered, or a gateway at work, looks the same. */
    DOUBT
  }

  /**
   * What was read.
   *
   * @param segments segments
   * @param leaves leaves of all kinds
   * @param admitted operations let through
   * @param refused operations turned away
   * @param open admitted and not closed: under way, or left by a crash that is not recovered
   * @param unknown closed as unknown after a crash
   * @param recordings recordings whose salt and digest open their leaf's commitment
   * @param proven of these, how many hold the very content that the digest is of
   * @param erased recordings that were erased or are not there
   */
  public record Counted(
      long segments,
      long leaves,
      long admitted,
      long refused,
      long open,
      long unknown,
      long recordings,
      long proven,
      long erased) {}

  /**
   * How far signatures reach.
   *
   * @param checkpoints how many there are
   * @param last when the last was signed; empty when there is none
   * @param leaves how many leaves they cover
   * @param keyHeldElsewhere whether the auditor brought the public key
   * @param outside the number of the checkpoint that the auditor brought, when it stands in the log
   */
  public record Signed(
      long checkpoints,
      Optional<Instant> last,
      long leaves,
      boolean keyHeldElsewhere,
      Optional<Long> outside) {}

  /** Whether there is no fault. Doubts may remain. */
  public boolean sound() {
    return unlisted.faults() == 0
        && findings.stream().noneMatch(each -> each.weight() == Weight.FAULT);
  }

  /** Whether there is neither fault nor doubt. */
  public boolean clean() {
    return findings.isEmpty();
  }

  /** The report in sentences: what was read, what is wrong, what it proves, what it cannot. */
  public List<String> told() {
    List<String> lines = new ArrayList<>();
    lines.add(
        counted.leaves()
            + " leaves in "
            + counted.segments()
            + " segments: "
            + counted.admitted()
            + " operations admitted, "
            + counted.refused()
            + " refused, "
            + counted.open()
            + " still open, "
            + counted.unknown()
            + " closed as unknown after a crash.");
    lines.add(
        counted.recordings()
            + " recordings open their commitments, "
            + counted.proven()
            + " of them prove their content; "
            + counted.erased()
            + " are erased or gone.");
    findings.forEach(finding -> lines.add(finding.toString()));
    if (unlisted.faults() + unlisted.doubts() > 0) {
      lines.add(
          unlisted.faults()
              + " more faults and "
              + unlisted.doubts()
              + " more doubts are not listed.");
    }
    lines.add(sound() ? proves() : "The ledger is NOT intact: see the faults above.");
    if (sound() && !clean()) {
      lines.add(
          "In doubt: what the doubts above speak of. A crash that was not recovered, a machine that"
              + " lost its power or a gateway at work explains it, and so would somebody who took"
              + " entries out.");
    }
    lines.addAll(cannot());
    return lines;
  }

  private String proves() {
    return "Proven: the "
        + signed.leaves()
        + " leaves under "
        + signed.checkpoints()
        + " signed checkpoints"
        + signed.last().map(at -> " (the last of " + at + ")").orElse("")
        + " are as they were signed: none altered, removed, inserted or reordered by anyone"
        + " without the ledger's private key.";
  }

  private List<String> cannot() {
    List<String> lines = new ArrayList<>();
    long behind = counted.leaves() - signed.leaves();
    if (behind > 0) {
      lines.add(
          "Not proven: "
              + behind
              + " leaves behind the last checkpoints hang together, which shows accidents; who can"
              + " write the files could have rewritten them.");
    }
    lines.add(
        signed
            .outside()
            .map(number ->
                "Proven by the checkpoint held elsewhere: nothing up to checkpoint "
                    + number
                    + " was cut off, and the key was not replaced.")
            .orElse(
                "Not proven: that nothing was cut off at the end, the last checkpoints included."
                    + " Only a checkpoint held elsewhere proves that: give it with --checkpoint."));
    if (signed.outside().isEmpty() && !signed.keyHeldElsewhere()) {
      lines.add(
          "Not proven: that the key in the ledger's directory is the one it began with. Give the"
              + " public key held elsewhere with --key.");
    }
    lines.add(
        "Never proven here: the order of entries in different segments, what a masked or digested"
            + " recording leaves out, and what the recordings of replies hold.");
    return lines;
  }
}
