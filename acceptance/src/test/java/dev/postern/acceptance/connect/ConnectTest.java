package dev.postern.acceptance.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.demo.shop.Shop;
import dev.postern.gateway.Gateway;
import dev.postern.gateway.api.Api;
import dev.postern.gateway.config.ConfigurationSource;
import dev.postern.kernel.cedar.Source;
import dev.postern.testkit.FreePort;
import dev.postern.testkit.issuer.StubIssuer;
import dev.postern.testkit.issuer.StubKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the command prints and does, used by PostgreSQL's JDBC driver, over TLS. */
@Timeout(180)
class ConnectTest {
  private static final Duration LIFE = Duration.ofMinutes(30);
  private static final StubKey KEY = StubKey.es256("one");
  private static final String PASSFILE = "-Dorg.postgresql.pgpassfile=";
  private static final Map<String, String> PASSWORDS =
      Map.of(Shop.READING, "reading-own", Shop.SERVICE, "service-own");

  @TempDir private static Path base;
  private static StubIssuer issuer;
  private static Shop shop;
  private static SelfSigned certificate;
  private static Gateway gateway;
  private static int http;

  @BeforeAll
  static void start() throws Exception {
    issuer = new StubIssuer(KEY);
    shop = Shop.open(0, base, PASSWORDS);
    certificate = SelfSigned.in(base);
    http = FreePort.from(19_500);
    gateway = gateway(FreePort.from(http + 1));
  }

