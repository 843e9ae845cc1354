package dev.postern.cli.policy;

import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.ConfigurationSource;
import dev.postern.gateway.config.ConfigurationSource.Loaded;
import dev.postern.gateway.config.ConfigurationSource.Rejected;
import dev.postern.gateway.config.yaml.Problem;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postern policy test}: whether the rules answer cases as expected. */
@Command(
    name = "test",
    description = {
      "Try the rules of a configuration on cases.",
      "Exit status: 0 all as expected, 1 not.",
    },
    mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {
  @Mixin private Checked checked = new Checked();

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "Files of cases; policies/tests/*.yaml beside the configuration without any.")
  private List<Path> files = new ArrayList<>();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Report report = checked.report(spec);
    return switch (ConfigurationSource.load(checked.config())) {
      case Rejected rejected -> {
        report.problems(rejected.problems(), List.of());
        yield 1;
      }
      case Loaded loaded -> tried(loaded.configuration(), report);
    };
  }

  private int tried(Configuration configuration, Report report) throws IOException {
    List<Problem> problems = new ArrayList<>();
    List<Case> cases = new ArrayList<>();
    for (Path file : files.isEmpty() ? beside() : files) {
      ConfigurationSource.document(file, Case.FILE, problems::add).ifPresent(cases::addAll);
    }
    if (!problems.isEmpty()) {
      report.problems(problems, List.of());
      return 1;
    }
    Trials trials = new Trials(configuration, Instant.now());
    List<Trial> tried = cases.stream().map(trials::run).toList();
    report.trials(tried);
    return tried.stream().allMatch(Trial::passed) ? 0 : 1;
  }

  private List<Path> beside() throws IOException {
    Path tests = checked.config().resolveSibling("policies").resolve("tests");
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(tests)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(tests, "*.yaml")) {
        entries.forEach(found::add);
      }
    }
    if (found.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "There are no cases in " + tests + ": name the files that have some");
    }
    return found.stream().sorted().toList();
  }
}
