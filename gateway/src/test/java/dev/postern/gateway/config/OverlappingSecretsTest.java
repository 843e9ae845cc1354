package dev.postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nobody is called so that a target's own secret is theirs. */
class OverlappingSecretsTest {
  private static final String OTHER =
      """
      name: other
      kind: postgres
      address: 127.0.0.1:5432
      tls: off
      database: postgres
      environment: test
      accounts:
        it: {users: {people: {ana: a}}, credential: {vault: local, secret: "people/{person}"}}
        fresh: {credential: {vault: bao, made: "database/creds/for-{person}"}}
      """;

  @TempDir private Path directory;
  private Folder folder;

  @BeforeEach
  void made() {
    folder = new Folder(directory);
    folder.main(
        "targets: [targets/*.yaml]\n",
        """
        targets: [targets/*.yaml]
        postgres: {listen: {port: 6432}, plaintext: true}
        vaults:
          local: {kind: file, file: a.vault, keys: [{file: a.key}]}
          bao: {kind: server, url: "https://bao.example:8200", sign-in: {token: {file: token}}}
          local-too: {kind: file, file: a.vault, keys: [{file: a.key}]}
          again:
            kind: server
            url: "https://bao.example:8200"
            kv: {mount: other}
            sign-in: {token: {file: token}}
        """);
    folder.put("targets/other.yaml", OTHER);
  }

  private String problems(String credential) {
    folder.put("targets/registry.yaml", Folder.TARGET + "credential: " + credential + "\n");
    return folder.problems().toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{vault: local, secret: people/crm}",
        "{vault: local, secret: people/a.b-c_d}",
        "{vault: local, secret: people/crm, version: 2}",
      })
  void a_secret_that_somebodys_name_would_select_is_refused_with_both_places(String credential) {
    assertThat(problems(credential))
        .contains("targets/registry.yaml:9:")
        .contains("credential.secret: the template at")
        .contains("targets/other.yaml:8:")
        .contains("a place that is nobody's own");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{vault: bao, secret: people/crm}",
        "{vault: local, secret: people/crm/token}",
        "{vault: local, secret: peoples/crm}",
        "{vault: local, secret: people/_crm}",
        "{vault: local, secret: 'people/{person}'}",
        "{vault: bao, secret: database/creds/for-ana}",
      })
  void what_no_name_selects_is_taken(String credential) {
    assertThat(problems(credential)).isEqualTo("[]");
  }

  @Test
  void what_a_vault_makes_for_everybody_is_nobodys_own_either() {
    folder.put(
        "targets/other.yaml",
        OTHER + "  all: {credential: {vault: bao, made: database/creds/for-all}}\n");
    assertThat(folder.problems().toString()).contains("the template at");
    folder.put(
        "targets/other.yaml",
        OTHER + "  all: {credential: {vault: bao, made: database/creds/all}}\n");
    assertThat(folder.problems()).isEmpty();
  }

  private String beside(String credential) {
    String users = credential.contains("secret:") ? "users: {people: {ana: a}}, " : "";
    folder.put(
        "targets/other.yaml", OTHER + "  all: {" + users + "credential: " + credential + "}\n");
    return folder.problems().toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{vault: bao, made: 'database/creds/for-{person}-rw'}",
        "{vault: bao, made: 'database/creds/{person}'}",
        "{vault: bao, made: 'database/creds/f{person}'}",
        "{vault: bao, made: 'database/{person}/for-ana'}",
        "{vault: bao, made: '{person}/creds/for-ana'}",
        "{vault: again, made: 'database/creds/for-{person}-rw'}",
        "{vault: local, secret: '{person}/crm'}",
        "{vault: local-too, secret: '{person}/crm'}",
        "{vault: local-too, secret: people/crm}",
      })
  void what_two_names_would_select_is_refused_under_whatever_name_of_the_vault(String credential) {
    assertThat(beside(credential)).contains("the template at").contains("targets/other.yaml:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{vault: bao, made: 'database/creds/for-{person}'}",
        "{vault: bao, made: 'database/creds/to-{person}'}",
        "{vault: bao, made: 'database/creds/for-_{person}'}",
        "{vault: bao, made: 'database/creds/for-{person}/rw'}",
        "{vault: bao, made: 'database/{person}/for'}",
        "{vault: local, secret: 'people/{person}/crm'}",
        "{vault: local, secret: '{person}/_crm'}",
        "{vault: bao, secret: '{person}/crm'}",
      })
  void templates_that_never_make_the_same_are_taken(String credential) {
    assertThat(beside(credential)).isEqualTo("[]");
  }
}
