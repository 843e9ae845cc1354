package dev.postern.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.audit.ByteSource;
import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.audit.PartScan;
import dev.postern.kernel.audit.Report;
import dev.postern.kernel.operation.Durability;
import dev.postern.testkit.Leaves;
import dev.postern.testkit.LedgerContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the contract needs of a ledger on files, at either level. */
abstract class LedgerTrial extends LedgerContract {
  @TempDir Path directory;
  LedgerStand world;

  abstract Durability level();

  @BeforeEach
  void begin() throws IOException {
    world = new LedgerStand(directory, level());
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void a_segment_that_could_not_be_let_go_keeps_all_it_has_when_it_is_ended_again()
      throws IOException {
    Ledger.Segment segment = world.ledger.open(1);
    Entry kept = Leaves.admitted(segment, Leaves.START, "kept");
    segment.append(List.of(kept));
    world.disk.deaf = true;
    assertThatThrownBy(segment::close).isInstanceOf(IOException.class);
    world.disk.deaf = false;
    segment.close();
    world.ledger.close();

    assertThat(world.stored()).containsExactly(kept.leaf());
    Report report = LedgerAudit.verify(world.directory, Optional.empty(), Optional.empty());
    assertThat(report.findings()).isEmpty();
    assertThat(report.counted().erased()).isZero();
  }

  @Override
  protected final FileLedger ledger() {
    return world.ledger;
  }

  @Override
  protected final List<Leaf> stored() throws IOException {
    return world.stored();
  }

  static List<Leaf> stored(Path directory) throws IOException {
    List<Leaf> leaves = new ArrayList<>();
    for (Path file : new Layout(directory).allSegments()) {
      try (ByteSource source = new FileSource(file)) {
        PartScan scan = PartScan.of(source);
        while (scan.next() instanceof PartScan.Found.Turn turn) {
          leaves.addAll(turn.leaves());
        }
      }
    }
    return leaves;
  }
}
