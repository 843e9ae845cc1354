package dev.postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A target whose secret is at another place is another target, and no other change makes it one.
 */
class PlacedSecretsTest {
  private static final String VAULTS =
      """
      vaults:
        local: {kind: file, file: a.vault, keys: [{file: a.key}]}
        bao: {kind: server, url: "https://bao.example:8200", sign-in: {token: {file: token}}}
      targets: [targets/*.yaml]
      """;

  @TempDir private Path directory;
  private Folder folder;

  @BeforeEach
  void made() {
    folder = new Folder(directory).put("secret", "pencil\n");
    folder.main("targets: [targets/*.yaml]\n", VAULTS);
    in("{vault: local, secret: crm/token}");
  }

  private void in(String credential) {
    folder.put("targets/registry.yaml", Folder.TARGET + "credential: " + credential + "\n");
  }

  private String place() {
    Configuration configuration = folder.loaded();
    TargetSettings registry = Objects.requireNonNull(configuration.targets().get("registry"));
    assertThat(configuration.lexicons(1).get("registry"))
        .satisfies(words -> assertThat(words.place()).isEqualTo(registry.target().place()));
    return registry.target().place();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{vault: local, secret: crm/other}",
        "{vault: local, secret: crm/token, version: 2}",
        "{vault: bao, secret: crm/token}",
        "{file: secret}",
        "{environment: TOKEN}",
        "{vault: local, secret: 'people/{person}'}",
        "{vault: local, secret: crm/token, header: x-key}",
      })
  void another_place_of_the_secret_is_another_target(String credential) {
    String before = place();
    in(credential);
    assertThat(place()).isNotEqualTo(before);
  }

  @Test
  void the_same_name_of_another_vault_is_another_place_too() {
    String before = place();
    folder.main("file: a.vault", "file: b.vault");
    String moved = place();
    assertThat(moved).isNotEqualTo(before);
    folder.main("keys: [{file: a.key}]", "keys: [{file: b.key}]");
    assertThat(place()).as("how it is opened is no place").isEqualTo(moved);
  }

  @Test
  void of_a_server_address_and_namespace_count_and_times_do_not() {
    in("{vault: bao, secret: crm/token, field: password}");
    String before = place();
    folder.main(
        "sign-in: {token: {file: token}}", "sign-in: {token: {file: token}}, times: {every: 9s}");
    assertThat(place()).isEqualTo(before);
    folder.main("https://bao.example:8200\"", "https://bao.example:8200\", namespace: ops");
    assertThat(place()).isNotEqualTo(before);
  }
}
