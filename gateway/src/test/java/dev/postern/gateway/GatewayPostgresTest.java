package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.testkit.issuer.StubIssuer;
import dev.postern.testkit.issuer.StubKey;
import dev.postern.testkit.postgres.LoopbackPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The product put together, from its files to a real PostgreSQL, with pgjdbc in front. */
@Timeout(120)
class GatewayPostgresTest {
  private static final StubKey KEY = StubKey.es256("one");

  @TempDir private static Path base;
  private static LoopbackPostgres server;
  private static StubIssuer issuer;

  @TempDir private Path folder;
  private GatewayStand stand;

  @BeforeAll
  static void start() throws Exception {
    issuer = new StubIssuer(KEY);
    server = GatewayStand.database(base);
    server.run(
        "CREATE TABLE orders (id int PRIMARY KEY, customer text)",
        "INSERT INTO orders VALUES (1, 'Ines'), (2, 'Omar')",
        "GRANT ALL ON orders TO report_ro");
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    issuer.close();
  }

  @BeforeEach
  void write() throws IOException {
    stand = new GatewayStand(folder, issuer, KEY, 18_000);
    stand.shop(server);
    stand.write(
        "postern.yaml",
        """
        listen: {port: %1$d, url: "http://127.0.0.1:%1$d"}
        postgres: {listen: {port: %2$d}, plaintext: true}
        data: data
        issuers:
          - id: test
            url: %3$s
            parties: [{kind: person, name: {claim: sub}}]
        people: [{name: ana}, {name: ben}]
        policies: [rules.cedar]
        targets: ["targets/*.yaml"]
        """
            .formatted(stand.http(), stand.postgres(), issuer.issuer()));
    permit("read", "set");
  }

  @AfterEach
  void closed() {
    stand.close();
  }

  private void permit(String... actions) throws IOException {
    StringBuilder list = new StringBuilder("Action::\"connect\"");
    for (String action : actions) {
      list.append(", Action::\"").append(action).append('"');
    }
    stand.write(
        "rules.cedar",
        "permit(principal == Person::\"ana\", action in ["
            + list
            + "], resource in PostgresServer::\"shop\");\n");
  }

  @Test
  void a_driver_signs_in_by_token_and_reads_what_policy_lets_it() throws Exception {
    try (Gateway gateway = stand.start();
        Connection ana = connect("ana");
        Statement statement = ana.createStatement()) {
      assertThat(gateway.postgresPort()).hasValue(stand.postgres());
      try (ResultSet rows = statement.executeQuery("SELECT customer FROM orders ORDER BY id")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("Ines");
      }
      assertThatThrownBy(() -> statement.execute("DELETE FROM orders"))
          .isInstanceOfSatisfying(
              SQLException.class, refused -> assertThat(refused.getSQLState()).isEqualTo("42501"));
      try (ResultSet rows =
          statement.executeQuery("SELECT count(*), current_user FROM orders GROUP BY 2")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(2);
        assertThat(rows.getString(2)).isEqualTo("report_ro");
      }
    }
  }

  @Test
  void who_is_not_known_or_not_permitted_is_not_let_in() throws Exception {
    try (Gateway gateway = stand.start()) {
      assertThat(gateway.postgresPort()).isPresent();
      assertThatThrownBy(
              () -> GatewayStand.connect(stand.postgres(), "shop", "reporting~token", "no-token"))
          .isInstanceOfSatisfying(
              SQLException.class, refused -> assertThat(refused.getSQLState()).startsWith("28"));
      assertThatThrownBy(() -> connect("ben")).isInstanceOf(SQLException.class);
      assertThat(sessionsOnTheServer()).isZero();
    }
  }

  @Test
  void a_reload_that_forbids_reaches_a_session_that_is_open() throws Exception {
    try (Gateway gateway = stand.start();
        Connection ana = connect("ana");
        Statement statement = ana.createStatement()) {
      statement.execute("SELECT 1");
      permit();
      assertThat(gateway.reload("test").problems()).isEmpty();
      assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void a_reload_without_its_account_ends_a_session() throws Exception {
    try (Gateway gateway = stand.start();
        Connection ana = connect("ana");
        Statement statement = ana.createStatement()) {
      statement.execute("SELECT 1");
      Path shop = folder.resolve("targets/shop.yaml");
      Files.writeString(shop, Files.readString(shop).replace("{reporting:", "{other:"));
      assertThat(gateway.reload("test").problems()).isEmpty();
      // Sessions hear of it on their own loops: at the latest between two statements.
      assertThatThrownBy(() -> forever(statement)).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> connect("ana")).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void a_refused_statement_leaves_what_a_failing_one_leaves() throws Exception {
    permit("read", "set", "insert");
    List<String> direct;
    try (Connection owner = server.owner()) {
      direct = play(owner, "SELECT no_such_column");
    }
    try (Gateway gateway = stand.start();
        Connection ana = connect("ana")) {
      assertThat(gateway.postgresPort()).isPresent();
      assertThat(play(ana, "DELETE FROM orders")).isEqualTo(direct);
    }
  }

  /** What a session hears, and leaves in the table, around a statement that does not run. */
  private static List<String> play(Connection session, String refused) throws SQLException {
    List<String> heard = new ArrayList<>();
    session.setAutoCommit(false);
    for (String text :
        List.of(
            "INSERT INTO orders VALUES (10, 'undone')",
            refused,
            "INSERT INTO orders VALUES (11, 'too late')")) {
      heard.add(outcome(session, text, refused));
    }
    session.rollback();
    session.setAutoCommit(true);
    heard.add(outcome(session, "INSERT INTO orders VALUES (12, 'undone'); " + refused, refused));
    heard.add(outcome(session, "INSERT INTO orders VALUES (13, 'kept')", refused));
    try (Statement batch = session.createStatement()) {
      batch.addBatch("INSERT INTO orders VALUES (14, 'undone')");
      batch.addBatch(refused);
      batch.addBatch("INSERT INTO orders VALUES (15, 'skipped')");
      batch.executeBatch();
      heard.add("ran");
    } catch (BatchUpdateException failed) {
      heard.add(Arrays.toString(failed.getUpdateCounts()));
    }
    try (Connection owner = server.owner();
        Statement statement = owner.createStatement();
        ResultSet rows =
            statement.executeQuery("DELETE FROM orders WHERE id > 9 RETURNING id, customer")) {
      while (rows.next()) {
        heard.add(rows.getInt(1) + " " + rows.getString(2));
      }
    }
    return heard;
  }

  private static String outcome(Connection session, String text, String refused) {
    try (Statement statement = session.createStatement()) {
      statement.execute(text);
      return "ran";
    } catch (SQLException failed) {
      return text.contains(refused) ? "refused" : failed.getSQLState();
    }
  }

  @Test
  void draining_ends_what_is_open() throws Exception {
    try (Gateway gateway = stand.start();
        Connection ana = connect("ana");
        Statement statement = ana.createStatement()) {
      statement.execute("SELECT 1");
      assertThat(gateway.drain(Duration.ofSeconds(30))).isTrue();
      assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
    }
  }

  private static void forever(Statement statement) throws SQLException {
    while (true) {
      statement.execute("SELECT 1");
    }
  }

  private Connection connect(String person) throws SQLException {
    return stand.connect(person, "reporting");
  }

  private static int sessionsOnTheServer() throws SQLException {
    try (Connection owner = server.owner();
        Statement statement = owner.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = 'report_ro'")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
