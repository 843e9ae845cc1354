package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.ByteSource;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.PartScan;
import dev.postern.kernel.operation.Durability;
import dev.postern.testkit.LedgerContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
