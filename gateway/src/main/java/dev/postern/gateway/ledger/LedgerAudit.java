package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.ByteSource;
import dev.postern.kernel.audit.Checkpoint;
import dev.postern.kernel.audit.Malformed;
import dev.postern.kernel.audit.Report;
import dev.postern.kernel.audit.Verifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What {@code postern audit} does: offline, on a ledger's directory or a copy of it. */
public final class LedgerAudit {
  private LedgerAudit() {}

  /**
   * Verifies a ledger.
   *
   * @param directory the ledger's, or a copy of it
   * @param key a public key that was held elsewhere, in PEM; by default the one in the directory
   * @param outside a checkpoint that was held elsewhere, as {@link #lastCheckpoint} gives it
   * @throws IOException when the files cannot be read, or are no ledger
   */
  public static Report verify(Path directory, Optional<Path> key, Optional<Path> outside)
      throws IOException {
    Layout layout = new Layout(directory);
    if (!Files.isDirectory(layout.segments())) {
      throw new IOException("no ledger lies in " + directory);
    }
    Optional<Checkpoint> held =
        outside.isPresent() ? Optional.of(read(outside.get())) : Optional.empty();
    Verifier.Brought brought =
        new Verifier.Brought(Signing.open(key.orElse(layout.publicKey())), key.isPresent(), held);
    return Verifier.verify(new FileTrail(layout), brought);
  }

  /**
   * The text of the last signed checkpoint, to be kept elsewhere; empty when there is none.
   *
   * @throws IOException when the log cannot be read
   */
  public static Optional<String> lastCheckpoint(Path directory) throws IOException {
    Layout layout = new Layout(directory);
    Optional<String> last = Optional.empty();
    if (layout.disk().has(layout.checkpoints())) {
      try (ByteSource log = layout.disk().read(layout.checkpoints())) {
        CheckpointTexts texts = new CheckpointTexts(log);
        for (Optional<String> text = texts.next(); text.isPresent(); text = texts.next()) {
          last = text;
        }
      }
    }
    return last;
  }

  private static Checkpoint read(Path file) throws IOException {
    if (Files.size(file) > Checkpoint.LONGEST) {
      throw new Malformed("not a checkpoint: " + file);
    }
    return Checkpoint.parse(Files.readString(file, StandardCharsets.ISO_8859_1).strip() + "\n");
  }
}
