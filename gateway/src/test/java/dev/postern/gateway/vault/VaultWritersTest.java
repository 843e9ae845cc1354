package dev.postern.gateway.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One writer at a time, and none for ever. */
@Timeout(60)
class VaultWritersTest {
  private static final SecretName CRM = new SecretName("crm");
  private static final byte[] SECRET = "pencil".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path directory;

  private LocalVault vault(Duration writing) throws Exception {
    Path key = directory.resolve("key");
    if (!Files.exists(key)) {
      LocalKey.generate(key, new SecureRandom());
    }
    return new LocalVault(
        directory.resolve("it.vault"),
        List.of(LocalKey.file(key)),
        new LocalVault.Tools(
            new SecureRandom(),
            InstantSource.system(),
            Generations.NONE,
            new VaultLimits(1, 1, Duration.ofSeconds(1), writing)));
  }

  @Test
  @Tag("reaches:VaultLimits.writing")
  void who_finds_the_lock_held_by_another_process_is_told_so_and_writes_nothing() throws Exception {
    LocalVault vault = vault(Duration.ofMillis(100));
    vault.create();
    Path lock = directory.resolve("it.vault.lock");
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                HeldLock.class.getName(),
                lock.toString())
            .start();
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("true");
      assertThatThrownBy(() -> vault.put(CRM, SECRET, 1))
          .isInstanceOf(VaultFault.class)
          .hasMessageContaining("somebody else holds " + lock);
      assertThat(vault.list()).isEmpty();
      other.getOutputStream().close();
      assertThat(other.waitFor()).isZero();
      assertThat(vault(Duration.ofSeconds(30)).put(CRM, SECRET, 1)).isEqualTo(1);
    } finally {
      other.destroyForcibly().waitFor();
    }
  }

  @Test
  void the_lock_is_its_owners_alone() throws Exception {
    LocalVault vault = vault(Duration.ofSeconds(30));
    vault.create();
    vault.put(CRM, SECRET, 1);
    assertThat(Files.getPosixFilePermissions(directory.resolve("it.vault.lock")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }
}
