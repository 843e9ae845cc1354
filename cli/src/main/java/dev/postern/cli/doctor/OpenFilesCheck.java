package dev.postern.cli.doctor;

import dev.postern.gateway.config.Configuration;
import java.util.List;
import java.util.OptionalLong;

/** Whether as many files can be open as connections are configured. */
final class OpenFilesCheck implements Check {
  /** The ledger, the state, libraries and the JVM. */
  private static final long OWN = 512;

  @Override
  public String id() {
    return "open-files";
  }

  @Override
  public String about() {
    return "the limit of open files, against limits.connections";
  }

  @Override
  public List<Look> looks(Patient patient) {
    return List.of(new Look("", () -> seen(patient)));
  }

  private static Finding seen(Patient patient) throws Exception {
    OptionalLong most = patient.machine().openFiles();
    if (most.isEmpty() || patient.configuration().isEmpty()) {
      return Finding.skipped("the system tells no limit, or the configuration no connections");
    }
    Configuration configuration = patient.configuration().get();
    int listeners = 1 + (configuration.postgres().isPresent() ? 1 : 0);
    // Each caller's connection may have one of its own at a target.
    long needed = 2L * listeners * configuration.limits().connections() + OWN;
    return most.getAsLong() < needed
        ? Finding.warning(
            most.getAsLong() + " files may be open in this shell, and " + needed + " may be needed",
            "Raise it where the gateway starts (LimitNOFILE of the unit, ulimit -n), or lower"
                + " limits.connections.")
        : Finding.ok(most.getAsLong() + " files may be open, " + needed + " may be needed");
  }
}
