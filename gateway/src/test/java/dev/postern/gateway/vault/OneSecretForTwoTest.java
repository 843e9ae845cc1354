package dev.postern.gateway.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.credential.CredentialSource.Kept;
import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.credential.Loan;
import dev.postern.gateway.credential.SecretStore;
import dev.postern.gateway.vault.VaultSettings.KeyValue;
import dev.postern.gateway.vault.VaultSettings.ServerSignIn;
import dev.postern.gateway.vault.VaultSettings.ServerTimes;
import dev.postern.gateway.vault.VaultSettings.VaultServer;
import dev.postern.gateway.vault.server.ServerStore;
import dev.postern.testkit.vault.StandInVault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two credentials may be one secret of a vault: a rotation reaches both. */
@Timeout(30)
class OneSecretForTwoTest {
  private static final CredentialSource TOKEN = kept("crm/token");

  @TempDir private Path directory;

  private static Kept kept(String path) {
    return new Kept("local", path, Optional.empty(), OptionalInt.empty());
  }

  private static String read(Leases leases, String name) {
    String[] read = {""};
    leases
        .lease(name)
        .ifPresent(lease -> lease.use(it -> read[0] = new String(it, StandardCharsets.US_ASCII)));
    return read[0];
  }

  @Test
  void of_a_file() throws Exception {
    LocalKey.generate(directory.resolve("vault.key"), new SecureRandom());
    Path file = directory.resolve("secrets.vault");
    LocalVault vault =
        new LocalVault(
            file, List.of(LocalKey.file(directory.resolve("vault.key"))), LocalVault.Tools.usual());
    vault.create();
    SecretName name = new SecretName("crm/token");
    vault.put(name, "one".getBytes(StandardCharsets.US_ASCII), 2);
    SecretStore store = new FileStore(file, vault);
    try (Leases leases =
        new Leases(
            Map.of("a", TOKEN, "b", TOKEN, "own", kept("crm/{person}")), Map.of("local", store))) {
      try (Loan token = leases.borrow("own@token", false)) {
        vault.put(name, "two".getBytes(StandardCharsets.US_ASCII), 2);
        leases.refresh();
        assertThat(read(leases, "a") + read(leases, "b") + read(leases, "own@token"))
            .isEqualTo("twotwotwo");
        assertThat(token.lease().ended()).isTrue();
      }
    }
  }

  @Test
  void of_a_server() throws Exception {
    Path token = Files.writeString(directory.resolve("token"), "hvs.gateway\n");
    try (StandInVault vault = new StandInVault()) {
      vault.token("hvs.gateway", Duration.ofHours(1));
      vault.put("secret/crm/token", Map.of("value", "one"));
      ServerStore store =
          ServerStore.of(
              new VaultServer(
                  vault.url(),
                  Optional.empty(),
                  Optional.empty(),
                  KeyValue.USUAL,
                  new ServerSignIn.Token(token),
                  new ServerTimes(
                      Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofMinutes(5))));
      try (Leases leases = new Leases(Map.of("a", TOKEN, "b", TOKEN), Map.of("local", store))) {
        vault.put("secret/crm/token", Map.of("value", "two"));
        while (!(read(leases, "a") + read(leases, "b")).equals("twotwo")) {
          leases.refresh();
          Thread.onSpinWait();
        }
      }
      store.close();
    }
  }
}
