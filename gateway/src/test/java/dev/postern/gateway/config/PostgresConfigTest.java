package dev.postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.protocol.postgres.PostgresDoor;
import dev.postern.gateway.protocol.postgres.PostgresTarget;
import dev.postern.gateway.sql.Verb;
import dev.postern.gateway.target.StreamTarget;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Ref;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL servers and the listener for their clients, as they are configured. */
class PostgresConfigTest {
  private static final String SHOP =
      """
      name: shop
      kind: postgres
      address: db.example:5433
      tls: verify-full
      database: shop
      environment: production
      tags: [orders]
      accounts:
        reporting:
          user: report_ro
          credential: {environment: SHOP_PASSWORD}
          tags: [readers]
        owner:
          user: shop_owner
          certificate: {certificate: owner.crt, key: owner.key}
      databases:
        people: {classes: [pii], tags: [hr]}
      """;

  @TempDir Path directory;
  private Folder folder;

  @BeforeEach
  void write() {
    folder = new Folder(directory);
    folder.put("targets/shop.yaml", SHOP).put("targets/owner.crt", "").put("targets/owner.key", "");
    folder.put("owner.crt", "").put("owner.key", "");
    folder.main("data: data", "data: data\npostgres: {listen: {port: 6432}, plaintext: true}");
  }

  private PostgresSettings shop() {
    return Objects.requireNonNull(folder.loaded().databases().get("shop"));
  }

