package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.operation.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;

/** A ledger on files whose disk fails when a test says so, and that can die and start again. */
final class LedgerStand implements AutoCloseable {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  final Path directory;
  final FaultyDisk disk = new FaultyDisk();
  private final Durability level;
  FileLedger ledger;

  /** Starts one in a directory. */
  LedgerStand(Path directory, Durability level) throws IOException {
    this.directory = directory;
    this.level = level;
    this.ledger = FileLedger.start(settings(), Clock.systemUTC(), disk);
  }

  /** Starts another one on the same files. */
  void start() throws IOException {
    start(LONGEST_WAIT);
  }

  /** Starts another one on the same files, which waits so long for a flush. */
  void start(Duration longestWait) throws IOException {
    ledger = FileLedger.start(settings(longestWait), Clock.systemUTC(), disk);
  }

  /** Starts another one on the same files, whose writer runs so. */
  void start(ExecutorService writer) throws IOException {
    Hands hands = new Hands(Hands.fresh().keeper(), writer);
    ledger = FileLedger.start(settings(), Clock.systemUTC(), disk, hands);
  }

  LedgerSettings settings() {
    return settings(LONGEST_WAIT);
  }

  private LedgerSettings settings(Duration longestWait) {
    return new LedgerSettings(
        directory, level, 1 << 16, 1 << 20, 4096, Duration.ofHours(1), 64, longestWait);
  }

  void restart() throws IOException {
    ledger.close();
    start();
  }

  void crash() throws IOException {
    ledger.abandon();
    start();
  }

  /** What an auditor would read of it now but for what it says of itself. */
  List<Leaf> stored() throws IOException {
    List<Leaf> leaves = new ArrayList<>(LedgerTrial.stored(directory));
    leaves.removeIf(leaf -> leaf.id().segment() == FileLedger.OWN_SEGMENT);
    return leaves;
  }

  @Override
  public void close() throws IOException {
    ledger.close();
  }
}
