package dev.postern.cli.grants;

import java.util.Optional;
import picocli.CommandLine.Option;

/** How long: one of {@code --for} and {@code --until}. */
final class Times {
  @Option(names = "--for", paramLabel = "TIME", description = "how long, as 30m, 8h or 2d")
  private Optional<String> lasting = Optional.empty();

  @Option(
      names = "--until",
      paramLabel = "MOMENT",
      description = "until when, as 2026-11-21T18:00:00Z")
  private Optional<String> until = Optional.empty();

  Optional<String> lasting() {
    return lasting;
  }

  Optional<String> until() {
    return until;
  }

  boolean nothing() {
    return lasting.isEmpty() && until.isEmpty();
  }
}
