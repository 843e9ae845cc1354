package dev.postern.gateway.vault.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.credential.CredentialSource.Kept;
import dev.postern.gateway.credential.CredentialSource.Made;
import dev.postern.gateway.credential.Lease;
import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.credential.Loan;
import dev.postern.gateway.credential.SecretStore.Answer;
import dev.postern.gateway.vault.Generations;
import dev.postern.gateway.vault.LocalVault;
import dev.postern.gateway.vault.SecretName;
import dev.postern.gateway.vault.VaultSettings.KeyPlace;
import dev.postern.gateway.vault.VaultSettings.KeyValue;
import dev.postern.gateway.vault.VaultSettings.ServerSignIn;
import dev.postern.gateway.vault.VaultSettings.ServerTimes;
import dev.postern.gateway.vault.VaultSettings.VaultServer;
import dev.postern.testkit.vault.StandInVault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A vault server, played by a stand-in, as the gateway asks it. */
@Timeout(60)
class ServerStoreTest {
  private static final CredentialSource CRM = kept("crm/token", Optional.of("password"));
  private static final Made READER = new Made("bao", "database/creds/reader");

  @TempDir private Path directory;
  private StandInVault vault;
  private Path secretId;
  private ServerStore store;

  @BeforeEach
  void started() throws IOException {
    vault = new StandInVault();
    vault.login("approle", "gateway", "the-secret-id");
    secretId = Files.writeString(directory.resolve("secret-id"), "the-secret-id\n");
    store = ServerStore.of(settings(appRole(), KeyValue.USUAL, Optional.empty()));
  }

  @AfterEach
  void stopped() {
    store.close();
    vault.close();
  }

  private ServerSignIn appRole() {
    return new ServerSignIn.AppRole(
        "approle", "gateway", new CredentialSource.SecretFile(secretId));
  }

  private VaultServer settings(ServerSignIn how, KeyValue kv, Optional<String> namespace) {
    return new VaultServer(
        vault.url(),
        Optional.empty(),
        namespace,
        kv,
        how,
        new ServerTimes(Duration.ofSeconds(10), Duration.ofMillis(1), Duration.ofMinutes(5)));
  }

  private static Kept kept(String path, Optional<String> field) {
    return new Kept("bao", path, field, OptionalInt.empty());
  }

  private Leases leases(CredentialSource source) {
    return new Leases(Map.of("crm", source), Map.of("bao", store));
  }

  private static String read(Lease lease) {
    String[] read = {""};
    lease.use(secret -> read[0] = new String(secret, StandardCharsets.US_ASCII));
    return read[0];
  }

  @Test
  void a_secret_with_every_sign_that_json_escapes_is_read_and_rotates() {
    vault.put("secret/crm/token", Map.of("password", "a<b>&\"c\\d/e", "user", "x"));
    try (Leases leases = leases(CRM)) {
      Lease one = leases.lease("crm").orElseThrow();
      assertThat(read(one)).isEqualTo("a<b>&\"c\\d/e");
      vault.put("secret/crm/token", Map.of("password", "two"));
      assertThat(leases.refresh("crm").map(ServerStoreTest::read)).contains("two");
      assertThat(one.ended()).isTrue();
      vault.delete("secret/crm/token");
      leases.refresh("crm");
      assertThat(leases.lease("crm")).isEmpty();
    }
  }

  @Test
  void one_version_and_the_older_engine_are_read() throws Exception {
    vault.put("secret/crm", Map.of("value", "one"));
    vault.put("secret/crm", Map.of("value", "two"));
    vault.put("kv/crm", Map.of("value", "three"));
    try (Leases leases = leases(new Kept("bao", "crm", Optional.empty(), OptionalInt.of(1)))) {
      assertThat(leases.lease("crm").map(ServerStoreTest::read)).contains("one");
    }
    ServerStore older =
        ServerStore.of(settings(appRole(), new KeyValue("kv", 1), Optional.empty()));
    try (Leases leases =
        new Leases(Map.of("crm", kept("crm", Optional.empty())), Map.of("bao", older))) {
      assertThat(leases.lease("crm").map(ServerStoreTest::read)).contains("three");
    }
    older.close();
  }