  @Test
  void reads_a_server_with_its_accounts() {
    Configuration configuration = folder.loaded();
    StreamTarget target = shop().target();

    assertThat(configuration.targets()).containsOnlyKeys("registry");
    assertThat(target.address()).isEqualTo(new StreamTarget.Address("db.example", 5433));
    assertThat(target.secrecy().level()).isEqualTo(StreamTarget.Secrecy.Level.FULL);
    assertThat(target.accounts()).containsOnlyKeys("reporting", "owner");
    assertThat(target.accounts().get("reporting"))
        .isEqualTo(
            new StreamTarget.Account(
                "report_ro",
                new StreamTarget.Proof.Secret(
                    "shop/reporting", false, false, "variable SHOP_PASSWORD")));
    assertThat(target.accounts().get("owner"))
        .extracting(StreamTarget.Account::proof)
        .isInstanceOf(StreamTarget.Proof.Certificate.class);
    assertThat(shop().passwords()).isEqualTo(PostgresTarget.Passwords.SCRAM);
    assertThat(configuration.credentials())
        .containsEntry("shop/reporting", new CredentialSource.EnvironmentVariable("SHOP_PASSWORD"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret: \"{person}\"", "secret: \"for-{person}\"", "made: \"{person}\""})
  void a_callers_name_is_never_all_of_a_path_nor_a_piece_of_a_kept_one(String place) {
    folder.replace(
        "targets/shop.yaml", "{environment: SHOP_PASSWORD}", "{vault: local, " + place + "}");
    assertThat(folder.problems().toString()).contains("digits and _ . - in parts with");
  }

  @Test
  void makes_the_words_of_a_server() {
    Lexicon words = Lexicons.of(shop(), 7);

    assertThat(words.type()).isEqualTo("PostgresServer");
    assertThat(words.epoch()).isEqualTo(7);
    assertThat(words.parents())
        .containsExactlyInAnyOrder(new Ref("Env", "production"), new Ref("Tag", "orders"));
    assertThat(words.classed()).isTrue();
    Lexicon.Term people = words.term(new Ref("Database", "shop/people"));
    assertThat(people.fields()).isEqualTo(Map.of("pii", "pii"));
    assertThat(people.tags()).containsExactly(new Ref("Tag", "hr"));
    assertThat(words.term(new Ref("Account", "shop/shop/reporting")).tags())
        .containsExactly(new Ref("Tag", "readers"));
    assertThat(words.term(new Ref("Account", "shop/people/reporting")).tags())
        .containsExactly(new Ref("Tag", "readers"));
    // What nobody spoke of on a server that holds classed content is withheld.
    assertThat(words.term(new Ref("Database", "shop/shop"))).isEqualTo(Lexicon.Term.UNSAID);
  }

  @Test
  void a_database_whose_classes_are_said_to_be_none_is_clear() {
    folder.replace("targets/shop.yaml", "people: {", "shop: {}\n  people: {");
    assertThat(Lexicons.of(shop(), 1).term(new Ref("Database", "shop/shop")).unmapped())
        .isEqualTo(Lexicon.Unmapped.CLEAR);
  }

  @Test
  void a_key_of_another_kind_is_as_unknown_as_any() {
    folder.replace("targets/shop.yaml", "database: shop", "database: shop\ntools: {}");
    assertThat(folder.problems())
        .hasSize(1)
        .allMatch(problem ->
            problem.startsWith("targets/shop.yaml:6:1: tools")
                && problem.contains("this key is not known"));
  }

  @Test
  void traces_stand_in_comments_only_where_the_file_says_so() {
    assertThat(shop().traceComments()).isFalse();
    folder.replace("targets/shop.yaml", "database: shop", "database: shop\ntrace-comments: true");

    assertThat(shop().traceComments()).isTrue();
  }

  @Test
  @Tag("reaches:PostgresKeys.Times.connect")
  @Tag("reaches:PostgresKeys.Times.statement")
  void times_of_sessions_and_statements_are_read() {
    assertThat(shop().times()).isEqualTo(PostgresTarget.Times.DEFAULT);
    folder.replace(
        "targets/shop.yaml",
        "database: shop",
        "database: shop\nsession: {longest: 1h, idle: 10m}\ntimes: {connect: 2s, statement: 30s}\n"
            + "bounds: {connections: 7}\nholds: {in-written-transactions: 20s}");

    assertThat(shop().times())
        .isEqualTo(
            new PostgresTarget.Times(
                Duration.ofHours(1),
                Optional.of(Duration.ofMinutes(10)),
                Optional.of(Duration.ofSeconds(30)),
                Optional.of(Duration.ofSeconds(20))));
    assertThat(shop().target().times().connect()).isEqualTo(Duration.ofSeconds(2));
    assertThat(shop().target().bounds().connections()).isEqualTo(7);
  }

  @Test
  void times_and_bounds_that_mean_nothing_here_are_mistakes() {
    folder.replace(
        "targets/shop.yaml",
        "database: shop",
        "database: shop\ntimes: {first-byte: 1s, pause: 1s, idle: 1s}\nbounds: {reply: 1MiB}");

    assertThat(folder.problems())
        .hasSize(4)
        .allMatch(problem -> problem.contains("this key is not known"))
        .anyMatch(problem -> problem.contains("times.first-byte") && problem.contains("statement"))
        .anyMatch(problem -> problem.contains("bounds.reply"));
  }

  @Test
  void a_word_that_is_no_kind_is_told_with_the_kinds_there_are() {
    folder.replace("targets/shop.yaml", "kind: postgres", "kind: postgre");
    assertThat(folder.problems())
        .hasSize(1)
        .allMatch(problem ->
            problem.startsWith("targets/shop.yaml:2:7: kind")
                && problem.contains("one of mcp, postgres")
                && problem.contains("\"postgres\" perhaps"));
    folder.replace("targets/shop.yaml", "kind: postgre\n", "");
    assertThat(folder.problems()).hasSize(1).allMatch(problem -> problem.contains("\"kind\""));
  }

  @Test
  void what_cannot_be_an_account_or_an_address_is_told() {
    folder.replace("targets/shop.yaml", "db.example:5433", "db.example:99999");
    folder.replace("targets/shop.yaml", "reporting:", "re~porting:");
    folder.replace("targets/shop.yaml", "user: shop_owner", "user: " + "x".repeat(64));
    assertThat(folder.problems())
        .hasSize(3)
        .anyMatch(problem -> problem.contains("address"))
        .anyMatch(problem -> problem.contains("re~porting"))
        .anyMatch(problem -> problem.contains("accounts.owner.user"));
  }

  @Test
  void a_role_of_the_server_may_have_what_separates_the_words_of_clients() {
    folder.replace("targets/shop.yaml", "user: shop_owner", "user: shop~owner/nightly");
    assertThat(shop().target().accounts())
        .hasEntrySatisfying(
            "owner", account -> assertThat(account.user()).isEqualTo("shop~owner/nightly"));
  }

  @Test
  void a_certificate_needs_tls() {
    folder.replace("targets/shop.yaml", "tls: verify-full", "tls: off");
    assertThat(folder.problems()).hasSize(1).allMatch(problem -> problem.contains("certificate"));
  }

  @Test
  void an_authority_without_a_name_is_one_of_ones_own() {
    folder.replace("targets/shop.yaml", "tls: verify-full", "tls: verify-ca");

    assertThat(folder.problems())
        .hasSize(1)
        .allMatch(problem -> problem.contains("verify-ca asks for no name"));
  }

  @Test
  void a_server_that_no_client_can_reach_is_a_mistake() {
    folder.main("\npostgres: {listen: {port: 6432}, plaintext: true}", "");
    assertThat(folder.problems())
        .hasSize(1)
        .allMatch(problem -> problem.contains("nobody listens for it"));
  }

  @Test
  void plain_text_leaves_the_machine_only_when_that_is_said() {
    folder.main("{listen: {port: 6432}, plaintext: true}", "{listen: {address: 10.0.0.1}}");
    assertThat(folder.problems()).hasSize(1).allMatch(problem -> problem.contains("plain"));
    folder.main("{listen: {address: 10.0.0.1}}", "{plaintext: true}");
    PostgresListening listening = folder.loaded().postgres().orElseThrow();
    assertThat(listening.port()).isEqualTo(5432);
    assertThat(listening.encryption()).isEqualTo(PostgresDoor.Encryption.NONE);
  }

  @Test
  void the_loops_of_the_listener_are_a_setting_and_fewer_than_processors_without_it() {
    int processors = Runtime.getRuntime().availableProcessors();
    assertThat(folder.loaded().postgres().orElseThrow().loops())
        .isEqualTo(Math.max(1, processors / 2));
    folder.main("{listen: {port: 6432}, plaintext: true}", "{plaintext: true, loops: 3}");
    assertThat(folder.loaded().postgres().orElseThrow().loops()).isEqualTo(3);
    folder.main("loops: 3", "loops: 0");
    assertThat(folder.problems()).hasSize(1).allMatch(problem -> problem.contains("loops"));
  }

  @Test
  void policies_can_speak_of_every_verb_and_part() {
    folder.put(
        "policies/all.cedar",
        """
        permit(principal, action == Action::"connect", resource in PostgresServer::"shop")
        when { context has account && context.account == "reporting" };
        permit(principal, action in [Action::"read", Action::"insert"], resource in Tag::"hr");
        forbid(principal, action == Action::"ddl", resource in Database::"shop/people");
        forbid(principal, action, resource is Account in PostgresServer::"shop")
        when { resource in Env::"production" };
        """);
    assertThat(folder.warnings()).isEmpty();
    Set<String> actions = Vocabulary.sharedActions();
    assertThat(actions)
        .contains("statement")
        .containsAll(Arrays.stream(Verb.values()).map(Verb::action).toList());
  }
}