  private static Gateway gateway(int port) throws IOException {
    Files.createDirectories(base.resolve("targets"));
    Files.writeString(base.resolve("secret"), PASSWORDS.get(Shop.READING) + "\n");
    Files.writeString(
        base.resolve("rules.cedar"),
        """
        permit (
          principal == Person::"ana",
          action in [Action::"connect", Action::"read", Action::"set"],
          resource in PostgresServer::"shop"
        );
        """);
    Files.writeString(
        base.resolve("targets/shop.yaml"),
        """
        name: shop
        kind: postgres
        address: 127.0.0.1:%d
        tls: off
        database: shop
        environment: test
        accounts: {reporting: {user: shop_reading, credential: {file: secret}}}
        """
            .formatted(shop.port()));
    Path file =
        Files.writeString(
            base.resolve("postern.yaml"),
            """
            listen: {port: %1$d, url: "http://127.0.0.1:%1$d"}
            postgres:
              listen: {port: %2$d}
              tls: {certificate: gate.crt, key: gate.key}
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
    return switch (ConfigurationSource.load(
        file, List.of(new Source("postern:built-in", Api.BUILT_IN_RULES)))) {
      case ConfigurationSource.Loaded loaded -> Gateway.start(file, loaded.configuration());
      case ConfigurationSource.Rejected rejected ->
          throw new AssertionError(rejected.problems().toString());
    };
  }

  @AfterAll
  static void stop() throws IOException {
    gateway.close();
    shop.close();
    issuer.close();
  }

  @Test
  void lists_what_ana_may_open_and_that_ben_may_open_nothing() throws Exception {
    assertThat(told("ana"))
        .anyMatch(line -> line.matches("shop/shop +reporting +127\\.0\\.0\\.1:\\d+"))
        .endsWith("exit status 0");
    assertThat(told("ben"))
        .containsExactly("There is no database that you may open.", "exit status 0");
  }

  @Test
  void a_printed_jdbc_line_and_its_file_open_a_session() throws Exception {
    List<String> told = told("ana", "shop", "--format", "jdbc");
    String file = told.stream().filter(line -> line.contains(PASSFILE)).findFirst().orElseThrow();
    String before =
        System.setProperty(
            "org.postgresql.pgpassfile",
            file.substring(file.indexOf(PASSFILE) + PASSFILE.length()));
    try (Connection session = DriverManager.getConnection(jdbc(told))) {
      assertThat(one(session, "SELECT current_user")).isEqualTo(Shop.READING);
    } finally {
      if (before == null) {
        System.clearProperty("org.postgresql.pgpassfile");
      } else {
        System.setProperty("org.postgresql.pgpassfile", before);
      }
    }
  }

  @Test
  void a_printed_jdbc_line_with_the_password_opens_a_session() throws Exception {
    String line = jdbc(told("ana", "shop/shop", "--format", "jdbc", "--print-password"));
    try (Connection session = DriverManager.getConnection(line)) {
      assertThat(one(session, "SELECT count(*) FROM orders")).isEqualTo("200");
    }
    String elsewhere = line.replace("password=", "password=x");
    assertThatThrownBy(() -> DriverManager.getConnection(elsewhere))
        .isInstanceOfSatisfying(
            SQLException.class, no -> assertThat(no.getSQLState()).startsWith("28"));
  }

  @Test
  void a_driver_that_knows_nothing_of_the_gateway_goes_by_a_local_port() throws Exception {
    try (Typed port = typed("ana", "shop", "--port", "0", "--format", "json")) {
      JsonNode told = JsonMapper.builder().build().readTree(port.line());
      assertThat(port.line()).contains("Listening on 127.0.0.1:", "Ctrl-C");
      try (Connection session = through(told, told.path("password").asString(""))) {
        assertThat(one(session, "SELECT current_user")).isEqualTo(Shop.READING);
        assertThat(one(session, "SELECT repeat('x', 3000000)")).hasSize(3_000_000);
        cancels(session);
        assertThatThrownBy(() -> one(session, "DELETE FROM orders RETURNING 1"))
            .isInstanceOfSatisfying(
                SQLException.class, no -> assertThat(no.getSQLState()).isEqualTo("42501"));
        assertThatThrownBy(() -> through(told, "a guess"))
            .isInstanceOfSatisfying(
                SQLException.class, no -> assertThat(no.getSQLState()).isEqualTo("28P01"));
        port.end();
        assertThat(port.rest())
            .containsExactly("The port is closed, and 1 session.", "exit status 0");
        assertThatThrownBy(() -> one(session, "SELECT 1")).isInstanceOf(SQLException.class);
      }
    }
  }

  @Test
  void a_command_is_run_with_the_way_in_its_environment() throws Exception {
    List<String> told =
        told(
            "ana",
            "shop",
            "--",
            "sh",
            "-c",
            "printf '%s\\n' \"$PGHOST\" \"$PGUSER\" \"$PGDATABASE\" \"$PGSSLMODE\""
                + " \"$PGSSLROOTCERT\" \"$PGPASSWORD\"; exit 3");
    assertThat(told).hasSize(7).endsWith("exit status 3");
    assertThat(told).first().isEqualTo("127.0.0.1");
    assertThat(told.get(1)).startsWith("reporting~");
    assertThat(told.subList(2, 5))
        .containsExactly("shop/shop", "verify-full", certificate.certificate().toString());
    assertThat(told.get(5)).hasSizeGreaterThan(20);
  }

  @Test
  void who_may_not_open_it_gets_no_password() throws Exception {
    assertThat(told("ben", "shop/shop", "--account", "reporting"))
        .anyMatch(line -> line.startsWith("postern: "))
        .noneMatch(line -> line.contains("psql"))
        .endsWith("exit status 1");
  }

  /** A query that runs until it is cancelled: the cancel comes on a connection of its own. */
  private static void cancels(Connection session) throws Exception {
    String query = "SELECT pg_sleep(600), 'cancelled by the test'";
    try (Statement statement = session.createStatement();
        ExecutorService beside = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<Void> running =
          CompletableFuture.runAsync(
              () -> {
                try {
                  statement.execute(query);
                } catch (SQLException failed) {
                  throw new CompletionException(failed);
                }
              },
              beside);
      awaitRunning(query);
      statement.cancel();
      assertThatThrownBy(running::join)
          .hasCauseInstanceOf(SQLException.class)
          .cause()
          .isInstanceOfSatisfying(
              SQLException.class, no -> assertThat(no.getSQLState()).isEqualTo("57014"));
    }
    assertThat(one(session, "SELECT 7")).isEqualTo("7");
  }

  /** Looks on the server itself, where an account sees its own sessions. */
  private static void awaitRunning(String query) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", Shop.READING);
    properties.setProperty("password", PASSWORDS.get(Shop.READING));
    try (Connection direct =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + shop.port() + "/shop", properties);
        PreparedStatement look =
            direct.prepareStatement(
                "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = ?")) {
      look.setString(1, query);
      while (true) {
        try (ResultSet rows = look.executeQuery()) {
          if (rows.next() && rows.getInt(1) == 1) {
            return;
          }
        }
      }
    }
  }

  private static Connection through(JsonNode told, String password) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", told.path("user").asString(""));
    properties.setProperty("password", password);
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + told.path("port").asString("") + "/shop", properties);
  }

  private static String jdbc(List<String> told) {
    return told.stream()
        .filter(line -> line.startsWith("jdbc:"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(told.toString()));
  }

  private static String one(Connection session, String query) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "no row";
    }
  }

  private static List<String> told(String person, String... words) throws Exception {
    try (Typed typed = typed(person, words)) {
      return typed.rest();
    }
  }

  private static Typed typed(String person, String... words) throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("POSTERN_URL", "http://127.0.0.1:" + http);
    environment.put("POSTERN_TOKEN", token(person));
    environment.put("POSTERN_AUTHORITIES", certificate.certificate().toString());
    environment.put("XDG_CONFIG_HOME", base.resolve(person).toString());
    List<String> all = new ArrayList<>(List.of("connect"));
    all.addAll(Arrays.asList(words));
    return new Typed(environment, all);
  }

  private static String token(String person) {
    return issuer.token(person, "http://127.0.0.1:" + http + "/api").signed(KEY, LIFE);
  }
}
