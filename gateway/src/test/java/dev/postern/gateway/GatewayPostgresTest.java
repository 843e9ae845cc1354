package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.config.ConfigurationSource;
import dev.postern.testkit.issuer.StubIssuer;
import dev.postern.testkit.issuer.StubKey;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
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
  private static EmbeddedPostgres server;
  private static StubIssuer issuer;

  @TempDir private Path folder;
  private Path file = Path.of("");
  private int http;
  private int port;

  @BeforeAll
  static void start() throws Exception {
    issuer = new StubIssuer(KEY);
    server =
        EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(base.resolve("server").toFile())
            .setDataDirectory(base.resolve("data"))
            .setCleanDataDirectory(true)
            .setPGStartupWait(Duration.ofSeconds(60))
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("unix_socket_directories", "")
            .setServerConfig("fsync", "off")
            .start();
    try (Connection owner = server.getPostgresDatabase().getConnection();
        Statement statement = owner.createStatement()) {
      statement.execute("CREATE ROLE report_ro LOGIN PASSWORD 'pencil'");
      statement.execute("CREATE TABLE orders (id int PRIMARY KEY, customer text)");
      statement.execute("INSERT INTO orders VALUES (1, 'Ines'), (2, 'Omar')");
      statement.execute("GRANT ALL ON orders TO report_ro");
    }
    Files.writeString(
        base.resolve("data/pg_hba.conf"),
        "host all report_ro 127.0.0.1/32 scram-sha-256\nhost all postgres 127.0.0.1/32 trust\n");
    try (Connection owner = server.getPostgresDatabase().getConnection();
        Statement statement = owner.createStatement()) {
      statement.execute("SELECT pg_reload_conf()");
    }
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    issuer.close();
  }

  @BeforeEach
  void write() throws IOException {
    http = free(18_000);
    port = free(http + 1);
    file = folder.resolve("postern.yaml");
    Files.createDirectories(folder.resolve("targets"));
    Files.writeString(folder.resolve("secret"), "pencil\n");
    Files.writeString(
        file,
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
            .formatted(http, port, issuer.issuer()));
    Files.writeString(
        folder.resolve("targets/shop.yaml"),
        """
        name: shop
        kind: postgres
        address: 127.0.0.1:%d
        tls: off
        database: postgres
        environment: test
        accounts: {reporting: {user: report_ro, credential: {file: secret}}}
        """
            .formatted(server.getPort()));
    permit("read", "set");
  }

  private void permit(String... actions) throws IOException {
    StringBuilder list = new StringBuilder("Action::\"connect\"");
    for (String action : actions) {
      list.append(", Action::\"").append(action).append('"');
    }
    Files.writeString(
        folder.resolve("rules.cedar"),
        "permit(principal == Person::\"ana\", action in ["
            + list
            + "], resource in PostgresServer::\"shop\");\n");
  }

  @Test
  void a_driver_signs_in_by_token_and_reads_what_policy_lets_it() throws Exception {
    try (Gateway gateway = gateway();
        Connection ana = connect("ana");
        Statement statement = ana.createStatement()) {
      assertThat(gateway.postgresPort()).hasValue(port);
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
    try (Gateway gateway = gateway()) {
      assertThat(gateway.postgresPort()).isPresent();
      assertThatThrownBy(() -> connect("reporting~token", "no-token"))
          .isInstanceOfSatisfying(
              SQLException.class, refused -> assertThat(refused.getSQLState()).startsWith("28"));
      assertThatThrownBy(() -> connect("ben")).isInstanceOf(SQLException.class);
      assertThat(sessionsOnTheServer()).isZero();
    }
  }

  @Test
  void a_reload_that_forbids_reaches_a_session_that_is_open() throws Exception {
    try (Gateway gateway = gateway();
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
    try (Gateway gateway = gateway();
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
    try (Connection owner = server.getPostgresDatabase().getConnection()) {
      direct = play(owner, "SELECT no_such_column");
    }
    try (Gateway gateway = gateway();
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
    try (Connection owner = server.getPostgresDatabase().getConnection();
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
    try (Gateway gateway = gateway();
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

  private Gateway gateway() throws IOException {
    return switch (Main.load(file)) {
      case ConfigurationSource.Loaded loaded -> Gateway.start(file, loaded.configuration());
      case ConfigurationSource.Rejected rejected ->
          throw new AssertionError(rejected.problems().toString());
    };
  }

  private Connection connect(String person) throws SQLException {
    long now = Instant.now().getEpochSecond();
    String claims =
        "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"http://127.0.0.1:%d/postgres\",\"iat\":%d,\"exp\":%d}"
            .formatted(issuer.issuer(), person, http, now, now + 300);
    String header = "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"one\"}";
    return connect("reporting~token", KEY.sign(header, claims));
  }

  private Connection connect(String user, String password) throws SQLException {
    Properties how = new Properties();
    how.setProperty("user", user);
    how.setProperty("password", password);
    how.setProperty("sslmode", "disable");
    how.setProperty("gssEncMode", "disable");
    return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/shop", how);
  }

  private static int sessionsOnTheServer() throws SQLException {
    try (Connection owner = server.getPostgresDatabase().getConnection();
        Statement statement = owner.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = 'report_ro'")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  /** A free port below the ephemeral range. */
  private static int free(int from) throws IOException {
    for (int candidate = from; candidate < 30_000; candidate += 7) {
      try (ServerSocket socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // The next one, then.
      }
    }
    throw new IOException("no free port");
  }
}
