package dev.postern.cli.audit;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finding a ledger: the folder itself, or the gateway's data directory around it. */
final class LedgerFolder {
  private LedgerFolder() {}

  static Path in(Path named) {
    Path inside = named.resolve("ledger");
    return Files.isDirectory(inside) ? inside : named;
  }
}
