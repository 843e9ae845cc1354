package dev.postern.gateway.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.credential.CredentialSource.Kept;
import dev.postern.gateway.credential.Lease;
import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.credential.Loan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Leases of what an encrypted file keeps. */
@Timeout(60)
class FileStoreTest {
  private static final CredentialSource CRM = kept("crm/token");

  @TempDir private Path directory;
  private Path file;
  private LocalVault vault;
  private FileStore store;

  @BeforeEach
  void made() throws IOException {
    file = directory.resolve("secrets.vault");
    LocalKey.generate(directory.resolve("vault.key"), new SecureRandom());
    vault =
        new LocalVault(
            file,
            List.of(LocalKey.file(directory.resolve("vault.key"))),
            new LocalVault.Tools(
                new SecureRandom(), InstantSource.system(), Generations.ofThisProcess()));
    vault.create();
    store = new FileStore(file, vault);
  }

  private static CredentialSource kept(String path) {
    return new Kept("local", path, Optional.empty(), OptionalInt.empty());
  }

  private Leases leases(CredentialSource source) {
    return new Leases(Map.of("crm", source), Map.of("local", store));
  }

  private void put(String name, String secret) throws IOException {
    vault.put(new SecretName(name), secret.getBytes(StandardCharsets.US_ASCII), 9);
  }

  private static String read(Lease lease) {
    String[] read = {""};
    lease.use(secret -> read[0] = new String(secret, StandardCharsets.US_ASCII));
    return read[0];
  }

  @Test
  void a_new_version_rotates_the_lease_and_ends_the_old_one() throws IOException {
    put("crm/token", "one");
    try (Leases leases = leases(CRM)) {
      Lease one = leases.lease("crm").orElseThrow();
      assertThat(read(one)).isEqualTo("one");
      leases.refresh();
      assertThat(leases.lease("crm")).containsSame(one);
      put("other", "secret");
      leases.refresh();
      assertThat(leases.lease("crm")).containsSame(one);
      put("crm/token", "two");
      assertThat(leases.refresh()).isEmpty();
      assertThat(read(leases.lease("crm").orElseThrow())).isEqualTo("two");
      assertThat(one.use(secret -> {})).isFalse();
    }
  }

  @Test
  void what_was_deleted_altered_or_set_back_is_leased_no_more() throws IOException {
    put("crm/token", "one");
    byte[] older = Files.readAllBytes(file);
    try (Leases leases = leases(CRM)) {
      put("crm/token", "two");
      leases.refresh();
      byte[] newer = Files.readAllBytes(file);
      OwnedFiles.replace(file, older);
      assertThat(leases.refresh()).containsExactly("crm");
      assertThat(leases.lease("crm")).isEmpty();
      OwnedFiles.replace(file, newer);
      assertThat(leases.refresh()).isEmpty();
      byte[] altered = newer.clone();
      altered[altered.length / 2] ^= 4;
      OwnedFiles.replace(file, altered);
      assertThat(leases.refresh()).containsExactly("crm");
      OwnedFiles.replace(file, newer);
      leases.refresh();
      vault.delete(new SecretName("crm/token"), OptionalInt.empty());
      assertThat(leases.refresh()).containsExactly("crm");
      Files.delete(file);
      assertThat(leases.refresh()).containsExactly("crm");
    }
  }

  @Test
  void one_version_stays_though_a_newer_one_is_there() throws IOException {
    put("crm/token", "one");
    put("crm/token", "two");
    try (Leases leases =
        leases(new Kept("local", "crm/token", Optional.empty(), OptionalInt.of(1)))) {
      assertThat(read(leases.lease("crm").orElseThrow())).isEqualTo("one");
    }
  }

  @Test
  void a_source_that_a_reload_changed_is_read_anew() throws IOException {
    put("crm/token", "one");
    put("other", "two");
    try (Leases leases =
        new Leases(Map.of("crm", CRM, "b", kept("other")), Map.of("local", store))) {
      Lease before = leases.lease("crm").orElseThrow();
      leases.replace(Map.of("crm", kept("other"), "b", kept("other")));
      assertThat(read(leases.lease("crm").orElseThrow())).isEqualTo("two");
      assertThat(before.use(secret -> {})).isFalse();
      leases.replace(Map.of("crm", CRM), Map.of());
      assertThat(leases.lease("crm")).isEmpty();
    }
  }

  @Test
  void each_caller_has_a_secret_of_their_own_and_nobody_has_another_ones() throws Exception {
    put("people/ana", "anas");
    put("people/ben", "bens");
    try (Leases leases = leases(kept("people/{person}"))) {
      assertThat(leases.lease("crm")).isEmpty();
      assertThat(leases.lease("crm@ana")).isEmpty();
      try (Loan ana = leases.borrow("crm@ana", false);
          Loan ben = leases.borrow("crm@ben", false)) {
        assertThat(read(ana.lease())).isEqualTo("anas");
        assertThat(read(ben.lease())).isEqualTo("bens");
        assertThat(leases.lease("crm@ana")).containsSame(ana.lease());
        put("people/ana", "newer");
        leases.refresh();
        assertThat(ana.lease().ended()).isTrue();
        assertThat(read(leases.lease("crm@ana").orElseThrow())).isEqualTo("newer");
      }
      for (String name :
          List.of("crm@eve", "crm@../ben", "crm@ben/x", "crm@", "crm@{person}", "crm")) {
        Assertions.assertThatThrownBy(() -> leases.borrow(name, false))
            .as(name)
            .isInstanceOf(IOException.class);
      }
    }
  }
}
