package dev.postern.cli.audit;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** Which ledger: its own folder, or the gateway's data directory around it. */
final class LedgerFolder {
  @Parameters(
      index = "0",
      paramLabel = "DIRECTORY",
      description = "the gateway's data directory, its ledger, or a copy of either")
  private Path directory = Path.of("data");

  /** Where the ledger lies. */
  Path ledger() {
    Path inside = directory.resolve("ledger");
    return Files.isDirectory(inside) ? inside : directory;
  }

  /** As it was named. */
  @Override
  public String toString() {
    return directory.toString();
  }
}
