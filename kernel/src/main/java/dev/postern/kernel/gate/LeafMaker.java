package dev.postern.kernel.gate;

import dev.postern.kernel.audit.Commitment;
import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.audit.Recording;
import dev.postern.kernel.operation.Digests;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Value;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The entries of what was asked: a leaf with salted commitments, and beside it the recordings with
 * salts and digests. Belongs to the lane's thread.
 */
final class LeafMaker {
  private final Ledger.Segment segment;
  private final Digests digests = new Digests();
  private final MessageDigest sha = Commitment.sha256();

  LeafMaker(Ledger.Segment segment) {
    this.segment = segment;
  }

  /** What was let through. */
  Entry admitted(Admission admission, Leaf.Decided decided) {
    Description description = admission.draft().description();
    byte[] askedSalt = segment.salt();
    byte[] sentSalt = segment.salt();
    byte[] asked = digests.digest(description.operation());
    byte[] sent = digests.digest(admission.forwarded());
    Leaf leaf =
        new Leaf.Admitted(
            admission.id(),
            admission.at(),
            asked(description, Commitment.of(sha, askedSalt, asked)),
            decided,
            Commitment.of(sha, sentSalt, sent),
            admission.approval().answers());
    return new Entry(
        leaf,
        List.of(
            new Recording(
                admission.id(), Recording.Side.ASKED, askedSalt, asked, description.kept()),
            new Recording(admission.id(), Recording.Side.SENT, sentSalt, sent, new Value.Null())));
  }

  /** What was turned away. */
  Entry refused(EntryId id, Instant at, Description description, Denial denial) {
    byte[] salt = segment.salt();
    byte[] digest = digests.digest(description.operation());
    Leaf leaf =
        new Leaf.Refused(
            id,
            at,
            asked(description, Commitment.of(sha, salt, digest)),
            denial.decided(),
            denial.why().code().word(),
            denial.why().reason());
    Recording recording = new Recording(id, Recording.Side.ASKED, salt, digest, description.kept());
    return new Entry(leaf, List.of(recording));
  }

  /** How something that was let through ended. */
  Entry closed(Passage passage, Leaf.End end, Ending ending, Instant at) {
    Leaf.Outcome outcome =
        new Leaf.Outcome(
            end,
            ending.status(),
            ending.error(),
            ending.failed(),
            ending.counts(),
            Duration.between(passage.admitted(), at));
    Leaf leaf = new Leaf.Closed(segment.next(), at, passage.id(), outcome);
    if (ending.shown() instanceof Value.Null) {
      return Entry.of(leaf);
    }
    byte[] none = new byte[0];
    return new Entry(
        leaf,
        List.of(new Recording(passage.id(), Recording.Side.SHOWN, none, none, ending.shown())));
  }

  private static Leaf.Asked asked(Description description, Commitment commitment) {
    Operation operation = description.operation();
    return new Leaf.Asked(
        description.visit().session(),
        operation.caller(),
        operation.target(),
        operation.label(),
        operation.atoms(),
        operation.effect(),
        commitment);
  }
}
