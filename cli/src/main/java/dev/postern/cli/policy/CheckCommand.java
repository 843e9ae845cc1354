package dev.postern.cli.policy;

import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.ConfigurationSource;
import dev.postern.gateway.config.ConfigurationSource.Loaded;
import dev.postern.gateway.config.ConfigurationSource.Rejected;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
  @Mixin private Checked checked = new Checked();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Report report = checked.report(spec);
    return switch (ConfigurationSource.load(checked.config())) {
      case Rejected rejected -> {
        report.problems(rejected.problems(), List.of());
        yield 1;
      }
      case Loaded loaded -> {
        report.problems(List.of(), loaded.warnings());
        Configuration usable = loaded.configuration();
        report.usable(
            usable.policies().policies().size(),
            usable.targets().size() + usable.databases().size());
        yield 0;
      }
    };
  }
}
