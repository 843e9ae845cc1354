package dev.postern.cli.doctor;

import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.MetricsListening;
import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.net.TlsFiles;
import dev.postern.gateway.target.StreamTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Whether each secret can be had, and whether others can have it. */
final class SecretsCheck implements Check {
  private static final Set<PosixFilePermission> OTHERS =
      Set.of(
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.GROUP_WRITE);

  @Override
  public String id() {
    return "secrets";
  }

  @Override
  public String about() {
    return "whether each secret and private key can be had, and who else can read its file";
  }

  @Override
  public List<Look> looks(Patient patient) {
    List<Look> looks = new ArrayList<>();
    patient
        .configuration()
        .ifPresent(configuration -> {
          new TreeMap<>(configuration.credentials())
              .forEach(
                  (name, source) -> looks.add(new Look(name, () -> secret(patient, name, source))));
          keys(configuration)
              .forEach((name, file) -> looks.add(new Look(name, () -> file(file, "key"))));
        });
    return looks;
  }

  private static Finding secret(Patient patient, String name, CredentialSource source)
      throws Exception {
    boolean usable = patient.leases().lease(name).isPresent();
    if (source instanceof CredentialSource.EnvironmentVariable(String variable)) {
      return usable
          ? Finding.ok("is in the environment as " + variable)
          : Finding.warning(
              variable + " is not in this environment, or is no single line of printable ASCII",
              "Run the doctor in the gateway's own environment to be sure, or keep the secret in a"
                  + " file.");
    }
    if (source instanceof CredentialSource.SecretFile(Path path)) {
      Finding file = file(path, "secret");
      return usable || file.level() == Finding.Level.PROBLEM
          ? file
          : Finding.problem(
              path + " holds no usable secret",
              "Write one line of printable ASCII without spaces into it.");
    }
    return usable ? Finding.ok("can be had") : Finding.skipped("lies in a vault: see vaults");
  }

  /** Whether a file with something secret in it can be read here, and by whom else. */
  static Finding file(Path path, String what) throws Exception {
    if (!Files.isReadable(path)) {
      return Finding.problem(
          path + (Files.exists(path) ? " cannot be read by this user" : " is not there"),
          "Put the " + what + " there, and let the gateway's user read it.");
    }
    Set<PosixFilePermission> may = Files.getPosixFilePermissions(path);
    if (may.stream().anyMatch(OTHERS::contains)) {
      return Finding.problem(
          path + " can be read or written by others on this machine",
          "Take it from them, chmod 0600 " + path + ", and change the " + what + ".");
    }
    return may.contains(PosixFilePermission.GROUP_READ)
        ? Finding.warning(
            path + " can be read by its group", "Unless that is meant: chmod 0600 " + path)
        : Finding.ok(path + " is its owner's alone");
  }

  /** The private keys: of the listeners, and of accounts that sign in by a certificate. */
  private static Map<String, Path> keys(Configuration configuration) {
    Map<String, Path> keys = new TreeMap<>();
    configuration.listen().tls().map(TlsFiles::key).ifPresent(key -> keys.put("listen", key));
    configuration
        .metrics()
        .flatMap(MetricsListening::tls)
        .map(TlsFiles::key)
        .ifPresent(key -> keys.put("metrics", key));
    configuration.postgres().stream()
        .flatMap(listening -> listening.tls().stream())
        .forEach(tls -> keys.put("postgres", tls.files().key()));
    configuration
        .databases()
        .forEach((name, database) ->
            database
                .target()
                .accounts()
                .forEach((account, settings) ->
                    key(settings.proof()).ifPresent(key -> keys.put(name + "/" + account, key))));
    return keys;
  }

  private static Optional<Path> key(StreamTarget.Proof proof) {
    return proof instanceof StreamTarget.Proof.Certificate certificate
        ? Optional.of(certificate.key())
        : Optional.empty();
  }
}
