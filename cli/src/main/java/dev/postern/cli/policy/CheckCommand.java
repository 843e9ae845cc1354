package dev.postern.cli.policy;

import dev.postern.cli.Trouble;
import dev.postern.cli.target.Inventories;
import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.ConfigurationSource;
import dev.postern.gateway.config.ConfigurationSource.Loaded;
import dev.postern.gateway.config.ConfigurationSource.Rejected;
import dev.postern.gateway.config.check.Code;
import dev.postern.gateway.config.check.Finding;
import dev.postern.gateway.config.check.Review;
import dev.postern.gateway.inventory.Inventory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code postern policy check}: everything that is wrong or doubtful in a configuration, at once.
 */
@Command(
    name = "check",
    description = {
      "Check a configuration with its policies and targets.",
      "Tells what is wrong, rules that never count, and rules that give more than one may think,"
          + " each with a code, its place and what to do.",
      "A rule's author accepts a warning or note with @accept(\"code: why it is meant so\").",
      "Exit status: 0 nothing as bad as --fail-on says, 1 something is, 2 the words are wrong.",
    },
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @Mixin private Checked checked = new Checked();

  @Option(
      names = "--sarif",
      description = "Print SARIF 2.1.0 on standard output, for editors and CI.")
  private boolean sarif;

  @Option(
      names = "--inventory",
      paramLabel = "FILE",
      description =
          "Also hold a target's file against what the target offered when FILE was written by"
              + " 'postern target scan --write'; may be given for each target.")
  private List<Path> inventories = List.of();

  @Option(
      names = "--fail-on",
      paramLabel = "LEVEL",
      description = "error (without it), warning or note: what makes the exit status 1.")
  private Code.Level worst = Code.Level.ERROR;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    if (checked.json() && sarif) {
      throw new ParameterException(spec.commandLine(), "Say --json or --sarif, not both");
    }
    List<Inventory> offered = new ArrayList<>();
    for (Path file : inventories) {
      offered.add(Inventories.read(file));
    }
    return switch (ConfigurationSource.load(checked.config())) {
      case Rejected rejected ->
          told(rejected.problems().stream().map(Finding::of).toList(), Optional.empty());
      case Loaded loaded ->
          told(Review.of(loaded, checked.config(), offered), Optional.of(loaded.configuration()));
    };
  }

  private int told(List<Finding> findings, Optional<Configuration> usable) {
    if (sarif) {
      spec.commandLine().getOut().println(Sarif.document(findings));
    } else if (checked.json()) {
      spec.commandLine().getOut().println(FindingJson.document(findings, usable.isPresent()));
    } else {
      new FindingText(spec.commandLine()).tell(findings, usable);
    }
    boolean bad =
        findings.stream()
            .anyMatch(finding -> finding.open() && finding.code().level().compareTo(worst) <= 0);
    return bad ? 1 : 0;
  }
}
