package dev.postern.cli.policy;

import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of what looks at a configuration offline. */
final class Checked {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The main file of the configuration.")
  private Path config = Path.of("");

  @Option(names = "--json", description = "Print one JSON document on standard output.")
  private boolean json;

  /** The main file. */
  Path config() {
    return config;
  }

  /** Whether one JSON document is printed. */
  boolean json() {
    return json;
  }

  /** Where to tell what was found. */
  Report report(CommandSpec spec) {
    return new Report(spec.commandLine(), json);
  }
}
