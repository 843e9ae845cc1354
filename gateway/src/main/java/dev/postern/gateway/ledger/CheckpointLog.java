package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.ByteSource;
import dev.postern.kernel.audit.Checkpoint;
import dev.postern.kernel.audit.Malformed;
import dev.postern.kernel.audit.Tip;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The file of signed checkpoints, one behind the other, an empty line behind each. Belongs to the
 * keeper's thread once the ledger has started.
 */
final class CheckpointLog implements AutoCloseable {
  private final Disk.Handle file;
  private final Signing signing;
  private final Map<Long, Checkpoint.Covered> covered = new HashMap<>();
  private long size;
  private long number;
  private String previous = Checkpoint.NONE;
  private boolean torn;

  /**
   * Opens the log; a torn last checkpoint is cut off, for its segments are covered again. Each
   * names the one before by its hash, so that the signature of the last one holds for all: there
   * may be half a million after a year.
   */
  CheckpointLog(Layout layout, Signing signing) throws IOException {
    this.signing = signing;
    Disk disk = layout.disk();
    if (disk.has(layout.checkpoints())) {
      try (ByteSource log = disk.read(layout.checkpoints())) {
        read(new CheckpointTexts(log));
      }
      this.file = disk.open(layout.checkpoints());
      file.truncate(size);
    } else {
      this.file = disk.create(layout.checkpoints());
      // The names of the keys, of the folders and of this log: else a ledger whose entries survive
      // the machine would stand there without them.
      disk.force(layout.directory());
      Path around = layout.directory().toAbsolutePath().getParent();
      if (around != null) {
        disk.force(around);
      }
    }
  }

  private void read(CheckpointTexts texts) throws IOException {
    Optional<Checkpoint> last = Optional.empty();
    for (Optional<String> text = texts.next(); text.isPresent(); text = texts.next()) {
      Checkpoint read = Checkpoint.parse(text.get());
      if (read.number() != number + 1 || !read.previous().equals(previous)) {
        throw new Malformed("checkpoint " + read.number() + " does not follow the one before it");
      }
      took(read, text.get());
      last = Optional.of(read);
    }
    if (last.isPresent() && !last.get().signedBy(signing.open())) {
      throw new Malformed("a checkpoint is not signed by the ledger's key");
    }
  }

  /** Signs and writes a checkpoint over what has moved since the last; nothing when nothing has. */
  void cover(Instant now, List<Checkpoint.Covered> reached) throws IOException {
    List<Checkpoint.Covered> moved =
        reached.stream().filter(each -> !each.equals(covered.get(each.tip().segment()))).toList();
    if (moved.isEmpty()) {
      return;
    }
    Checkpoint signed = signed(now, moved);
    String text = signed.text();
    if (torn) {
      file.truncate(size);
      torn = false;
    }
    try {
      file.write(ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8)), size);
      file.force();
    } catch (IOException | RuntimeException | Error failed) {
      torn = true;
      throw failed;
    }
    took(signed, text);
  }

  /** Whether a checkpoint speaks of a segment. */
  boolean covers(long segment) {
    return covered.containsKey(segment);
  }

  /** How many records of a segment the last checkpoints cover. */
  long records(Tip of) {
    Checkpoint.Covered last = covered.get(of.segment());
    return last == null ? 0 : last.tip().records();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private Checkpoint signed(Instant now, List<Checkpoint.Covered> moved) throws IOException {
    try {
      return new Checkpoint(
              Checkpoint.ledger(signing.open()), number + 1, now, previous, moved, new byte[0])
          .signedWith(signing.secret());
    } catch (GeneralSecurityException wrong) {
      throw new IOException("the checkpoint cannot be signed", wrong);
    }
  }

  private void took(Checkpoint checkpoint, String text) {
    number = checkpoint.number();
    previous = checkpoint.hash();
    size += text.getBytes(StandardCharsets.UTF_8).length + 1;
    checkpoint.segments().forEach(each -> covered.put(each.tip().segment(), each));
  }
}
