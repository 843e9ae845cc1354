package dev.postern.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.audit.ByteSource;
import dev.postern.kernel.audit.Checkpoint;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.operation.Durability;
import dev.postern.testkit.Leaves;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a loss of power leaves of the log of checkpoints. */
class CheckpointLogTest {
  @TempDir private Path directory;

  @Test
  void a_last_checkpoint_with_a_hole_is_cut_off_and_what_it_covered_is_covered_again()
      throws IOException {
    try (LedgerStand stand = new LedgerStand(directory, Durability.POWER_LOSS)) {
      Ledger.Segment segment = stand.ledger.open(1, Durability.POWER_LOSS);
      segment.append(List.of(Leaves.admitted(segment, Leaves.START, "one")));
      stand.ledger.checkpointNow();
      stand.ledger.abandon();
      Path log = new Layout(directory).checkpoints();
      byte[] octets = Files.readAllBytes(log);
      String text = new String(octets, StandardCharsets.UTF_8);
      int last = text.lastIndexOf("\n\n", text.length() - 3) + 2;
      for (int at = last; at < last + 40; at++) {
        octets[at] = 0;
      }
      Files.write(log, octets);

      stand.start();
      stand.ledger.close();

      assertThat(LedgerAudit.verify(directory, Optional.empty(), Optional.empty()).findings())
          .isEmpty();
      assertThat(Files.readString(log)).doesNotContain("\0").startsWith(text.substring(0, last));
      stand.start();
    }
  }

  @Test
  void one_that_was_altered_or_taken_out_before_the_last_is_told_though_the_last_is_signed()
      throws IOException {
    Path log = threeCheckpoints();
    String text = Files.readString(log);
    int second = text.indexOf("\n\n") + 2;
    int third = text.indexOf("\n\n", second) + 2;

    Files.writeString(log, text.substring(0, second) + text.substring(third));
    refuses("checkpoint 3 does not follow the one before it");
    Files.writeString(log, text.replaceFirst("\nat 2", "\nat 1"));
    refuses("checkpoint 2 does not follow the one before it");
    Files.writeString(log, text);
    new LedgerStand(directory, Durability.POWER_LOSS).close();
  }

  @Test
  void a_last_one_that_another_key_signed_is_told() throws IOException, GeneralSecurityException {
    Path log = threeCheckpoints();
    String text = Files.readString(log);
    int last = text.lastIndexOf("\n\n", text.length() - 3) + 2;
    Checkpoint forged =
        Checkpoint.parse(text.substring(last, text.length() - 1))
            .signedWith(KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate());

    Files.writeString(log, text.substring(0, last) + forged.text() + "\n");
    refuses("a checkpoint is not signed by the ledger's key");
  }

  private Path threeCheckpoints() throws IOException {
    try (LedgerStand stand = new LedgerStand(directory, Durability.POWER_LOSS)) {
      Ledger.Segment segment = stand.ledger.open(1, Durability.POWER_LOSS);
      for (String model : List.of("one", "two", "three")) {
        segment.append(List.of(Leaves.admitted(segment, Leaves.START, model)));
        stand.ledger.checkpointNow();
      }
      stand.ledger.abandon();
    }
    Path log = new Layout(directory).checkpoints();
    assertThat(texts(Files.readString(log))).hasSizeGreaterThanOrEqualTo(3);
    return log;
  }

  private void refuses(String why) {
    assertThatThrownBy(() -> new LedgerStand(directory, Durability.POWER_LOSS).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why);
  }

  /** All of a log. */
  static List<String> texts(String log) throws IOException {
    byte[] octets = log.getBytes(StandardCharsets.ISO_8859_1);
    CheckpointTexts texts =
        new CheckpointTexts(
            new ByteSource() {
              @Override
              public long size() {
                throw new AssertionError("nobody needs all of it");
              }

              @Override
              public int read(long at, byte[] into, int from, int count) {
                int some = Math.min(count, octets.length - (int) at);
                System.arraycopy(octets, (int) at, into, from, some);
                return some;
              }

              @Override
              public void close() {}
            });
    List<String> all = new ArrayList<>();
    for (Optional<String> text = texts.next(); text.isPresent(); text = texts.next()) {
      all.add(text.get());
    }
    return all;
  }

  /** Gives no more of the log at once than a piece. */
  private static final class ByThePiece extends DiskOver {
    private final Disk real;

    ByThePiece(Disk real) {
      super(real);
      this.real = real;
    }

    @Override
    public ByteSource read(Path path) throws IOException {
      ByteSource whole = real.read(path);
      return path.endsWith("checkpoints") ? pieces(whole) : whole;
    }

    private static ByteSource pieces(ByteSource whole) {
      return new ByteSource() {
        @Override
        public long size() {
          throw new AssertionError("nobody needs all of it");
        }

        @Override
        public int read(long at, byte[] into, int from, int count) throws IOException {
          assertThat(count).isLessThanOrEqualTo(CheckpointTexts.PIECE);
          return whole.read(at, into, from, count);
        }

        @Override
        public void close() throws IOException {
          whole.close();
        }
      };
    }

    @Override
    public Handle create(Path path) throws IOException {
      return real.create(path);
    }

    @Override
    public Handle open(Path path) throws IOException {
      return real.open(path);
    }

    @Override
    public void force(Path folder) throws IOException {
      real.force(folder);
    }
  }

  @Test
  void a_start_reads_it_by_the_piece() throws IOException {
    threeCheckpoints();
    FileLedger.start(
            LedgerSettings.in(directory), Clock.systemUTC(), new ByThePiece(new RealDisk()))
        .close();
    assertThat(LedgerAudit.verify(directory, Optional.empty(), Optional.empty()).findings())
        .isEmpty();
  }

  @Test
  void texts_may_lie_across_pieces_and_none_is_longer_than_a_checkpoint() throws IOException {
    String some = "x".repeat(CheckpointTexts.PIECE - 1) + "\n";
    assertThat(texts(some + "\n" + some + "\nb\n\n")).containsExactly(some, some, "b\n");
    String longer = "x".repeat(Checkpoint.LONGEST) + "\n";
    assertThatThrownBy(() -> texts("a\n\n" + longer + "\n"))
        .hasMessageContaining("a checkpoint of " + longer.length());
    assertThat(texts("a\n\n" + longer)).containsExactly("a\n");
    assertThat(texts("a\n\n\0" + longer + "\n")).containsExactly("a\n");
  }

  @Test
  void a_hole_before_the_last_is_no_loss_of_power() throws IOException {
    assertThat(texts("a\0b\n\nc\n\n")).containsExactly("a\0b\n", "c\n");
    assertThat(texts("a\n\n\0\0c\n\n")).containsExactly("a\n");
    assertThat(texts("a\n\nc")).containsExactly("a\n");
  }
}
