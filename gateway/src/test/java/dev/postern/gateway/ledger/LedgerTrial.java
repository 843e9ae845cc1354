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
import java.time.Clock;
import java.time.Duration;
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
  final FaultyDisk disk = new FaultyDisk();
  FileLedger ledger;

  abstract Durability level();

  @BeforeEach
  void start() throws IOException {
    ledger = FileLedger.start(settings(), Clock.systemUTC(), disk);
  }

  @AfterEach
  void stop() throws IOException {
    ledger.close();
  }

  LedgerSettings settings() {
    return settings(Duration.ofSeconds(10));
  }

  final LedgerSettings settings(Duration longestWait) {
    return new LedgerSettings(
        directory, level(), 1 << 16, 1 << 20, 4096, Duration.ofHours(1), 64, longestWait);
  }

  void restart() throws IOException {
    ledger.close();
    start();
  }

  void crash() throws IOException {
    ledger.abandon();
    start();
  }

  @Test
  void a_segment_that_could_not_be_let_go_keeps_all_it_has_when_it_is_ended_again()
      throws IOException {
    Ledger.Segment segment = ledger.open(1);
    Entry kept = Leaves.admitted(segment, Leaves.START, "kept");
    segment.append(List.of(kept));
    disk.deaf = true;
    assertThatThrownBy(segment::close).isInstanceOf(IOException.class);
    disk.deaf = false;
    segment.close();
    ledger.close();

    assertThat(stored()).containsExactly(kept.leaf());
    Report report = LedgerAudit.verify(directory, Optional.empty(), Optional.empty());
    assertThat(report.findings()).isEmpty();
    assertThat(report.counted().erased()).isZero();
  }

  @Override
  protected final FileLedger ledger() {
    return ledger;
  }

  @Override
  protected final List<Leaf> stored() throws IOException {
    return stored(directory).stream()
        .filter(leaf -> leaf.id().segment() != FileLedger.OWN_SEGMENT)
        .toList();
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
