package dev.postern.kernel.audit;

import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Value;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Checks the recordings beside one part after another against the commitments of its leaves. */
final class RecordingAudit {
  private final Findings findings;
  private final Map<EntryId, Awaited> awaited = new HashMap<>();
  private long opened;
  private long proven;
  private long absent;

  /** The commitments of a leaf that no recording has opened yet. */
  private static final class Awaited {
    final Leaf.Asked operation;
    Optional<Commitment> asked;
    Optional<Commitment> sent;

    Awaited(Leaf.Asked operation, Optional<Commitment> sent) {
      this.operation = operation;
      this.asked = Optional.of(operation.commitment());
      this.sent = sent;
    }
  }

  RecordingAudit(Findings findings) {
    this.findings = findings;
  }

  void saw(Leaf leaf) {
    switch (leaf) {
      case Leaf.Admitted entry ->
          awaited.put(entry.id(), new Awaited(entry.asked(), Optional.of(entry.sent())));
      case Leaf.Refused entry ->
          awaited.put(entry.id(), new Awaited(entry.asked(), Optional.empty()));
      case Leaf.Closed entry -> {}
      case Leaf.Noted entry -> {}
    }
  }

  /** All leaves of a part have been seen; reads what lies beside them. */
  void beside(Trail.Part part, boolean ended) throws IOException {
    if (part.recordings().isPresent()) {
      try (ByteSource source = part.recordings().get().open()) {
        read(part.name(), source, ended);
      }
    }
    for (Awaited left : awaited.values()) {
      absent += (left.asked.isPresent() ? 1 : 0) + (left.sent.isPresent() ? 1 : 0);
    }
    awaited.clear();
  }

  long opened() {
    return opened;
  }

  long proven() {
    return proven;
  }

  long absent() {
    return absent;
  }

  private void read(String name, ByteSource source, boolean ended) throws IOException {
    RecordingScan scan = new RecordingScan(source);
    String where = "the recordings beside " + name;
    while (true) {
      switch (scan.next()) {
        case RecordingScan.Found.Kept(Recording recording, long at, int octets) ->
            compare(where, recording);
        case RecordingScan.Found.Erased erased -> {}
        case RecordingScan.Found.Unreadable(String why) -> findings.fault(where, why);
        case RecordingScan.Found.Nothing nothing -> {
          if (!scan.nothingBehind()) {
            unread(where, scan.at(), ended);
          }
          return;
        }
      }
    }
  }

  private void unread(String where, long at, boolean ended) {
    if (ended) {
      findings.fault(where, "from octet " + at + " on they cannot be read");
    } else {
      findings.doubt(where, "the last one is cut short");
    }
  }

  private void compare(String where, Recording recording) {
    Awaited leaf = awaited.get(recording.of());
    if (leaf == null) {
      return;
    }
    switch (recording.side()) {
      case ASKED -> {
        if (leaf.asked.isPresent() && opens(where, recording, leaf.asked.get())) {
          leaf.asked = Optional.empty();
          proven += proves(recording, leaf.operation) ? 1 : 0;
        }
      }
      case SENT -> {
        if (leaf.sent.isPresent() && opens(where, recording, leaf.sent.get())) {
          leaf.sent = Optional.empty();
        }
      }
      case SHOWN -> {}
    }
  }

  private boolean opens(String where, Recording recording, Commitment commitment) {
    if (Commitment.of(recording.salt(), recording.digest()).equals(commitment)) {
      opened++;
      return true;
    }
    findings.fault(
        where,
        "what was "
            + (recording.side() == Recording.Side.ASKED ? "asked" : "sent")
            + " under "
            + recording.of()
            + " is not what the ledger committed to");
    return false;
  }

  private static boolean proves(Recording recording, Leaf.Asked asked) {
    Operation operation =
        new Operation(
            asked.caller(),
            asked.target(),
            asked.label(),
            asked.atoms(),
            asked.effect(),
            Value.NOTHING,
            recording.content());
    return Arrays.equals(operation.digest(), recording.digest());
  }
}
