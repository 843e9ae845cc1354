package dev.postern.cli.policy;

import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.ConfigurationSource;
import dev.postern.gateway.config.ConfigurationSource.Loaded;
import dev.postern.gateway.config.ConfigurationSource.Rejected;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code postern policy check}: everything that is wrong with a configuration, at once. */
@Command(
    name = "check",
    description = {
      "Check a configuration with its policies and targets.",
      "Prints every problem as file:line:column. Exit status: 0 usable, 1 not.",
    },
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The main file of the configuration.")
  private Path config = Path.of("");

  @Option(names = "--json", description = "Print one JSON document on standard output.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Report report = new Report(spec.commandLine(), json);
    return switch (ConfigurationSource.load(config)) {
      case Rejected rejected -> {
        report.problems(rejected.problems(), List.of());
        yield 1;
      }
      case Loaded loaded -> {
        report.problems(List.of(), loaded.warnings());
        Configuration usable = loaded.configuration();
        report.usable(usable.policies().policies().size(), usable.targets().size() + usable.databases().size());
        yield 0;
      }
    };
  }
}
