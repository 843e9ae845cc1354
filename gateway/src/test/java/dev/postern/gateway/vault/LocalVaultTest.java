package dev.postern.gateway.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a vault keeps, and what it does not take for itself. */
@Timeout(60)
class LocalVaultTest {
  private static final SecretName CRM = new SecretName("crm/token");
  private static final SecretName SHOP = new SecretName("shop/app");
  private static final OptionalInt NEWEST = OptionalInt.empty();

  @TempDir private Path directory;
  private Path file;
  private KeyService key;
  private LocalVault vault;

  @BeforeEach
  void made() throws IOException {
    file = directory.resolve("secrets.vault");
    key = key("first.key");
    vault = vault(key);
    vault.create();
  }

  private KeyService key(String name) throws IOException {
    LocalKey.generate(directory.resolve(name), new SecureRandom());
    return LocalKey.file(directory.resolve(name));
  }

  private LocalVault vault(KeyService... keys) {
    return new LocalVault(file, List.of(keys), LocalVault.Tools.usual());
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String read(SecretName name, OptionalInt version) throws IOException {
    return vault
        .read(name, version)
        .map(secret -> new String(secret, StandardCharsets.UTF_8))
        .orElse("nothing");
  }

  @Test
  void keeps_versions_of_secrets_and_lists_them_without_their_values() throws IOException {
    assertThat(vault.put(CRM, octets("canary-one"), 2)).isEqualTo(1);
    assertThat(vault.put(CRM, octets("canary-two"), 2)).isEqualTo(2);
    assertThat(vault.put(SHOP, octets("pencil"), 2)).isEqualTo(1);
    assertThat(vault.put(CRM, octets("canary-three"), 2)).isEqualTo(3);
    assertThat(read(CRM, NEWEST)).isEqualTo("canary-three");
    assertThat(read(CRM, OptionalInt.of(2))).isEqualTo("canary-two");
    assertThat(read(CRM, OptionalInt.of(1))).isEqualTo("nothing");
    assertThat(read(new SecretName("other"), NEWEST)).isEqualTo("nothing");
    assertThat(vault.list().stream().map(each -> each.name() + " " + each.version()))
        .containsExactly("crm/token 2", "crm/token 3", "shop/app 1");
    assertThat(vault.list().toString()).doesNotContain("canary", "pencil");
    assertThat(vault.verify()).isEqualTo(3);
    assertThat(vault.delete(CRM, OptionalInt.of(3))).isEqualTo(1);
    assertThat(read(CRM, NEWEST)).isEqualTo("canary-two");
    assertThat(vault.delete(CRM, NEWEST)).isEqualTo(1);
    assertThat(vault.delete(CRM, NEWEST)).isZero();
    assertThat(read(SHOP, NEWEST)).isEqualTo("pencil");
  }

  @Test
  void no_file_in_its_folder_holds_a_secret() throws IOException {
    vault.put(CRM, octets("canary-8f1"), 5);
    vault.put(CRM, octets("canary-8f2"), 5);
    vault.rekey(key);
    try (var files = Files.list(directory)) {
      for (Path each : files.toList()) {
        assertThat(new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1))
            .doesNotContain("canary");
      }
    }
  }

  @Test
  void every_changed_octet_is_found() throws IOException {
    vault.put(CRM, octets("canary-8f1"), 5);
    byte[] sound = Files.readAllBytes(file);
    for (int i = 0; i < sound.length; i++) {
      byte[] altered = sound.clone();
      altered[i] ^= 1;
      Files.write(file, altered);
      assertThatThrownBy(() -> vault.read(CRM, NEWEST)).isInstanceOf(VaultFault.class);
    }
  }

  @Test
  void every_cut_and_anything_behind_it_is_found() throws IOException {
    vault.put(CRM, octets("canary-8f1"), 5);
    byte[] sound = Files.readAllBytes(file);
    for (int length = 0; length < sound.length; length++) {
      Files.write(file, Arrays.copyOf(sound, length));
      assertThatThrownBy(() -> vault.list()).isInstanceOf(VaultFault.class);
    }
    Files.write(file, Arrays.copyOf(sound, sound.length + 1));
    assertThatThrownBy(() -> vault.list()).isInstanceOf(VaultFault.class);
  }

