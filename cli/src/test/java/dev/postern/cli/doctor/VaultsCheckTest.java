package dev.postern.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.doctor.Finding.Level;
import dev.postern.gateway.vault.LocalKey;
import dev.postern.gateway.vault.LocalVault;
import dev.postern.gateway.vault.SecretName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says of vaults, and that it shows nothing of what they keep. */
class VaultsCheckTest {
  private static final String SEAL = "/v1/sys/seal-status";
  private static final String LOGIN = "/v1/auth/approle/login";
  private static final String SELF = "/v1/auth/token/lookup-self";
  private static final String KEPT = "/v1/secret/data/notes";

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init")
  private Clinic clinic;

  @BeforeEach
  void a_clinic() throws Exception {
    clinic = new Clinic(folder);
  }

  @AfterEach
  void closed() {
    clinic.close();
  }

  private void server() throws IOException {
    clinic.write("secret-id", "canary-secret-id\n");
    Files.setPosixFilePermissions(
        folder.resolve("secret-id"), PosixFilePermissions.fromString("rw-------"));
    clinic.edit(
        "notes.yaml",
        "credential: {file: key, header: X-Key}",
        "credential: {vault: corp, secret: notes, header: X-Key}");
    clinic.edit(
        "postern.yaml",
        "data: data",
        "data: data\nvaults: {corp: {kind: server, url: \""
            + clinic.url()
            + "\", sign-in: {approle: {role: r-1, secret: {file: secret-id}}}}}");
    clinic.answers.put(SEAL, "{\"initialized\":true,\"sealed\":false}");
    clinic.answers.put(
        LOGIN, "{\"auth\":{\"client_token\":\"canary-token\",\"lease_duration\":600}}");
    clinic.answers.put(SELF, "{\"data\":{\"ttl\":600}}");
    clinic.answers.put("/v1/auth/token/revoke-self", "{}");
    clinic.answers.put(KEPT, "{\"data\":{\"data\":{\"value\":\"" + Clinic.SECRET + "\"}}}");
  }

  private void assertProblem(String what, String advice) {
    Finding found = clinic.found("vaults");
    assertThat(found.level()).as(clinic.told()).isEqualTo(Level.PROBLEM);
    assertThat(found.what()).contains(what);
    assertThat(found.advice()).contains(advice);
    assertThat(clinic.told()).doesNotContain("canary");
  }

  @Test
  void a_server_that_has_everything_is_well() throws IOException {
    server();

    assertThat(clinic.found("vaults"))
        .isEqualTo(
            Finding.ok("answers, is unsealed and lets the gateway in; it has 1 of 1 secrets"));
    assertThat(clinic.told()).doesNotContain("canary");
    assertThat(clinic.found("secrets")).isEqualTo(Finding.skipped("lies in a vault: see vaults"));
  }

  @Test
  void a_server_that_is_sealed_or_was_never_initialised_is_a_problem() throws IOException {
    server();
    clinic.answers.put(SEAL, "{\"initialized\":true,\"sealed\":true}");
    assertProblem("is sealed", "Unseal it");
    clinic.answers.put(SEAL, "{\"initialized\":false,\"sealed\":true}");
    assertProblem("was never initialised", "operator init");
  }

  @Test
  void what_is_no_vault_or_not_there_is_a_problem() throws IOException {
    server();
    clinic.answers.put(SEAL, "hello");
    assertProblem("does not answer as a vault does", "url");
    clinic.answers.put(SEAL, "");
    assertProblem("answers 404 where a vault says whether it is sealed", "without a path");
    clinic.edit(
        "postern.yaml",
        "url: \"" + clinic.url() + "\", sign-in",
        "url: \"http://127.0.0.1:" + Clinic.free() + "\", sign-in");
    assertProblem("the connection is refused", "Start it");
  }

  @Test
  void a_server_that_does_not_let_the_gateway_in_is_a_problem() throws IOException {
    server();
    clinic.answers.put(LOGIN, "");
    assertProblem("the vault does not let the gateway in", "renew the secret id");
    clinic.answers.put(
        LOGIN, "{\"auth\":{\"client_token\":\"canary-token\",\"lease_duration\":600}}");
    clinic.answers.put(SELF, "");
    assertProblem("the vault does not know the gateway's token", "sign-in");
  }

  @Test
  void a_secret_that_the_server_does_not_have_is_named() throws IOException {
    server();
    clinic.answers.put(KEPT, "");
    assertProblem("has no secret for notes: the vault gives nothing at", "Put it there");
    clinic.answers.put(KEPT, "{\"data\":{\"data\":{\"other\":\"canary\"}}}");
    assertProblem("has no text value", "Put it there");
  }

  private void file() throws IOException {
    clinic.write("vault.key", Base64.getEncoder().encodeToString(new byte[32]) + "\n");
    Files.setPosixFilePermissions(
        folder.resolve("vault.key"), PosixFilePermissions.fromString("rw-------"));
    LocalVault vault =
        new LocalVault(
            folder.resolve("v.vault"),
            List.of(LocalKey.file(folder.resolve("vault.key"))),
            LocalVault.Tools.usual());
    vault.create();
    vault.put(new SecretName("notes"), Clinic.SECRET.getBytes(StandardCharsets.US_ASCII), 1);
    clinic.edit(
        "notes.yaml",
        "credential: {file: key, header: X-Key}",
        "credential: {vault: local, secret: notes, header: X-Key}");
    clinic.edit(
        "postern.yaml",
        "data: data",
        "data: data\nvaults: {local: {kind: file, file: v.vault, keys: [{file: vault.key}]}}");
  }

  @Test
  void a_file_that_opens_and_has_everything_is_well() throws IOException {
    file();

    assertThat(clinic.found("vaults"))
        .isEqualTo(Finding.ok("opens, and 1 in it are sound; it has 1 of 1 secrets"));
    assertThat(clinic.told()).doesNotContain("canary");
  }

  @Test
  void a_file_under_another_key_or_altered_or_without_a_secret_is_a_problem() throws IOException {
    file();
    clinic.edit("notes.yaml", "secret: notes", "secret: letters");
    assertProblem("has no secret for notes: there is no letters", "postern vault put");
    Path vault = folder.resolve("v.vault");
    byte[] whole = Files.readAllBytes(vault);
    Files.write(vault, Arrays.copyOf(whole, whole.length - 2));
    assertProblem("v.vault", "postern vault verify");
    Files.write(vault, whole);
    byte[] other = new byte[32];
    other[0] = 1;
    clinic.write("vault.key", Base64.getEncoder().encodeToString(other) + "\n");
    assertProblem("key", "from the same copy");
    Files.setPosixFilePermissions(
        folder.resolve("vault.key"), PosixFilePermissions.fromString("rw-r--r--"));
    assertProblem("can be read or written by others", "chmod 0600");
    Files.delete(folder.resolve("vault.key"));
    assertProblem("vault.key is not there", "Put the key there");
  }
}
