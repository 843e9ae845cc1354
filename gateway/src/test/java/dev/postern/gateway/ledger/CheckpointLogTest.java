package dev.postern.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.operation.Durability;
import dev.postern.testkit.Leaves;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
  void a_hole_before_the_last_is_no_loss_of_power() {
    assertThat(CheckpointLog.texts("a\0b\n\nc\n\n")).containsExactly("a\0b\n", "c\n");
    assertThat(CheckpointLog.texts("a\n\n\0\0c\n\n")).containsExactly("a\n");
    assertThat(CheckpointLog.texts("a\n\nc")).containsExactly("a\n");
  }
}
