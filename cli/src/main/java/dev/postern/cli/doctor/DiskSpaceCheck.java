package dev.postern.cli.doctor;

import dev.postern.gateway.ledger.LedgerSettings;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whether the ledger finds room: bytes and inodes. */
final class DiskSpaceCheck implements Check {
  private static final int PLENTY = 8;
  private static final long FEW_INODES = 10_000;

  @Override
  public String id() {
    return "disk-space";
  }

  @Override
  public String about() {
    return "free bytes and inodes, against what the ledger writes ahead";
  }

  @Override
  public List<Look> looks(Patient patient) {
    return patient.data().stream()
        .map(data -> new Look(data.toString(), () -> seen(patient, data)))
        .toList();
  }

  private static Finding seen(Patient patient, Path data) throws Exception {
    Path there = data.toAbsolutePath();
    while (!Files.exists(there)) {
      Path parent = there.getParent();
      if (parent == null) {
        return Finding.skipped("nothing of its path is there");
      }
      there = parent;
    }
    LedgerSettings ledger =
        patient
            .configuration()
            .map(configuration -> configuration.ledger())
            .orElseGet(() -> LedgerSettings.in(data));
    FileStore store = Files.getFileStore(there);
    Finding bytes = bytes(store.getUsableSpace(), ahead(ledger));
    Optional<SystemCalls.Room> room = SystemCalls.room(there);
    return room.map(found -> bytes.orWorse(inodes(found))).orElse(bytes);
  }

  /** A part and two spares for each loop, and for the control plane; one file of recordings. */
  private static long ahead(LedgerSettings ledger) {
    int segments = Runtime.getRuntime().availableProcessors() * 2 + 1;
    return 3L * segments * ledger.segmentOctets() + ledger.recordingsOctets();
  }

  static Finding bytes(long free, long ahead) {
    String told = mebibytes(free) + " free; the ledger writes " + mebibytes(ahead) + " ahead";
    String advice =
        "Make room: copy parts of the ledger that are done elsewhere, or give it a larger disk."
            + " Operations are refused when it is full.";
    if (free < ahead) {
      return Finding.problem(told, advice);
    }
    return free < PLENTY * ahead ? Finding.warning(told, advice) : Finding.ok(told);
  }

  static Finding inodes(SystemCalls.Room room) {
    // Some file systems make inodes as they need them, and tell none.
    return room.inodes() > 0 && room.freeInodes() < FEW_INODES
        ? Finding.problem(
            room.freeInodes() + " inodes free", "Delete files there; no new one can be made soon.")
        : Finding.ok("");
  }

  private static String mebibytes(long bytes) {
    return (bytes >> 20) + " MiB";
  }
}