  /** As somebody would who holds the key of seals, but not more: what a seal cannot tell. */
  @Test
  void a_secret_in_anothers_place_is_not_opened_even_under_a_sound_seal() throws IOException {
    vault.put(CRM, octets("canary-8f1"), 5);
    vault.put(SHOP, octets("pencil"), 5);
    VaultText text = Envelopes.whole(Files.readAllBytes(file)).text();
    VaultEntry crm = text.entries().get(0);
    VaultEntry shop = text.entries().get(1);
    List<VaultEntry> swapped =
        List.of(
            new VaultEntry(crm.name(), 1, crm.made(), shop.wrapped(), shop.sealed()),
            new VaultEntry(shop.name(), 2, shop.made(), shop.wrapped(), shop.sealed()));
    OwnedFiles.replace(file, new Envelopes(new SecureRandom()).sealed(text.next(swapped), key));
    assertThat(vault.list()).hasSize(2);
    assertThatThrownBy(() -> vault.read(CRM, NEWEST)).isInstanceOf(VaultFault.class);
    assertThatThrownBy(() -> vault.read(SHOP, NEWEST)).isInstanceOf(VaultFault.class);
    assertThatThrownBy(() -> vault.verify()).isInstanceOf(VaultFault.class);
  }

  @Test
  void an_older_copy_is_refused_by_who_has_read_a_newer_one() throws IOException {
    Path memory = directory.resolve("seen");
    vault.put(CRM, octets("old"), 5);
    byte[] older = Files.readAllBytes(file);
    vault.put(CRM, octets("new"), 5);
    byte[] newer = Files.readAllBytes(file);
    remembering(memory).list();
    Files.write(file, older);
    assertThatThrownBy(() -> remembering(memory).list())
        .isInstanceOf(VaultFault.class)
        .hasMessageContaining("older copy");
    // Another history of the same length.
    vault.put(CRM, octets("other"), 5);
    assertThatThrownBy(() -> remembering(memory).list())
        .isInstanceOf(VaultFault.class)
        .hasMessageContaining("another copy");
    Files.write(file, newer);
    assertThat(remembering(memory).list()).hasSize(2);
  }

  private LocalVault remembering(Path memory) {
    return new LocalVault(
        file,
        List.of(key),
        new LocalVault.Tools(
            new SecureRandom(), InstantSource.system(), new KeptGenerations(memory)));
  }

  @Test
  void moves_to_another_key_while_readers_know_both() throws IOException {
    vault.put(CRM, octets("one"), 5);
    KeyService next = key("next.key");
    vault = vault(next, key);
    assertThat(read(CRM, NEWEST)).isEqualTo("one");
    byte[] before = Files.readAllBytes(file);
    assertThat(vault.rekey(next)).isEqualTo(1);
    assertThat(read(CRM, NEWEST)).isEqualTo("one");
    vault.put(CRM, octets("two"), 5);
    Files.delete(directory.resolve("first.key"));
    assertThat(read(CRM, NEWEST)).isEqualTo("two");
    vault = vault(key);
    assertThatThrownBy(() -> vault.list()).isInstanceOf(VaultFault.class);
    assertThat(Envelopes.whole(before).text().id())
        .isEqualTo(Envelopes.whole(Files.readAllBytes(file)).text().id());
  }

