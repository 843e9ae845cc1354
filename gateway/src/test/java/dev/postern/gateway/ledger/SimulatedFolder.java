package dev.postern.gateway.ledger;

import dev.postern.gateway.simulator.net.Chance;
import dev.postern.kernel.audit.ByteSource;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.PartScan;
import dev.postern.kernel.audit.Report;
import dev.postern.kernel.audit.Verifier;
import dev.postern.kernel.operation.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/** The folder of a ledger on a simulated disk. */
public final class SimulatedFolder {
  private static final LedgerSettings SETTINGS =
      new LedgerSettings(
          Path.of("ledger"),
          Durability.PROCESS_CRASH,
          1 << 14,
          1 << 15,
          1 << 10,
          Duration.ofMinutes(2),
          8,
          Duration.ofSeconds(10));

  private final SimulatedDisk disk;
  private final Layout layout;

  /** One pair for all ledgers: making it takes longer than a hundred steps of a world. */
  private static final List<byte[]> KEYS = keys();

  /** The folder on a disk, with its keys. */
  public SimulatedFolder(SimulatedDisk disk) {
    this.disk = disk;
    this.layout = new Layout(SETTINGS.directory(), disk);
    disk.place(layout.publicKey(), KEYS.getFirst());
    disk.place(layout.privateKey(), KEYS.getLast());
  }

  private static List<byte[]> keys() {
    SimulatedDisk disk = new SimulatedDisk(new Chance(1), () -> {});
    Layout layout = new Layout(SETTINGS.directory(), disk);
    try {
      Signing.of(layout);
      return List.of(disk.whole(layout.publicKey()), disk.whole(layout.privateKey()));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Starts the real ledger, whose threads are tasks that somebody else runs. */
  public FileLedger start(
      InstantSource clock, ScheduledExecutorService keeper, ScheduledExecutorService writer)
      throws IOException {
    return FileLedger.start(
        SETTINGS, clock.withZone(ZoneOffset.UTC), disk, new Hands(keeper, writer));
  }

  /** Every leaf that stands in it, but for the ledger's own notes. */
  public List<Leaf> leaves() throws IOException {
    List<Leaf> leaves = new ArrayList<>();
    for (Path file : layout.allSegments()) {
      try (ByteSource source = disk.read(file)) {
        PartScan scan = PartScan.of(source);
        while (scan.next() instanceof PartScan.Found.Turn turn) {
          turn.leaves().stream()
              .filter(leaf -> leaf.id().segment() != FileLedger.OWN_SEGMENT)
              .forEach(leaves::add);
        }
      }
    }
    return leaves;
  }

  /** What an auditor finds. */
  public Report audit() throws IOException {
    return Verifier.verify(
        new FileTrail(layout),
        new Verifier.Brought(Signing.of(layout).open(), false, Optional.empty()));
  }
}
