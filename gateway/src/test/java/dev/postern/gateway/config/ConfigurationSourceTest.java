package dev.postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.signin.Freshness;
import dev.postern.gateway.signin.IntrospectionSettings;
import dev.postern.kernel.masking.Mask;
import dev.postern.kernel.operation.Durability;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Ref;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationSourceTest {
  @TempDir Path directory;
  private Folder folder;

  @BeforeEach
  void write() {
    folder = new Folder(directory);
  }

  @Test
  void reads_every_file_once_and_keeps_its_digest() {
    Configuration configuration = folder.loaded();
    assertThat(configuration.files())
        .extracting(FileDigest::name)
        .containsExactlyInAnyOrder("postern.yaml", "targets/registry.yaml", "policies/all.cedar");
    assertThat(configuration.files())
        .filteredOn(file -> file.name().equals("policies/all.cedar"))
        .extracting(FileDigest::sha256)
        .containsExactly("ae6f3bbc10d4275226be91b066f1cc3f381fdfef0924005ad6d9c410c2f9d5df");
    assertThat(configuration.policies().policies()).hasSize(1);
    assertThat(configuration.admin().audience()).isEqualTo("http://127.0.0.1:7070/api");
    assertThat(configuration.admin().socket()).isEqualTo(directory.resolve("data/postern.sock"));
  }

  @Test
  void makes_the_words_of_a_target() {
    folder.target("environment: production", "environment: production\ntags: [models]");
    Lexicon words = words(7);
    assertThat(words.type()).isEqualTo("McpServer");
    assertThat(words.epoch()).isEqualTo(7);
    assertThat(words.classed()).isTrue();
    assertThat(words.parents())
        .containsExactlyInAnyOrder(new Ref("Env", "production"), new Ref("Tag", "models"));
    Lexicon.Term term = words.term(new Ref("Tool", "registry/list"));
    assertThat(term.groups()).containsExactly("read");
    assertThat(term.fields()).isEqualTo(Map.of("$.rows[*].email", "pii"));
    assertThat(term.unmapped()).isEqualTo(Lexicon.Unmapped.BY_TARGET);
  }

  @Test
  void a_target_may_say_what_its_entries_survive() {
    assertThat(folder.loaded().rules(1).durability("registry")).isEmpty();
    folder.target("environment: production", "environment: production\nledger: power-loss");
    assertThat(folder.loaded().rules(1).durability("registry")).contains(Durability.POWER_LOSS);
  }

  @Test
  void a_target_that_withholds_counts_as_classed_and_one_that_clears_clears_named_parts_only() {
    folder.target("environment: production", "environment: production\nunmapped: clear");
    Lexicon clear = words(1);
    assertThat(clear.classed()).isTrue();
    assertThat(clear.term(new Ref("Tool", "registry/list")).unmapped())
        .isEqualTo(Lexicon.Unmapped.CLEAR);
    assertThat(clear.term(new Ref("Tool", "registry/other")).unmapped())
        .isEqualTo(Lexicon.Unmapped.BY_TARGET);
    folder.target("unmapped: clear", "unmapped: withheld");
    folder.target("fields: {\"$.rows[*].email\": pii}", "tags: []");
    assertThat(words(1).classed()).isTrue();
  }

  @Test
  void the_class_of_a_whole_reply_is_the_class_of_its_root() {
    folder.target("fields: {\"$.rows[*].email\": pii}", "class: pii");
    Lexicon words = words(1);
    assertThat(words.term(new Ref("Tool", "registry/list")).fields()).isEqualTo(Map.of("$", "pii"));
  }

  @Test
  void a_class_without_a_mask_is_redacted() {
    folder.main("pii: {mask: redact}", "pii: {}");
    assertThat(folder.loaded().classes()).isEqualTo(Map.of("pii", Mask.REDACT));
  }

  @Test
  void a_workload_known_by_its_subject_is_tried_before_the_issuers_own_rules() {
    folder.main(
        "roles: [runner]",
        """
        workloads:
          - {name: job, identities: [{issuer: corp, subject: s-1}], owner: ana, groups: [staff]}
        roles: [runner]\
        """);
    var parties = folder.loaded().signIn().issuers().getFirst().parties();
    assertThat(parties).hasSize(2);
    assertThat(parties.getFirst().groups()).isEqualTo(Set.of("staff"));
    assertThat(parties.getFirst().toString()).contains("job").contains("s-1").contains("ana");
  }

  @Test
  void an_issuer_is_asked_every_half_minute_and_believed_for_a_minute_unless_it_is_said() {
    folder.put("secrets/issuer", "sesame");
    folder.main(
        "url: https://id.example.com",
        """
        url: https://id.example.com
            newest: person
            introspection: {client: postern, secret: {file: secrets/issuer}}\
        """);
    Configuration loaded = folder.loaded();
    Freshness freshness = loaded.signIn().issuers().getFirst().freshness();
    assertThat(freshness.newest()).isEqualTo(Freshness.Newest.PERSON);
    IntrospectionSettings asked = freshness.introspection().orElseThrow();
    assertThat(asked.client()).isEqualTo("postern");
    assertThat(asked.endpoint()).isEmpty();
    assertThat(asked.every()).isEqualTo(Duration.ofSeconds(30));
    assertThat(asked.keep()).isEqualTo(Duration.ofSeconds(60));
    assertThat(loaded.credentials().get("issuer/corp"))
        .isInstanceOfSatisfying(
            CredentialSource.SecretFile.class,
            file -> assertThat(file.path()).endsWith(Path.of("secrets/issuer")));
  }

  @Test
  void an_issuer_that_nothing_is_said_of_is_not_asked_and_its_newest_token_of_a_client_counts() {
    assertThat(folder.loaded().signIn().issuers().getFirst().freshness())
        .isEqualTo(Freshness.DEFAULT);
  }

  private Lexicon words(long epoch) {
    return folder.loaded().rules(epoch).lexicon("registry").orElseThrow();
  }
}
