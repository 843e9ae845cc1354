package dev.postern.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    assertThat(CheckpointLog.texts(Files.readString(log))).hasSizeGreaterThanOrEqualTo(3);
    return log;
  }

  private void refuses(String why) {
    assertThatThrownBy(() -> new LedgerStand(directory, Durability.POWER_LOSS).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why);
  }

  @Test
  void a_hole_before_the_last_is_no_loss_of_power() {
    assertThat(CheckpointLog.texts("a\0b\n\nc\n\n")).containsExactly("a\0b\n", "c\n");
    assertThat(CheckpointLog.texts("a\n\n\0\0c\n\n")).containsExactly("a\n");
    assertThat(CheckpointLog.texts("a\n\nc")).containsExactly("a\n");
  }
}
