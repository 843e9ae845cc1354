package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.ledger.LedgerReader;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.testkit.FreePort;
import dev.postern.testkit.postgres.LoopbackPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway looks at what a real PostgreSQL server offers, as its own and recorded. */
@Timeout(180)
class ScanPostgresTest {
  private static final String ONE =
      "accounts: {reporting: {user: report_ro, credential: {file: secret}}}\n";

  @TempDir private static Path home;
  private static LoopbackPostgres server;

  @TempDir private Path folder;

  @BeforeAll
  static void fill() throws Exception {
    server = GatewayStand.database(home);
    server.run("CREATE SCHEMA crm");
    server.run("CREATE TYPE crm.mood AS ENUM ('glad', 'sad')");
    server.run(
        "CREATE TABLE crm.people (id bigint NOT NULL, email text, mood crm.mood,"
            + " \"my\u202epassword\" text)");
    server.run("CREATE VIEW crm.names AS SELECT id FROM crm.people");
    server.run(
        "CREATE FUNCTION crm.twice(a int) RETURNS int LANGUAGE sql SECURITY DEFINER"
            + " AS 'SELECT 2 * a'");
    server.run("GRANT USAGE ON SCHEMA crm TO report_ro");
    server.run("GRANT SELECT ON crm.names TO report_ro");
    server.run("CREATE DATABASE side");
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Test
  void tells_schemas_relations_columns_types_and_functions_and_what_the_account_may()
      throws Exception {
    try (ScanStand stand = stand(ONE, "")) {
      ScanStand.Told told = stand.scan("olga", "shop");

      assertThat(told.status()).as(told.body().toString()).isEqualTo(200);
      assertThat(told.body().path("inventory").path("server").asString(""))
          .startsWith("PostgreSQL 1");
      assertThat(facts(told, "schema", "crm")).isEqualTo("{\"usage\":\"yes\"}");
      assertThat(facts(told, "relation", "crm.people"))
          .isEqualTo(
              "{\"kind\":\"table\",\"row security\":\"no\",\"select\":\"no\",\"write\":\"no\"}");
      assertThat(facts(told, "relation", "crm.names")).contains("\"view\"", "\"select\":\"yes\"");
      assertThat(facts(told, "column", "crm.people.id"))
          .isEqualTo("{\"null\":\"never\",\"type\":\"bigint\"}");
      assertThat(facts(told, "column", "crm.people.mood")).contains("\"type\":\"crm.mood\"");
      assertThat(facts(told, "type", "crm.mood")).contains("\"labels\":\"glad, sad\"");
      assertThat(facts(told, "function", "crm.twice(a integer)"))
          .contains("\"with its owner's rights\":\"yes\"", "\"returns\":\"integer\"");
      assertThat(told.body().path("inventory").toString()).doesNotContain("pg_class");
    }
  }

  @Test
  void tells_databases_that_no_file_names_and_those_that_are_not_there() throws Exception {
    try (ScanStand stand = stand(ONE + "databases: {postgres: {}, gone: {}}\n", "")) {
      ScanStand.Told told = stand.scan("olga", "shop");

      assertThat(told.finding("side").path("code").asString("")).isEqualTo("undescribed");
      assertThat(told.finding("side").path("stanza").asString("")).contains("side: {classes: []}");
      assertThat(told.finding("gone").path("code").asString("")).isEqualTo("not-offered");
      assertThat(told.finding("template1").isMissingNode()).isTrue();
      assertThat(told.finding("postgres").path("code").asString("")).isEqualTo("looks-sensitive");
      assertThat(told.finding("postgres").path("what").asString(""))
          .isEqualTo(
              "by their names 2 columns may need a class: \"crm.people.email\","
                  + " \"crm.people.my\\u202epassword\"");
    }
  }

  @Test
  void a_database_whose_content_is_classed_can_be_looked_at_and_no_content_is_read()
      throws Exception {
    try (ScanStand stand = stand(ONE + "databases: {postgres: {classes: [secret]}}\n", "")) {
      assertThat(stand.scan("olga", "shop").status()).isEqualTo(200);
    }
    List<Leaf.Admitted> admitted = admitted();
    assertThat(admitted)
        .extracting(leaf -> leaf.asked().label())
        .contains("connect shop/postgres as reporting");
    Map<EntryId, Leaf.Outcome> ends = new HashMap<>();
    leaves(Leaf.Closed.class).forEach(closed -> ends.put(closed.of(), closed.outcome()));
    assertThat(admitted)
        .allSatisfy(leaf ->
            assertThat(ends.get(leaf.id()))
                .as(leaf.asked().label())
                .extracting(Leaf.Outcome::end)
                .isEqualTo(Leaf.End.ANSWERED));
    assertThat(admitted)
        .allSatisfy(leaf -> {
          assertThat(leaf.asked().caller().actor().name()).isEqualTo("scanner");
          assertThat(leaf.asked().atoms())
              .allMatch(atom -> List.of("connect", "select").contains(atom.action().name()));
        });
  }

  @Test
  void another_database_and_another_account_can_be_said() throws Exception {
    String two =
        "accounts: {reporting: {user: report_ro, credential: {file: secret}},"
            + " other: {user: report_ro, credential: {file: secret}}}\n";
    try (ScanStand stand = stand(two, "")) {
      assertThat(stand.scan("olga", "shop").status()).isEqualTo(400);
      assertThat(stand.scan("olga", "shop").reason()).contains("other, reporting");
      ScanStand.Told told =
          stand.scan("olga", "shop", "{\"account\":\"other\",\"database\":\"side\"}");
      assertThat(told.status()).as(told.body().toString()).isEqualTo(200);
      assertThat(told.item("schema", "crm").isMissingNode()).isTrue();
      assertThat(stand.scan("olga", "shop", "{\"account\":\"none\"}").status()).isEqualTo(404);
    }
  }

  @Test
  void a_name_that_nothing_can_have_is_refused_and_nobody_is_asked() throws Exception {
    try (ScanStand stand = stand(ONE, "")) {
      for (String name : List.of("\\u0000", "a\\nb", "a\\u0085b", "a\\ud800b")) {
        for (String key : List.of("database", "account")) {
          String wanted = "{\"" + key + "\":\"" + name + "\"}";
          ScanStand.Told told = stand.scan("olga", "shop", wanted);
          assertThat(told.status()).as(told.body().toString()).isEqualTo(400);
          assertThat(told.reason()).contains("'" + key + "'");
        }
      }
    }
    assertThat(admitted()).isEmpty();
  }

  @Test
  void each_way_to_fail_says_what_to_do() throws Exception {
    try (ScanStand stand = stand(ONE, "forbid (principal is Postern, action, resource);")) {
      ScanStand.Told told = stand.scan("olga", "shop");
      assertThat(told.status()).isEqualTo(403);
      assertThat(told.reason()).contains("policy does not let");
      assertThat(stand.scan("ana", "shop").status()).isEqualTo(403);
    }
    try (ScanStand stand = stand(ONE, "")) {
      ScanStand.Told told = stand.scan("olga", "shop", "{\"database\":\"nowhere\"}");
      assertThat(told.status()).isEqualTo(502);
      assertThat(told.reason()).contains("nowhere");
      Files.writeString(folder.resolve("secret"), "wrong\n");
    }
    try (ScanStand stand = started("")) {
      ScanStand.Told told = stand.scan("olga", "shop");
      assertThat(told.status()).isEqualTo(502);
      assertThat(told.reason()).contains("sign-in");
    }
  }

  private static String facts(ScanStand.Told told, String kind, String name) {
    return told.item(kind, name).path("facts").toString();
  }

  private List<Leaf.Admitted> admitted() throws IOException {
    return leaves(Leaf.Admitted.class).stream()
        .filter(leaf -> leaf.asked().target().equals("shop"))
        .toList();
  }

  private <T extends Leaf> List<T> leaves(Class<T> type) throws IOException {
    List<T> found = new ArrayList<>();
    LedgerReader.of(folder.resolve("data/ledger"))
        .leaves(leaf -> {
          if (type.isInstance(leaf)) {
            found.add(type.cast(leaf));
          }
        });
    return found;
  }

  private ScanStand stand(String target, String rules) throws Exception {
    Files.createDirectories(folder.resolve("targets"));
    Files.writeString(folder.resolve("secret"), "pencil\n");
    Files.writeString(
        folder.resolve("targets/shop.yaml"),
        """
        name: shop
        kind: postgres
        address: 127.0.0.1:%d
        tls: off
        database: postgres
        environment: test
        """
                .formatted(server.port())
            + target);
    return started(rules);
  }

  private ScanStand started(String rules) throws Exception {
    return new ScanStand(
        folder,
        rules,
        "postgres: {listen: {port: %d}, plaintext: true}\n".formatted(FreePort.from(25_000)));
  }
}
