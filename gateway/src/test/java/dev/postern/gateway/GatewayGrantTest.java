package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.testkit.issuer.StubIssuer;
import dev.postern.testkit.issuer.StubKey;
import dev.postern.testkit.postgres.LoopbackPostgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
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

  @TempDir private static Path base;
  private static LoopbackPostgres server;
  private static StubIssuer issuer;

  @TempDir private Path folder;
  private GatewayStand stand;

  @BeforeAll
  static void start() throws Exception {
    issuer = new StubIssuer(KEY);
    server = GatewayStand.database(base);
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    issuer.close();
  }

  @BeforeEach
  void write() throws IOException {
    stand = new GatewayStand(folder, issuer, KEY, 21_000);
    stand.shop(server);
    configure("[reader]");
    stand.write(
        "rules.cedar",
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
  }

  @AfterEach
  void closed() {
    stand.close();
  }

  private void configure(String roles) throws IOException {
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
        groups: [staff, leads]
        people:
          - {name: ana, groups: [staff]}
          - {name: rita, groups: [leads]}
        roles: %4$s
        policies: [rules.cedar]
        targets: ["targets/*.yaml"]
        """
            .formatted(stand.http(), stand.postgres(), issuer.issuer(), roles));
  }

  @Test
  void what_is_asked_approved_and_given_back_opens_and_ends_a_session() throws Exception {
    try (Gateway gateway = stand.start()) {
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
    try (Gateway gateway = stand.start()) {
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
    try (Gateway gateway = stand.start()) {
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
    try (Gateway gateway = stand.start()) {
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
    try (Gateway gateway = stand.start()) {
      assertThat(gateway.port()).isPositive();
      id = granted("\"for\":\"30m\",\"budget\":{\"operations\":12}");
      try (Connection ana = connect();
          Statement statement = ana.createStatement()) {
        count(statement, "SELECT oid FROM pg_class LIMIT 1");
      }
      before = used(id, "operations");
      assertThat(before).isBetween(1L, 11L);
    }
    try (Gateway gateway = stand.start()) {
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
    try (Gateway gateway = stand.start()) {
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
    try (Connection owner = server.owner();
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
    return stand.connect("ana", "reporting");
  }

  private HttpResponse<String> post(String person, String path, String body) throws Exception {
    return stand.ask(person, "POST", path, body);
  }

  private HttpResponse<String> get(String person, String path) throws Exception {
    return stand.ask(person, "GET", path, "");
  }
}
