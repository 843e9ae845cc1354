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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Access for a time on the product put together, in front of a real PostgreSQL. */
@Timeout(180)
class GatewayGrantTest {
  private static final StubKey KEY = StubKey.es256("one");
  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient REST = HttpClient.newHttpClient();

  @TempDir private static Path base;
  private static EmbeddedPostgres server;
  private static StubIssuer issuer;

  @TempDir private Path folder;
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
      Files.writeString(
          base.resolve("data/pg_hba.conf"),
          "host all report_ro 127.0.0.1/32 scram-sha-256\nhost all postgres 127.0.0.1/32 trust\n");
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
    http = free(21_000);
    port = free(http + 1);
    Files.createDirectories(folder.resolve("targets"));
    Files.writeString(folder.resolve("secret"), "pencil\n");
    configure("[reader]");
    Files.writeString(
        folder.resolve("rules.cedar"),
        """
        @id("readers-read")
        permit(principal in Role::"reader", action, resource in PostgresServer::"shop");
        @id("staff-asks")
        permit(
          principal in Group::"staff",
          action in [postern::Action::"request-role", postern::Action::"renew-grant"],
          resource
        ) when { context.input.seconds <= 3600 };
        @id("leads-approve") @approval("leads")
        forbid(
          principal,
          action in [postern::Action::"request-role", postern::Action::"renew-grant"],
          resource
        ) unless { context.approved };
        @id("leads-end")
        permit(
          principal in Group::"leads", action == postern::Action::"revoke-grant", resource
        );
        """);
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
  }

  private void configure(String roles) throws IOException {
    Files.writeString(
        folder.resolve("postern.yaml"),
        """
        listen: {port: %1$d, url: "http://127.0.0.1:%1$d"}
        postgres: {listen: {port: %2$d}, plaintext: true}
        data: data
        issuers:
          - id: test
            url: %3$s
            parties: [{kind: person, name: {claim: sub}}]
        groups: [staff, leads]
        people:
          - {name: ana, groups: [staff]}
          - {name: rita, groups: [leads]}
        roles: %4$s
        policies: [rules.cedar]
        targets: ["targets/*.yaml"]
        """
            .formatted(http, port, issuer.issuer(), roles));
  }

  @Test
  void what_is_asked_approved_and_given_back_opens_and_ends_a_session() throws Exception {
    try (Gateway gateway = gateway()) {
      assertThat(gateway.port()).isPositive();
      assertThatThrownBy(this::connect).isInstanceOf(SQLException.class);
      String id = granted("\"for\":\"30m\"");
      try (Connection ana = connect();
          Statement statement = ana.createStatement()) {
        assertThat(count(statement, "SELECT generate_series(1, 5)")).isEqualTo(5);

        assertThat(post("ana", "grants/" + id + "/return", "").statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
      }
      assertThatThrownBy(this::connect)
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("your grant " + id + " of reader on shop has ended");
    }
  }

  @Test
  void one_that_is_revoked_in_the_middle_of_a_query_cancels_it_and_says_why() throws Exception {
    try (Gateway gateway = gateway()) {
      assertThat(gateway.port()).isPositive();
      String id = granted("\"for\":\"30m\"");
      try (Connection ana = connect();
          Statement statement = ana.createStatement()) {
        CompletableFuture<Void> query = running(statement, "SELECT pg_sleep(600)");

        assertThat(post("rita", "grants/" + id + "/revoke", "{\"reason\":\"enough\"}").body())
            .contains("rita took it back: enough");

        assertThatThrownBy(query::get)
            .isInstanceOf(ExecutionException.class)
            .hasMessageContaining("your grant " + id + " of reader on shop has ended")
            .hasMessageContaining("enough");
        untilNothingRuns();
      }
    }
  }

  @Test
  void one_that_ends_by_the_clock_in_the_middle_of_a_query_cancels_it() throws Exception {
    try (Gateway gateway = gateway()) {
      assertThat(gateway.port()).isPositive();
      String id = granted("\"for\":\"30m\"");
      try (Connection ana = connect();
          Statement statement = ana.createStatement()) {
        CompletableFuture<Void> query = running(statement, "SELECT pg_sleep(600)");
        assertThat(post("ana", "grants/" + id + "/shorten", "{\"for\":\"1s\"}").statusCode())
            .isEqualTo(200);

        assertThatThrownBy(query::get)
            .isInstanceOf(ExecutionException.class)
            .hasMessageContaining("your grant " + id)
            .hasMessageContaining("its time is over");
        untilNothingRuns();
      }
    }
  }

  @Test
  void more_rows_than_its_budget_has_are_never_shown() throws Exception {
    try (Gateway gateway = gateway()) {
      assertThat(gateway.port()).isPositive();
      String id = granted("\"for\":\"30m\",\"budget\":{\"rows\":50}");
      try (Connection ana = connect();
          Statement statement = ana.createStatement()) {
        assertThat(count(statement, "SELECT generate_series(1, 40)")).isEqualTo(40);
        assertThatThrownBy(() -> count(statement, "SELECT generate_series(1, 5000)"))
            .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
      }
      assertThat(get("ana", "grants/" + id).body()).contains("its budget of 50 rows is spent");
      assertThat(used(id, "rows")).isEqualTo(40);
      assertThatThrownBy(this::connect).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void a_budget_of_operations_is_exact_and_outlives_a_restart() throws Exception {
    String id;
    long before;
    try (Gateway gateway = gateway()) {
      assertThat(gateway.port()).isPositive();
      id = granted("\"for\":\"30m\",\"budget\":{\"operations\":12}");
      try (Connection ana = connect();
          Statement statement = ana.createStatement()) {
        count(statement, "SELECT oid FROM pg_class LIMIT 1");
      }
      before = used(id, "operations");
      assertThat(before).isBetween(1L, 11L);
    }
    try (Gateway gateway = gateway()) {
      assertThat(gateway.port()).isPositive();
      assertThat(used(id, "operations")).isEqualTo(before);
      try (Connection ana = connect();
          Statement statement = ana.createStatement()) {
        assertThatThrownBy(
                () -> {
                  for (int i = 0; i < 12; i++) {
                    count(statement, "SELECT oid FROM pg_class LIMIT 1");
                  }
                })
            .isInstanceOf(SQLException.class);
      }
      assertThat(used(id, "operations")).isEqualTo(12);
    }
  }

  @Test
  void one_whose_role_leaves_the_configuration_ends_and_does_not_come_back_with_it()
      throws Exception {
    try (Gateway gateway = gateway()) {
      granted("\"for\":\"30m\"");
      Path rules = folder.resolve("rules.cedar");
      String with = Files.readString(rules);
      try (Connection ana = connect();
          Statement statement = ana.createStatement()) {
        count(statement, "SELECT 1");
        configure("[]");
        Files.writeString(rules, with.substring(with.indexOf("@id(\"staff-asks\")")));
        assertThat(gateway.reload("test").problems()).isEmpty();
        assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
      }
      configure("[reader]");
      Files.writeString(rules, with);
      assertThat(gateway.reload("test").problems()).isEmpty();
      assertThatThrownBy(this::connect).isInstanceOf(SQLException.class);
      assertThat(JSON.readTree(get("ana", "grants").body()).path("grants").path(0).path("why"))
          .asString()
          .contains("no longer configured");
    }
  }

  /** Asks, has it approved, and collects it. */
  private String granted(String how) throws Exception {
    String body = "{\"role\":\"reader\",\"target\":\"shop\",\"reason\":\"a look\"," + how + "}";
    HttpResponse<String> asked = post("ana", "grants?wait=0", body);
    assertThat(asked.statusCode()).as(asked.body()).isEqualTo(202);
    String request = JSON.readTree(asked.body()).path("approval").path("id").stringValue();
    JsonNode shown = JSON.readTree(get("rita", "requests/" + request).body());
    assertThat(shown.path("text").stringValue()).contains("\"role\": \"reader\"", "readers-read");
    HttpResponse<String> answered =
        post(
            "rita",
            "requests/" + request + "/approve",
            "{\"binding\":\"" + shown.path("binding").stringValue() + "\"}");
    assertThat(answered.statusCode()).as(answered.body()).isEqualTo(200);
    HttpResponse<String> given = post("ana", "grants?wait=10", body);
    assertThat(given.statusCode()).as(given.body()).isEqualTo(201);
    return JSON.readTree(given.body()).path("id").stringValue();
  }

  private long used(String id, String what) throws Exception {
    return JSON.readTree(get("ana", "grants/" + id).body())
        .path("budget")
        .path(what)
        .path("used")
        .longValue();
  }

  /** Completes when the query has ended; returns when the server runs it. */
  private static CompletableFuture<Void> running(Statement statement, String sql)
      throws SQLException {
    CompletableFuture<Void> ended =
        CompletableFuture.runAsync(() -> {
          try {
            statement.execute(sql);
          } catch (SQLException failed) {
            throw new IllegalStateException(failed.getMessage(), failed);
          }
        });
    while (!ended.isDone() && atWork() == 0) {
      Thread.onSpinWait();
    }
    return ended;
  }

  private static void untilNothingRuns() throws SQLException {
    while (atWork() > 0) {
      Thread.onSpinWait();
    }
  }

  /** How many statements the server runs for the gateway's account. */
  private static int atWork() throws SQLException {
    try (Connection owner = server.getPostgresDatabase().getConnection();
        Statement statement = owner.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = 'report_ro'"
                    + " AND state = 'active'")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static int count(Statement statement, String sql) throws SQLException {
    int rows = 0;
    try (ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        rows++;
      }
    }
    return rows;
  }

  private Connection connect() throws SQLException {
    Properties how = new Properties();
    how.setProperty("user", "reporting~token");
    how.setProperty("password", token("ana", "/postgres"));
    how.setProperty("sslmode", "disable");
    how.setProperty("gssEncMode", "disable");
    return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/shop", how);
  }

  private Gateway gateway() throws IOException {
    Path file = folder.resolve("postern.yaml");
    return switch (Main.load(file)) {
      case ConfigurationSource.Loaded loaded -> Gateway.start(file, loaded.configuration());
      case ConfigurationSource.Rejected rejected ->
          throw new AssertionError(rejected.problems().toString());
    };
  }

  private HttpResponse<String> post(String person, String path, String body) throws Exception {
    return ask(person, "POST", path, body);
  }

  private HttpResponse<String> get(String person, String path) throws Exception {
    return ask(person, "GET", path, "");
  }

  private HttpResponse<String> ask(String person, String method, String path, String body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/api/v1/" + path))
            .header("authorization", "Bearer " + token(person, "/api"))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return REST.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private String token(String person, String path) {
    long now = Instant.now().getEpochSecond();
    String claims =
        "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"http://127.0.0.1:%d%s\",\"iat\":%d,\"exp\":%d}"
            .formatted(issuer.issuer(), person, http, path, now, now + 600);
    return KEY.sign("{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"one\"}", claims);
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
