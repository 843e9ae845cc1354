package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.RecordingScan;
import dev.postern.kernel.identity.Party;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Erases recordings for good: content, digest and salt become zeros, so that nothing opens the
 * leaf's commitment any more. The ledger stays whole, and the gateway may be at work.
 */
public final class Erasure {
  private static final int LENGTH_PREFIX = 4;
  private static final int ROOM = 1 << 16;

  private Erasure() {}

  /**
   * Which entries: those that everything given fits.
   *
   * @param person who asked, or stood behind who asked, as the ledger says it
   * @param session the gateway's name of a session
   * @param entry one entry
   * @param before asked earlier than this
   */
  public record Scope(
      Optional<String> person,
      Optional<String> session,
      Optional<EntryId> entry,
      Optional<Instant> before) {
    public Scope {
      if (person.isEmpty() && session.isEmpty() && entry.isEmpty() && before.isEmpty()) {
        throw new IllegalArgumentException("an erasure says what it erases");
      }
    }

    private boolean fits(Leaf leaf, Leaf.Asked asked) {
      return entry.map(leaf.id()::equals).orElse(true)
          && session.map(asked.session()::equals).orElse(true)
          && before.map(leaf.at()::isBefore).orElse(true)
          && person.map(name -> by(asked, name)).orElse(true);
    }

    private static boolean by(Leaf.Asked asked, String name) {
      return asked.caller().chain().stream()
          .anyMatch(party ->
              party.kind() == Party.Kind.PERSON && party.name().equals(name)
                  || party.owner().equals(Optional.of(name)));
    }
  }

  /**
   * What was erased.
   *
   * @param entries how many entries the scope fits, whether anything was recorded beside them or
   *     not
   * @param recordings how many recordings were erased
   */
  public record Erased(long entries, long recordings) {}

  /**
   * Erases what was recorded of the entries of a scope so far. What is recorded of them later, for
   * example the reply to a call that is open, stays.
   *
   * @param directory the ledger's
   * @throws IOException when a file cannot be read or written; then some may be left
   */
  public static Erased erase(Path directory, Scope scope) throws IOException {
    Set<EntryId> found = new HashSet<>();
    LedgerReader.of(directory)
        .leaves(leaf -> {
          switch (leaf) {
            case Leaf.Admitted admitted when scope.fits(leaf, admitted.asked()) ->
                found.add(leaf.id());
            case Leaf.Refused refused when scope.fits(leaf, refused.asked()) ->
                found.add(leaf.id());
            case Leaf.Admitted other -> {}
            case Leaf.Refused other -> {}
            case Leaf.Closed closed -> {}
            case Leaf.Noted noted -> {}
          }
        });
    return new Erased(found.size(), erase(directory, found::contains));
  }

  /**
   * Erases what was recorded of some entries.
   *
   * @param directory the ledger's
   * @param of which entries
   * @return how many recordings were erased; those that were erased before do not count
   * @throws IOException when a file cannot be read or written; then some may be left
   */
  public static int erase(Path directory, Predicate<EntryId> of) throws IOException {
    Disk disk = new RealDisk();
    int erased = 0;
    for (Path file : new Layout(directory).allRecordings()) {
      try (Disk.Handle recordings = disk.open(file)) {
        erased += erase(recordings, of);
      }
    }
    eraseAside(directory, disk);
    return erased;
  }

  /**
   * What recovery cut off recordings cannot be told apart by whose it is, so every erasure takes
   * all of it.
   */
  private static void eraseAside(Path directory, Disk disk) throws IOException {
    for (Path file : new Layout(directory).recordingsAside()) {
      try (Disk.Handle cut = disk.open(file)) {
        long end = cut.size();
        for (long at = 0; at < end; at += ROOM) {
          cut.write(ByteBuffer.allocate((int) Math.min(ROOM, end - at)), at);
        }
        cut.force();
      }
      Files.delete(file);
    }
  }

  private static int erase(Disk.Handle recordings, Predicate<EntryId> of) throws IOException {
    RecordingScan scan = new RecordingScan(recordings);
    int erased = 0;
    for (RecordingScan.Found each = scan.next();
        !(each instanceof RecordingScan.Found.Nothing);
        each = scan.next()) {
      if (each instanceof RecordingScan.Found.Kept kept && of.test(kept.recording().of())) {
        ByteBuffer zeros = ByteBuffer.allocate(kept.octets() - LENGTH_PREFIX);
        recordings.write(zeros, kept.at() + LENGTH_PREFIX);
        erased++;
      }
    }
    if (erased > 0) {
      recordings.force();
    }
    return erased;
  }
}
