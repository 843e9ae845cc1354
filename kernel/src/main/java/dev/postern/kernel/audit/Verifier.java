package dev.postern.kernel.audit;

import java.io.IOException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads a whole ledger and says what it proves. It trusts no file: not its name, not its header,
 * not what another file says of it. What {@link Report#told} then claims is:
 *
 * <ul>
 *   <li>a leaf that was altered, taken out, put in or moved, a part or a segment that is gone,
 *       breaks a chain, or a chain's agreement with a signed checkpoint;
 *   <li>without the private key nobody can make checkpoints for a rewritten chain; leaves behind
 *       the last checkpoint are not covered by that;
 *   <li>a ledger cut off at its end, checkpoints and all, looks like a younger ledger: only a
 *       checkpoint held elsewhere shows it; a ledger signed anew with another key looks whole: only
 *       a key or a checkpoint held elsewhere shows it.
 * </ul>
 */
public final class Verifier {
  private final Findings findings = new Findings();
  private final CheckpointAudit checkpoints;
  private final EntryAudit entries = new EntryAudit(findings);
  private final RecordingAudit recordings = new RecordingAudit(findings);
  private final String ledger;
  private final boolean keyHeldElsewhere;
  private final Map<Long, List<Numbered>> segments = new TreeMap<>();

  private record Numbered(SegmentHeader header, Trail.Part part) {}

  /**
   * What an auditor brings.
   *
   * @param key the ledger's public key
   * @param heldElsewhere whether the key comes from somewhere else than the ledger's directory
   * @param outside a checkpoint that was held elsewhere
   */
  public record Brought(PublicKey key, boolean heldElsewhere, Optional<Checkpoint> outside) {}

  private Verifier(Brought brought) {
    this.checkpoints = new CheckpointAudit(findings, brought.key(), brought.outside());
    this.ledger = Checkpoint.ledger(brought.key());
    this.keyHeldElsewhere = brought.heldElsewhere();
  }

  /**
   * Verifies a ledger. One that is written to meanwhile may show doubts, never faults.
   *
   * @throws IOException when a file cannot be read at all
   */
  public static Report verify(Trail trail, Brought brought) throws IOException {
    return new Verifier(brought).verify(trail);
  }

  private Report verify(Trail trail) throws IOException {
    // Before the segments, so that what comes meanwhile is ahead of the checkpoints, not behind.
    checkpoints.read(trail.checkpoints());
    for (Trail.Part part : trail.parts()) {
      sort(part);
    }
    for (List<Numbered> segment : segments.values()) {
      segment.sort(Comparator.comparingInt(each -> each.header().part()));
      follow(segment);
    }
    entries.allRead();
    checkpoints.allRead();
    Report.Counted counted =
        new Report.Counted(
            segments.size(),
            entries.leaves(),
            entries.admitted(),
            entries.refused(),
            entries.open(),
            entries.unknown(),
            recordings.opened(),
            recordings.proven(),
            recordings.absent());
    return new Report(
        findings.listed(), findings.unlisted(), counted, checkpoints.signed(keyHeldElsewhere));
  }

  private void sort(Trail.Part part) throws IOException {
    try (ByteSource source = part.leaves().open()) {
      SegmentHeader header = PartScan.of(source).header();
      if (!header.ledger().equals(ledger)) {
        findings.fault(part.name(), "it belongs to another ledger, or to another key");
      }
      segments
          .computeIfAbsent(header.segment(), none -> new ArrayList<>())
          .add(new Numbered(header, part));
    } catch (Malformed why) {
      findings.fault(part.name(), String.valueOf(why.getMessage()));
    }
  }

  /** Follows one segment's chain through its parts. */
  private void follow(List<Numbered> parts) throws IOException {
    SegmentHeader first = parts.getFirst().header();
    SegmentHeader expected = SegmentHeader.first(first.ledger(), first.run(), first.segment());
    Tip tip = expected.tip();
    boolean mayGoOn = true;
    boolean mustGoOn = false;
    boolean ended = false;
    for (Numbered each : parts) {
      String where = each.part().name();
      if (!each.header().equals(expected)) {
        findings.fault(
            where,
            each.header().part() == expected.part()
                ? "it does not continue the part before it"
                : "the part before it is missing, or there twice");
      }
      if (!mayGoOn) {
        findings.fault(where, "the segment had ended before it");
      }
      boolean lastPart = each == parts.getLast();
      Stop stop = read(each.part(), lastPart);
      tip = stop.tip();
      mayGoOn = !(stop.ended() && stop.last() && stop.open() == 0);
      mustGoOn = stop.ended() && !stop.last();
      ended = stop.ended() && stop.last();
      expected = each.header().next(tip);
    }
    String where = parts.getLast().part().name();
    if (mustGoOn) {
      // A gateway at work may just be making it; when a checkpoint knows it, that is a fault.
      findings.doubt(where, "the part behind it is missing");
    }
    checkpoints.ended(where, tip, ended);
  }

  /** How a part stopped. */
  private record Stop(Tip tip, boolean ended, boolean last, long open) {}

  private Stop read(Trail.Part part, boolean lastPart) throws IOException {
    try (ByteSource source = part.leaves().open()) {
      PartScan scan = PartScan.of(source);
      checkpoints.stands(part.name(), scan.tip());
      while (true) {
        switch (scan.next()) {
          case PartScan.Found.Turn(List<Leaf> leaves, Tip tip) -> {
            for (Leaf leaf : leaves) {
              entries.saw(part.name(), scan.header().segment(), leaf);
              recordings.saw(leaf);
            }
            checkpoints.stands(part.name(), tip);
          }
          case PartScan.Found.End(boolean last, long open) -> {
            if (scan.at() != source.size()) {
              findings.fault(part.name(), "something stands behind its end");
            }
            recordings.beside(part, true);
            return new Stop(scan.tip(), true, last, open);
          }
          case PartScan.Found.Nothing nothing -> {
            return stopped(part, scan, scan.nothingBehind() ? "" : "no frame begins", lastPart);
          }
          case PartScan.Found.Unreadable(String why) -> {
            return stopped(part, scan, why, lastPart);
          }
          case PartScan.Found.Broken(String why) -> {
            findings.fault(part.name(), "at octet " + scan.at() + ": " + why);
            recordings.beside(part, false);
            return new Stop(scan.tip(), false, false, 0);
          }
        }
      }
    }
  }

  /** A part without an end: the last one of a segment at work, or one that a crash left. */
  private Stop stopped(Trail.Part part, PartScan scan, String why, boolean lastPart)
      throws IOException {
    if (!why.isEmpty() && lastPart) {
      findings.doubt(
          part.name(),
          "at octet "
              + scan.at()
              + " "
              + why
              + ": a torn write or an alteration, which nothing tells apart here");
    } else if (!why.isEmpty()) {
      findings.fault(part.name(), "at octet " + scan.at() + ": " + why);
    }
    recordings.beside(part, false);
    return new Stop(scan.tip(), false, false, 0);
  }
}
