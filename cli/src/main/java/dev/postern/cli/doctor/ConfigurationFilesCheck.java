package dev.postern.cli.doctor;

import dev.postern.gateway.config.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;

/** Who may write the files of the configuration: they write the rules. */
final class ConfigurationFilesCheck implements Check {
  @Override
  public String id() {
    return "configuration-files";
  }

  @Override
  public String about() {
    return "who may write the configuration's files: whoever may writes the rules";
  }

  @Override
  public List<Look> looks(Patient patient) {
    return patient
        .configuration()
        .map(configuration -> List.of(new Look("", () -> seen(patient.file(), configuration))))
        .orElseGet(List::of);
  }

  private static Finding seen(Path main, Configuration configuration) throws Exception {
    Path base = main.toAbsolutePath().getParent();
    for (var file : configuration.files()) {
      Path at = base == null ? Path.of(file.name()) : base.resolve(file.name());
      Set<PosixFilePermission> may = Files.getPosixFilePermissions(at);
      if (may.contains(PosixFilePermission.OTHERS_WRITE)
          || may.contains(PosixFilePermission.GROUP_WRITE)) {
        return Finding.problem(
            at + " can be written by others than its owner",
            "Take that right away: chmod go-w " + at);
      }
    }
    return Finding.ok(configuration.files().size() + " files that only their owners may write");
  }
}