  @Test
  void what_is_kept_is_used_through_an_outage_and_not_longer_than_said() throws Exception {
    vault.put("secret/crm/token", Map.of("password", "one"));
    try (Leases leases = leases(CRM)) {
      vault.bend(Optional.of(new StandInVault.Reply(503, "{\"errors\":[\"Vault is sealed\"]}")));
      assertThat(leases.refresh("crm").map(ServerStoreTest::read)).contains("one");
      assertThat(leases.refresh()).isEmpty();
    }
    Kept token = kept("crm/token", Optional.of("password"));
    assertThatThrownBy(() -> store.fetch(token, Optional.empty(), false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("503: Vault is sealed");
    vault.bend(Optional.empty());
    assertThat(store.fetch(token, Optional.empty(), false))
        .isInstanceOfSatisfying(
            Answer.Fresh.class,
            fresh -> assertThat(fresh.secret().lasts()).contains(Duration.ofMinutes(5)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200|",
        "200|[]",
        "200|{\"data\":{}}",
        "200|{\"data\":{\"data\":null}}",
        "200|{\"data\":{\"data\":{\"password\":7}}}",
        "200|{\"data\":{\"data\":{\"password\":\"a\",\"password\":\"b\"}}}",
        "200|{\"data\":{\"data\":{\"password\":\"a\"}}} {}",
        "200|{\"data\":{\"data\":{\"password\":\"\\u00e4\"}}}",
        "302|{}",
        "429|{}",
        "500|<html>",
      })
  void a_hostile_answer_gives_no_secret(int status, String body) throws Exception {
    vault.put("secret/crm/token", Map.of("password", "one"));
    try (Leases leases = leases(CRM)) {
      assertThat(leases.lease("crm")).isPresent();
      vault.bend(Optional.of(new StandInVault.Reply(status, body == null ? "" : body)));
      Optional<Lease> after = leases.refresh("crm");
      assertThat(after.map(ServerStoreTest::read).orElse("one")).isEqualTo("one");
    }
    try (Leases leases = leases(CRM)) {
      assertThat(leases.lease("crm")).isEmpty();
    }
  }

  @Test
  void an_endless_answer_is_cut() {
    vault.bend(Optional.of(new StandInVault.Reply(200, "x".repeat(ServerLink.LARGEST + 1))));
    try (Leases leases = leases(CRM)) {
      assertThat(leases.lease("crm")).isEmpty();
    }
  }

  @Test
  void a_made_account_is_shared_renewed_and_given_back_after_its_last_user() throws Exception {
    try (Leases leases = leases(READER)) {
      assertThat(leases.lease("crm")).isEmpty();
      try (Loan one = leases.borrow("crm", false);
          Loan two = leases.borrow("crm", false)) {
        assertThat(one.lease()).isSameAs(two.lease());
        assertThat(vault.leased()).containsExactly(one.lease().user().orElseThrow());
        leases.refresh();
        assertThat(vault.leased()).hasSize(1);
        try (Loan other = leases.borrow("crm", true)) {
          assertThat(other.lease()).isNotSameAs(one.lease());
          leases.refresh();
          assertThat(vault.leased()).hasSize(2);
        }
      }
      leases.refresh();
      assertThat(vault.leased()).hasSize(1);
    }
    assertThat(vault.leased()).isEmpty();
    assertThat(vault.asked()).contains("POST sys/leases/revoke");
  }

  @Test
  void a_lease_that_the_server_ended_is_used_no_more() throws Exception {
    vault.terms(
        new StandInVault.Terms(
            Duration.ofHours(1), Duration.ofHours(24), Duration.ofSeconds(1), Duration.ofHours(1)));
    try (Leases leases = leases(READER)) {
      Loan loan = leases.borrow("crm", false);
      boolean[] told = new boolean[1];
      loan.lease().whenEnded(() -> told[0] = true);
      vault.revokeLeases();
      while (!loan.lease().ended()) {
        leases.refresh();
        Thread.onSpinWait();
      }
      leases.refresh();
      assertThat(told[0]).isTrue();
      assertThat(loan.lease().use(secret -> {})).isFalse();
      loan.close();
      try (Loan next = leases.borrow("crm", false)) {
        assertThat(vault.leased()).containsExactly(next.lease().user().orElseThrow());
      }
    }
  }

  @Test
  void a_token_that_ended_is_replaced_and_one_request_is_asked_again() throws Exception {
    vault.put("secret/crm/token", Map.of("password", "one"));
    try (Leases leases = leases(CRM)) {
      vault.pass(Duration.ofHours(25));
      assertThat(vault.goodTokens()).isZero();
      vault.put("secret/crm/token", Map.of("password", "two"));
      assertThat(leases.refresh("crm").map(ServerStoreTest::read)).contains("two");
      assertThat(vault.goodTokens()).isEqualTo(1);
    }
    store.close();
    assertThat(vault.goodTokens()).isZero();
  }

  @Test
  void signs_in_by_a_token_file_and_by_a_workloads_token() throws Exception {
    vault.put("secret/crm/token", Map.of("password", "one"));
    vault.token("hvs.kept", Duration.ofHours(1));
    Path token = Files.writeString(directory.resolve("token"), "hvs.kept\n");
    Path jwt = Files.writeString(directory.resolve("jwt"), "ey.jwt\n");
    vault.login("kubernetes", "postern", "ey.jwt");
    for (ServerSignIn how :
        List.of(
            new ServerSignIn.Token(token), new ServerSignIn.Jwt("kubernetes", "postern", jwt))) {
      ServerStore other = ServerStore.of(settings(how, KeyValue.USUAL, Optional.empty()));
      try (Leases leases = new Leases(Map.of("crm", CRM), Map.of("bao", other))) {
        assertThat(leases.lease("crm").map(ServerStoreTest::read)).contains("one");
      }
      other.close();
    }
    assertThat(vault.goodTokens()).isEqualTo(1);
  }

  @Test
  void a_namespace_is_said_and_without_it_nothing_is_had() throws Exception {
    vault.put("secret/crm/token", Map.of("password", "one"));
    vault.within("ops/gateway");
    try (Leases leases = leases(CRM)) {
      assertThat(leases.lease("crm")).isEmpty();
    }
    ServerStore within =
        ServerStore.of(settings(appRole(), KeyValue.USUAL, Optional.of("ops/gateway")));
    try (Leases leases = new Leases(Map.of("crm", CRM), Map.of("bao", within))) {
      assertThat(leases.lease("crm")).isPresent();
    }
    within.close();
  }

  @Test
  void a_callers_name_is_one_part_of_the_path_and_stays_one() throws Exception {
    vault.put("secret/people/ana@example", Map.of("value", "anas"));
    try (Leases leases = leases(kept("people/{person}", Optional.empty()))) {
      try (Loan ana = leases.borrow("crm@ana@example", false)) {
        assertThat(read(ana.lease())).isEqualTo("anas");
      }
      int before = vault.asked().size();
      for (String name : List.of("../crm", "ana/x", "a%2fb", "a?version=1", "a#b", "a b", "")) {
        assertThatThrownBy(() -> leases.borrow("crm@" + name, false))
            .isInstanceOf(IOException.class);
      }
      assertThat(vault.asked()).hasSize(before);
    }
  }

  @Test
  void a_path_that_is_forbidden_costs_no_new_sign_in() throws Exception {
    vault.put("secret/crm/token", Map.of("value", "one"));
    vault.forbid("secret/data/crm/token");
    Kept forbidden = kept("crm/token", Optional.empty());
    for (int i = 0; i < 3; i++) {
      assertThat(store.fetch(forbidden, Optional.empty(), true)).isInstanceOf(Answer.Gone.class);
    }
    assertThat(vault.asked().stream().filter(asked -> asked.contains("/login"))).hasSize(1);
  }

  @Test
  void what_was_everybodys_ends_when_it_becomes_each_callers_own() {
    vault.put("secret/crm/token", Map.of("password", "shared"));
    try (Leases leases = leases(CRM)) {
      Lease shared = leases.lease("crm").orElseThrow();
      leases.replace(Map.of("crm", kept("people/{person}", Optional.empty())));
      assertThat(shared.ended()).isTrue();
      assertThat(leases.lease("crm")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"username\":\"ana\"}",
        "{\"password\":\"canary\"}",
        "{\"password\":\"canary\",\"username\":\"a b\"}"
      })
  void what_was_made_and_cannot_be_used_is_given_back(String fields) throws Exception {
    vault.put("secret/crm/token", Map.of("password", "one"));
    store.fetch(kept("crm/token", Optional.of("password")), Optional.empty(), false);
    String made = "{\"lease_id\":\"l1\",\"lease_duration\":60,\"data\":" + fields + "}";
    vault.bend(Optional.of(new StandInVault.Reply(200, made)));
    assertThatThrownBy(() -> store.fetch(READER, Optional.empty(), false))
        .isInstanceOf(IOException.class);
    assertThat(vault.asked()).anyMatch(asked -> asked.contains("sys/leases/revoke"));
  }

  @Test
  void a_vault_file_is_under_a_transit_key_that_never_comes_here() throws Exception {
    vault.rotate("postern");
    var keys =
        VaultKeys.of(
            List.of(new KeyPlace.InTransit("bao", "transit", "postern")), Map.of("bao", store));
    Path file = directory.resolve("under-transit.vault");
    LocalVault local =
        new LocalVault(
            file,
            keys,
            new LocalVault.Tools(
                new SecureRandom(), InstantSource.system(), Generations.ofThisProcess()));
    local.create();
    SecretName name = new SecretName("crm");
    local.put(name, "canary".getBytes(StandardCharsets.US_ASCII), 3);
    assertThat(local.described()).endsWith("under key transit:transit/postern");
    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
        .contains("vault:v1:")
        .doesNotContain("canary");
    vault.rotate("postern");
    assertThat(local.verify()).isEqualTo(1);
    local.rewrap();
    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
        .contains("vault:v2:")
        .doesNotContain("vault:v1:");
    assertThat(local.read(name, OptionalInt.empty()))
        .get()
        .isEqualTo("canary".getBytes(StandardCharsets.US_ASCII));
    vault.bend(Optional.of(new StandInVault.Reply(503, "{}")));
    assertThatThrownBy(() -> local.read(name, OptionalInt.empty())).isInstanceOf(IOException.class);
  }
}
