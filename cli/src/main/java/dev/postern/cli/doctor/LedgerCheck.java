package dev.postern.cli.doctor;

import dev.postern.gateway.ledger.LedgerAudit;
import dev.postern.kernel.audit.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The ledger: its keys, its chain as far as that is quick, and its last checkpoint. */
final class LedgerCheck implements Check {
  @Override
  public String id() {
    return "ledger";
  }

  @Override
  public String about() {
    return "the ledger: keys, chain and signatures, the age of the last checkpoint";
  }

  @Override
  public List<Look> looks(Patient patient) {
    return patient.data().stream()
        .map(data -> data.resolve("ledger"))
        .map(ledger -> new Look(ledger.toString(), () -> seen(patient, ledger)))
        .toList();
  }

  private static Finding seen(Patient patient, Path ledger) throws Exception {
    if (!Files.isDirectory(ledger.resolve("segments"))) {
      return Finding.ok("there is none yet; the gateway begins it when it starts");
    }
    for (String key : List.of("ledger.key", "ledger.pub")) {
      if (!Files.isReadable(ledger.resolve(key))) {
        return Finding.problem(
            key + " is not there, or not readable by this user",
            "Bring it back from a copy. Without its key the gateway does not start, and makes no"
                + " new one for a ledger that has entries.");
      }
    }
    long size = size(ledger.resolve("segments"));
    if (size > patient.times().ledger()) {
      return Finding.skipped(
          (size >> 20) + " MiB are not verified here: postern audit verify " + ledger);
    }
    return told(patient, ledger, LedgerAudit.verify(ledger, Optional.empty(), Optional.empty()));
  }

  private static Finding told(Patient patient, Path ledger, Report report) throws IOException {
    if (!report.sound()) {
      return Finding.problem(
          "is not intact: "
              + report.findings().stream()
                  .filter(each -> each.weight() == Report.Weight.FAULT)
                  .map(Report.Finding::toString)
                  .findFirst()
                  .orElse("too much to list"),
          "Keep the files as they are, copy them, and run postern audit verify " + ledger + ".");
    }
    Instant newest = newest(ledger.resolve("segments"));
    Optional<Instant> last = report.signed().last();
    boolean behind =
        last.map(at -> Duration.between(at, newest).compareTo(patient.times().checkpoint()) > 0)
            .orElse(report.counted().leaves() > 0);
    String leaves =
        report.counted().leaves() + " leaves, " + (report.clean() ? "intact; " : "no fault; ");
    if (!report.clean()) {
      return Finding.warning(
          leaves + "in doubt: " + report.findings().getFirst(),
          "A gateway that writes, or a crash that it has not recovered, looks so, and so does"
              + " somebody who took entries out. Run postern audit verify "
              + ledger
              + ".");
    }
    return behind
        ? Finding.warning(
            leaves
                + last.map(at -> "the last checkpoint is of " + at).orElse("no checkpoint yet")
                + ", the newest entry of "
                + newest,
            "A running gateway signs one within ledger.checkpoint. Look at its log, and at the"
                + " disk.")
        : Finding.ok(
            leaves + last.map(at -> "the last checkpoint is of " + at).orElse("nothing to sign"));
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      long sum = 0;
      for (Path each : files.toList()) {
        sum += Files.size(each);
      }
      return sum;
    }
  }

  private static Instant newest(Path folder) throws IOException {
    Instant newest = Instant.EPOCH;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.toList()) {
        Instant at = Files.getLastModifiedTime(each).toInstant();
        newest = at.isAfter(newest) ? at : newest;
      }
    }
    return newest;
  }
}
