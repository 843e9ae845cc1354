package dev.postern.acceptance.served;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.vault.LocalKey;
import dev.postern.gateway.vault.LocalVault;
import dev.postern.gateway.vault.SecretName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A secret that is looked for everywhere: in memory, on the disk, in what the gateway says. */
@Timeout(240)
class CanaryTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir private Path folder;

  /** Where the credential is kept. */
  private interface Place {
    void put(String secret) throws IOException;

    void remove() throws IOException;

    /** Secrets of its own, which must be found nowhere either. */
    List<String> own() throws IOException;
  }

  /** A file of one line. */
  private record InFile(Path file) implements Place {
    @Override
    public void put(String secret) throws IOException {
      Files.writeString(file, secret + "\n");
    }

    @Override
    public void remove() throws IOException {
      Files.delete(file);
    }

    @Override
    public List<String> own() {
      return List.of();
    }
  }

  /** An encrypted file; nobody but the gateway's process is watched. */
  private record InVault(LocalVault vault, Path key) implements Place {
    private static final SecretName NAME = new SecretName("registry/token");

    @Override
    public void put(String secret) throws IOException {
      vault.put(NAME, secret.getBytes(StandardCharsets.US_ASCII), 5);
    }

    @Override
    public void remove() throws IOException {
      vault.delete(NAME, OptionalInt.empty());
    }

    @Override
    public List<String> own() throws IOException {
      return List.of(Files.readString(key).strip());
    }
  }

  @Test
  void a_credential_is_in_no_live_object_once_its_lease_has_closed_and_nowhere_on_the_disk()
      throws Exception {
    sought(new InFile(folder.resolve("credential")), ServedGateway.Setup.PLAIN);
  }

  @Test
  void a_secret_of_a_vault_and_the_vaults_key_are_in_no_live_object_and_nowhere_on_the_disk()
      throws Exception {
    Path key = folder.resolve("vault.key");
    LocalKey.generate(key, RANDOM);
    LocalVault vault =
        new LocalVault(
            folder.resolve("secrets.vault"), List.of(LocalKey.file(key)), LocalVault.Tools.usual());
    vault.create();
    sought(
        new InVault(vault, key),
        new ServedGateway.Setup(
            "vaults: {local: {kind: file, file: secrets.vault, keys: [{file: vault.key}]}}\n",
            "credential: {vault: local, secret: registry/token}\n",
            ServedGateway.Setup.PLAIN.policy()));
  }

  private void sought(Place place, ServedGateway.Setup setup) throws Exception {
    String first = canary();
    String second = canary();
    place.put(first);
    try (SeenTarget target = new SeenTarget();
        ServedGateway gateway = new ServedGateway(folder, target.uri(), setup)) {
      String token = gateway.token("ana");
      gateway.initialize(token);
      gateway.call(token, "run");
      assertThat(target.authorization()).isEqualTo("Bearer " + first);
      // That the search finds what is there is shown before it is trusted to find nothing.
      assertThat(found(gateway.heap(), first)).isTrue();

      place.put(second);
      do {
        gateway.call(token, "run");
      } while (!target.authorization().equals("Bearer " + second));
      byte[] rotated = gateway.heap();
      assertThat(found(rotated, second)).isTrue();
      assertThat(found(rotated, first)).isFalse();

      place.remove();
      String refused;
      do {
        refused = gateway.call(token, "run");
      } while (!refused.contains("no credential"));
      List<String> secrets = new ArrayList<>(place.own());
      secrets.addAll(List.of(first, second));
      byte[] closed = gateway.heap();
      assertThat(secrets).noneMatch(secret -> found(closed, secret));

      List<String> said = gateway.stop();
      secrets.add(token);
      for (String secret : secrets) {
        assertThat(said).noneMatch(line -> line.contains(secret));
        assertThat(holding(gateway.data(), secret)).isEmpty();
      }
    }
  }

  /** The files below a folder that hold a secret, plain or in a usual coat. */
  private static List<Path> holding(Path folder, String secret) throws IOException {
    List<Path> holding = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> files = all.filter(Files::isRegularFile).toList();
      assertThat(files).isNotEmpty();
      for (Path file : files) {
        if (found(Files.readAllBytes(file), secret)) {
          holding.add(file);
        }
      }
    }
    return holding;
  }

  private static boolean found(byte[] where, String secret) {
    byte[] plain = secret.getBytes(StandardCharsets.US_ASCII);
    return has(where, plain)
        || has(where, secret.getBytes(StandardCharsets.UTF_16BE))
        || has(where, secret.getBytes(StandardCharsets.UTF_16LE))
        || has(where, HexFormat.of().formatHex(plain).getBytes(StandardCharsets.US_ASCII))
        || has(where, Base64.getEncoder().withoutPadding().encode(plain));
  }

  private static boolean has(byte[] where, byte[] what) {
    outer:
    for (int at = 0; at <= where.length - what.length; at++) {
      for (int i = 0; i < what.length; i++) {
        if (where[at + i] != what[i]) {
          continue outer;
        }
      }
      return true;
    }
    return false;
  }

  /** Long enough to stand nowhere by accident. */
  private static String canary() {
    byte[] random = new byte[24];
    RANDOM.nextBytes(random);
    return "canary" + HexFormat.of().formatHex(random);
  }
}
