package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.drive.TestCertificate;
import dev.postern.testkit.issuer.AccessToken;
import dev.postern.testkit.issuer.StubIssuer;
import dev.postern.testkit.issuer.StubKey;
import dev.postern.testkit.postgres.LoopbackPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * PostgreSQL's own client library of version 18 in front of the product, which has a real server
 * behind it: what psql and every driver on libpq can do.
 */
@Timeout(120)
class LibpqTest {
  private static final StubKey KEY = StubKey.es256("one");
  private static final String ISSUER = "https://id.example";
  private static final int VERSION_3_2 = 30_002;

  @TempDir private static Path base;
  private static LoopbackPostgres server;
  private static StubIssuer issuer;
  private static Gateway gateway;
  private static Libpq libpq;
  private static Path authority;
  private static GatewayStand stand;

  @BeforeAll
  static void start() throws Exception {
    issuer = new StubIssuer(KEY);
    server = GatewayStand.database(base);
    libpq = Libpq.below(server.programs());
    TestCertificate certificate = new TestCertificate(base, "ip:127.0.0.1");
    authority = certificate.files().certificate();
    stand = new GatewayStand(base.resolve("gateway"), issuer, KEY, 18_500);
    configure(certificate);
    gateway = stand.start();
  }

  private static void configure(TestCertificate certificate) throws IOException {
    stand.shop(server);
    stand.write(
        "rules.cedar",
        """
        permit(principal, action, resource);
        @approval("dba")
        forbid(principal, action == Action::"notify", resource) unless { context.approved };
        """);
    stand.write(
        "postern.yaml",
        """
        listen: {port: %1$d, url: "http://127.0.0.1:%1$d"}
        postgres:
          listen: {port: %2$d}
          tls: {certificate: %3$s, key: %4$s}
        data: data
        issuers:
          - id: test
            url: %5$s
            keys: {jwks: "%6$s"}
            parties: [{kind: person, name: {claim: sub}}]
        groups: [dba]
        policies: [rules.cedar]
        targets: ["targets/*.yaml"]
        """
            .formatted(
                stand.http(),
                stand.postgres(),
                authority,
                certificate.files().key(),
                ISSUER,
                issuer.keySetAddress()));
  }

  @AfterAll
  static void stop() throws IOException {
    gateway.close();
    stand.close();
    server.close();
    issuer.close();
  }

  @Test
  void it_is_version_18_and_speaks_tls() {
    assertThat(libpq.version()).isBetween(180_000, 189_999);
    try (Libpq.Connection ana = connect(token(stand.http()), "")) {
      assertThat(ana.tls("library")).isEqualTo("OpenSSL");
    }
  }

  @Test
  void a_token_signs_in_by_oauthbearer_and_the_account_acts() {
    List<String> asked = new ArrayList<>();
    libpq.tokens((configuration, scope) -> {
      asked.add(configuration + " " + scope);
      return Optional.of(token(stand.http()));
    });
    try (Libpq.Connection ana = libpq.connect(conninfo(""))) {
      assertThat(ana.open()).as(ana.error()).isTrue();
      assertThat(ana.query("SELECT current_user")).isEqualTo("report_ro");
    }
    assertThat(asked).containsExactly(ISSUER + "/.well-known/openid-configuration openid");
  }

  @Test
  void a_token_for_another_door_is_refused_in_the_words_of_the_gateway() {
    try (Libpq.Connection ana = connect(token(stand.http() + 1), "")) {
      assertThat(ana.open()).isFalse();
      assertThat(ana.error()).contains("FATAL:  sign-in failed for user \"reporting\"");
    }
  }

  @Test
  void who_has_no_token_is_told_where_to_get_one() {
    List<String> asked = new ArrayList<>();
    libpq.tokens((configuration, scope) -> {
      asked.add(configuration + " " + scope);
      return Optional.empty();
    });
    try (Libpq.Connection nobody = libpq.connect(conninfo(""))) {
      assertThat(nobody.open()).isFalse();
    }
    assertThat(asked).containsExactly(ISSUER + "/.well-known/openid-configuration openid");
  }

