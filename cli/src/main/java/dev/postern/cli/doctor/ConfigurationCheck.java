package dev.postern.cli.doctor;

import dev.postern.gateway.config.ConfigurationSource;
import java.util.List;

/** Whether the configuration can be used, by the gateway's own reading of it. */
final class ConfigurationCheck implements Check {
  private static final int MOST_TOLD = 5;

  @Override
  public String id() {
    return "configuration";
  }

  @Override
  public String about() {
    return "whether the configuration can be used, with its policies and targets";
  }

  @Override
  public List<Look> looks(Patient patient) {
    return List.of(
        new Look(
            patient.file().toString(),
            () ->
                switch (patient.read()) {
                  case ConfigurationSource.Rejected rejected ->
                      Finding.problem(
                          told(rejected.problems()),
                          "Nothing starts with it, and a reload keeps the former one. All of it:"
                              + " postern policy check --config "
                              + patient.file());
                  case ConfigurationSource.Loaded loaded when !loaded.warnings().isEmpty() ->
                      Finding.warning(
                          told(loaded.warnings()),
                          "It is usable and perhaps not what is meant: postern policy check"
                              + " --config "
                              + patient.file());
                  case ConfigurationSource.Loaded loaded ->
                      Finding.ok(
                          loaded.configuration().files().size()
                              + " files, "
                              + loaded.configuration().policies().policies().size()
                              + " policies: usable");
                }));
  }

  private static String told(List<?> problems) {
    String first =
        String.join("; ", problems.stream().limit(MOST_TOLD).map(String::valueOf).toList());
    return problems.size() > MOST_TOLD
        ? first + "; and " + (problems.size() - MOST_TOLD) + " more"
        : first;
  }
}
