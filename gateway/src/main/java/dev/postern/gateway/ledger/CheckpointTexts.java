package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.ByteSource;
import dev.postern.kernel.audit.Checkpoint;
import dev.postern.kernel.audit.Malformed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The texts of a log's whole checkpoints, one at a time, however long the log is. What was cut
 * short at the end is left out, and so is a last one with a hole: of what was not flushed a loss of
 * power leaves any sectors, the last too.
 */
final class CheckpointTexts {
  /** How many octets are read at once. */
  static final int PIECE = 1 << 16;

  private static final int END = -1;

  private final ByteSource log;
  private final byte[] piece = new byte[PIECE];
  private long at;
  private int filled;
  private int taken;
  private Optional<Whole> ahead = Optional.empty();

  /**
   * What stands before an empty line.
   *
   * @param text as far as a checkpoint may be long
   * @param octets how many there are
   * @param hole whether a zero is among them
   */
  private record Whole(String text, long octets, boolean hole) {
    String usable() throws Malformed {
      if (octets > Checkpoint.LONGEST) {
        throw new Malformed("a checkpoint of " + octets + " characters");
      }
      return text;
    }
  }

  CheckpointTexts(ByteSource log) {
    this.log = log;
  }

  /**
   * The next one; empty behind the last.
   *
   * @throws Malformed when it is longer than any checkpoint
   */
  Optional<String> next() throws IOException {
    Optional<Whole> next = ahead.isPresent() ? ahead : whole();
    ahead = Optional.empty();
    if (next.isPresent() && next.get().hole()) {
      ahead = whole();
      if (ahead.isEmpty()) {
        return Optional.empty();
      }
    }
    return next.isPresent() ? Optional.of(next.get().usable()) : Optional.empty();
  }

  private Optional<Whole> whole() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    long octets = 0;
    boolean hole = false;
    int before = END;
    for (int octet = octet(); octet != END; octet = octet()) {
      if (octet == '\n' && before == '\n') {
        return Optional.of(new Whole(text.toString(StandardCharsets.ISO_8859_1), octets, hole));
      }
      if (octets < Checkpoint.LONGEST) {
        text.write(octet);
      }
      octets++;
      hole |= octet == 0;
      before = octet;
    }
    return Optional.empty();
  }

  private int octet() throws IOException {
    if (taken == filled) {
      filled = log.read(at, piece, 0, piece.length);
      taken = 0;
      if (filled <= 0) {
        filled = 0;
        return END;
      }
      at += filled;
    }
    return piece[taken++] & 0xff;
  }
}
