package dev.postern.cli.doctor;

import dev.postern.cli.Trouble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code postern doctor}: what is wrong with an installation, and what to do about it. */
@Command(
    name = "doctor",
    description = {
      "Look at everything that a gateway stands on, whether it runs or not.",
      "Changes nothing and shows no secret. Signs in to targets and ends that session at once.",
      "Exit status: 0 all is well, 1 there is a problem, 2 the words are wrong, 3 only warnings."
    },
    mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {
  private static final Path USUAL = Path.of("/etc/postern/postern.yaml");
  private static final int PROBLEMS = 1;
  private static final int WARNINGS = 3;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "the main file of the configuration; /etc/postern/postern.yaml without it")
  private @Nullable Path config;

  @Option(
      names = "--data",
      paramLabel = "DIRECTORY",
      description = "the data directory, where the configuration cannot be read or names another")
  private @Nullable Path data;

  @Option(
      names = "--only",
      paramLabel = "CHECK",
      split = ",",
      description = "only these checks, by their names")
  private List<String> only = new ArrayList<>();

  @Option(names = "--list", description = "name the checks and what they look at")
  private boolean list;

  @Option(names = "--json", description = "print one JSON document")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble, InterruptedException {
    DoctorReport report = new DoctorReport(spec.commandLine().getOut(), json);
    List<Check> checks = chosen();
    if (list) {
      report.checks(checks);
      return 0;
    }
    Path file = Optional.ofNullable(config).orElse(USUAL);
    if (config == null && data == null && !Files.exists(USUAL)) {
      throw new Trouble("which gateway? Give --config FILE, or --data DIRECTORY.");
    }
    Patient patient = Patient.of(file, Optional.ofNullable(data), Machine.here());
    List<Examination.Result> results = new Examination(patient).results(checks);
    patient.leases().close();
    report.results(results);
    return status(results);
  }

  private static int status(List<Examination.Result> results) {
    if (results.stream().anyMatch(each -> each.finding().level() == Finding.Level.PROBLEM)) {
      return PROBLEMS;
    }
    boolean warned =
        results.stream().anyMatch(each -> each.finding().level() == Finding.Level.WARNING);
    return warned ? WARNINGS : 0;
  }

  private List<Check> chosen() throws Trouble {
    for (String id : only) {
      if (Checks.ALL.stream().noneMatch(check -> check.id().equals(id))) {
        throw new Trouble("there is no check '" + id + "': postern doctor --list names them");
      }
    }
    Predicate<Check> wanted = check -> only.isEmpty() || only.contains(check.id());
    return Checks.ALL.stream().filter(wanted).toList();
  }
}