  @Test
  void a_client_that_trusts_another_issuer_gives_its_token_to_nobody() {
    List<String> asked = new ArrayList<>();
    libpq.tokens((configuration, scope) -> {
      asked.add(configuration);
      return Optional.of(token(stand.http()));
    });
    try (Libpq.Connection ana =
        libpq.connect(conninfo("").replace(ISSUER, "https://other.example"))) {
      assertThat(ana.open()).isFalse();
      assertThat(ana.error()).contains(ISSUER, "https://other.example");
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void tls_from_the_first_byte_is_taken() {
    try (Libpq.Connection ana = connect(token(stand.http()), "sslnegotiation=direct")) {
      assertThat(ana.open()).as(ana.error()).isTrue();
      assertThat(ana.tls("alpn")).isEqualTo("postgresql");
      assertThat(ana.query("SELECT 7")).isEqualTo("7");
    }
  }

  @Test
  void version_3_2_is_spoken_and_its_long_keys_cancel() throws Exception {
    try (Libpq.Connection ana =
        connect(token(stand.http()), "min_protocol_version=3.2 max_protocol_version=3.2")) {
      assertThat(ana.open()).as(ana.error()).isTrue();
      assertThat(ana.protocol()).isEqualTo(VERSION_3_2);
      cancels(ana);
    }
  }

  @Test
  void version_3_0_is_spoken_and_its_short_keys_cancel() throws Exception {
    try (Libpq.Connection ana = connect(token(stand.http()), "max_protocol_version=3.0")) {
      assertThat(ana.open()).as(ana.error()).isTrue();
      assertThat(ana.protocol()).isEqualTo(30_000);
      cancels(ana);
    }
  }

  @Test
  void psql_would_print_who_is_asked_about_a_statement_and_take_it_back_by_a_cancel()
      throws Exception {
    CompletableFuture<String> notice = new CompletableFuture<>();
    try (Libpq.Connection ana = connect(token(stand.http()), "")) {
      ana.notices(notice::complete);
      assertThat(ana.send("NOTIFY orders")).isTrue();
      CompletableFuture<String> outcome = new CompletableFuture<>();
      Thread.ofPlatform().start(() -> outcome.complete(ana.outcome()));

      assertThat(notice.get())
          .startsWith("NOTICE:  this waits for an approval by dba until 20")
          .containsPattern("DETAIL:  postern: held, approval r-[a-z0-9]{16}\n")
          .containsPattern("HINT:  It is answered by: postern requests approve r-[a-z0-9]{16}");
      assertThat(ana.cancel()).isTrue();

      assertThat(outcome.get()).isEqualTo("57014");
      assertThat(ana.query("SELECT 7")).isEqualTo("7");
    }
  }

  private static void cancels(Libpq.Connection ana) throws SQLException {
    String query = "SELECT pg_sleep(600), '%s'".formatted(Instant.now());
    assertThat(ana.send(query)).isTrue();
    awaitRunning(query);
    assertThat(ana.cancel()).isTrue();
    assertThat(ana.outcome()).isEqualTo("57014");
    assertThat(ana.query("SELECT 7")).isEqualTo("7");
  }

  private static void awaitRunning(String query) throws SQLException {
    try (Connection owner = server.owner();
        Statement statement = owner.createStatement()) {
      while (true) {
        try (ResultSet rows =
            statement.executeQuery("SELECT query FROM pg_stat_activity WHERE state = 'active'")) {
          while (rows.next()) {
            if (query.equals(rows.getString(1))) {
              return;
            }
          }
        }
      }
    }
  }

  private static Libpq.Connection connect(String token, String more) {
    libpq.tokens((configuration, scope) -> Optional.of(token));
    return libpq.connect(conninfo(more));
  }

  private static String conninfo(String more) {
    return ("host=127.0.0.1 port=%d dbname=shop user=reporting sslmode=verify-full sslrootcert='%s'"
            + " require_auth=oauth oauth_issuer=%s oauth_client_id=psql connect_timeout=60 %s")
        .formatted(stand.postgres(), authority, ISSUER, more);
  }

  /** A token of ana's for the door of the gateway whose URL has this port. */
  private static String token(int url) {
    return new AccessToken(ISSUER, "ana", "http://127.0.0.1:" + url + "/postgres")
        .signed(KEY, Duration.ofMinutes(5));
  }
}
