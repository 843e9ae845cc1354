package dev.postern.gateway.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The number of a version means one secret for ever, also when that was taken out. */
class VersionsTest {
  private static final SecretName CRM = new SecretName("crm/token");
  private static final OptionalInt NEWEST = OptionalInt.empty();

  @TempDir private Path directory;
  private LocalKey key;
  private LocalVault vault;

  @BeforeEach
  void made() throws IOException {
    LocalKey.generate(directory.resolve("key"), new SecureRandom());
    key = LocalKey.file(directory.resolve("key"));
    vault = new LocalVault(directory.resolve("it.vault"), List.of(key), LocalVault.Tools.usual());
    vault.create();
  }

  private int put(String secret) throws IOException {
    return vault.put(CRM, secret.getBytes(StandardCharsets.US_ASCII), 5);
  }

  private String read(OptionalInt version) throws IOException {
    return vault
        .read(CRM, version)
        .map(secret -> new String(secret, StandardCharsets.US_ASCII))
        .orElse("nothing");
  }

  @Test
  void after_the_newest_was_taken_out_the_next_has_another_number() throws IOException {
    assertThat(put("one")).isEqualTo(1);
    assertThat(put("two")).isEqualTo(2);
    assertThat(vault.delete(CRM, OptionalInt.of(2))).isEqualTo(1);
    assertThat(read(NEWEST)).isEqualTo("one");
    assertThat(read(OptionalInt.of(2))).isEqualTo("nothing");
    assertThat(put("three")).isEqualTo(3);
    assertThat(read(NEWEST)).isEqualTo("three");
    assertThat(read(OptionalInt.of(2))).isEqualTo("nothing");
  }

  @Test
  void after_all_were_taken_out_nothing_is_there_and_the_next_has_another_number()
      throws IOException {
    put("one");
    put("two");
    assertThat(vault.delete(CRM, NEWEST)).isEqualTo(2);
    assertThat(vault.delete(CRM, NEWEST)).isZero();
    assertThat(vault.delete(CRM, OptionalInt.of(2))).isZero();
    assertThat(vault.list()).isEmpty();
    assertThat(vault.verify()).isZero();
    assertThat(read(NEWEST)).isEqualTo("nothing");
    assertThat(vault.rekey(key)).isZero();
    assertThat(put("three")).isEqualTo(3);
    assertThat(vault.list()).hasSize(1);
  }
}