  @Test
  void what_others_can_read_or_replace_is_refused() throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> vault.list()).hasMessageContaining("owner's alone");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Path keyFile = directory.resolve("first.key");
    Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw----r--"));
    assertThatThrownBy(() -> vault.list()).hasMessageContaining("owner's alone");
    Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("r--------"));
    assertThat(vault.list()).isEmpty();
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwx---"));
    assertThatThrownBy(() -> vault.list()).hasMessageContaining("written by others");
  }

  @Test
  void a_write_that_was_cut_off_leaves_what_was_there() throws IOException {
    vault.put(CRM, octets("one"), 5);
    Files.write(
        directory.resolve("secrets.vault.new"),
        Arrays.copyOf(Files.readAllBytes(file), 40),
        StandardOpenOption.CREATE_NEW);
    assertThat(read(CRM, NEWEST)).isEqualTo("one");
    assertThat(vault.put(CRM, octets("two"), 5)).isEqualTo(2);
    assertThat(read(CRM, NEWEST)).isEqualTo("two");
    assertThatThrownBy(() -> vault.create()).isInstanceOf(IOException.class);
  }

  @Test
  void writers_at_once_lose_nothing() throws Exception {
    List<Thread> writers = new ArrayList<>();
    AtomicReference<String> failed = new AtomicReference<>("");
    for (int i = 0; i < 8; i++) {
      SecretName name = new SecretName("secret-" + i);
      writers.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  for (int turn = 0; turn < 5; turn++) {
                    vault.put(name, octets("value"), 9);
                  }
                } catch (IOException lost) {
                  failed.set(String.valueOf(lost));
                }
              }));
    }
    for (Thread writer : writers) {
      writer.join();
    }
    assertThat(failed).hasValue("");
    assertThat(vault.list()).hasSize(40);
  }

  @Test
  void a_secret_of_no_octets_or_too_many_and_an_unfit_name_are_refused() {
    assertThatThrownBy(() -> vault.put(CRM, new byte[0], 1)).isInstanceOf(VaultFault.class);
    assertThatThrownBy(() -> vault.put(CRM, new byte[LocalVault.LONGEST_SECRET + 1], 1))
        .isInstanceOf(VaultFault.class);
    for (String name : List.of("", "/a", "a/", "a//b", "../a", "a/.b", "a b", "a\nb", "ü", "%2e")) {
      assertThatThrownBy(() -> new SecretName(name)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** The golden vector of docs/protocols/vault-file.md: it was written once and stays readable. */
  @Test
  void reads_and_writes_the_golden_file() throws IOException {
    Path golden = directory.resolve("golden.vault");
    LocalKey known =
        LocalKey.environment("KEY", name -> "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    LocalVault made =
        new LocalVault(
            golden,
            List.of(new WrappedPlainly(known)),
            new LocalVault.Tools(
                new Counting(),
                InstantSource.fixed(Instant.parse("2026-11-22T00:00:00Z")),
                Generations.NONE));
    made.create();
    made.put(CRM, octets("canary-golden"), 1);
    String hex = HexFormat.of().formatHex(Files.readAllBytes(golden));
    try (var in = LocalVaultTest.class.getResourceAsStream("golden-vault.hex")) {
      String kept =
          in == null ? "" : new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
      assertThat(hex).isEqualTo(kept.replaceAll("\\s", ""));
    }
    LocalVault plain = new LocalVault(golden, List.of(known), LocalVault.Tools.usual());
    assertThat(plain.read(CRM, NEWEST)).get().isEqualTo(octets("canary-golden"));
  }

  /** A key whose wrapping is under counted nonces too. */
  private record WrappedPlainly(LocalKey key, Counting counting) implements KeyService {
    WrappedPlainly(LocalKey key) {
      this(key, new Counting());
    }

    @Override
    public String id() throws IOException {
      return key.id();
    }

    @Override
    public byte[] wrap(byte[] dataKey, byte[] about) {
      return Sealing.seal(
          HexFormat.of()
              .parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
          dataKey,
          about,
          counting);
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] about) throws IOException {
      return key.unwrap(wrapped, about);
    }
  }

  /** Octets that count up. */
  private static final class Counting extends SecureRandom {
    private static final long serialVersionUID = 1;
    private byte next;

    @Override
    public void nextBytes(byte[] octets) {
      for (int i = 0; i < octets.length; i++) {
        octets[i] = next++;
      }
    }
  }
}
