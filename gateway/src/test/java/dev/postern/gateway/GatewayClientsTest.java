package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.drive.TestAuthority;
import dev.postern.gateway.ledger.LedgerReader;
import dev.postern.kernel.audit.Leaf;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Passwords minted over REST and certificates of clients, through the whole gateway, by pgjdbc. */
@Timeout(180)
class GatewayClientsTest {
  private static final String SHOP = "{\"target\":\"shop\",\"account\":\"reporting\"}";

  @TempDir private static Path base;
  private static ShopStand stand;
  private static TestAuthority.Issued ana;

  @BeforeAll
  static void start() throws Exception {
    stand = new ShopStand(base);
    ana = stand.authority.issue("CN=Ana", "-ext", "san=email:ana@corp.example");
  }

  @AfterAll
  static void stop() throws IOException {
    stand.close();
  }

  @BeforeEach
  void rules() throws IOException {
    stand.permit("");
  }

  @Test
  void a_minted_password_opens_sessions_bound_to_the_gateways_certificate() throws Exception {
    try (Gateway gateway = stand.gateway("")) {
      assertThat(gateway.postgresPort()).isPresent();
      JsonNode minted = stand.mint("ana", SHOP);
      Map<String, String> bound = Map.of("channelBinding", "require");
      try (Connection first = by(minted, "shop", bound);
          Connection second = by(minted, "shop/postgres", bound);
          Connection unbound = by(minted, "shop", Map.of("channelBinding", "disable"));
          Connection clear = by(minted, "shop", Map.of("sslmode", "disable"))) {
        for (Connection open : List.of(first, second, unbound, clear)) {
          assertThat(one(open, "SELECT current_user")).isEqualTo("report_ro");
        }
      }
      assertThatThrownBy(() -> by(minted, "shop/template1", Map.of())).satisfies(state("28P01"));
      assertThatThrownBy(() -> by(minted, "shop", Map.of("password", "wrong")))
          .satisfies(state("28P01"));
    }
  }

  @Test
  void what_is_told_with_a_password_is_what_a_client_needs() throws Exception {
    try (Gateway gateway = stand.gateway("")) {
      assertThat(gateway.postgresPort()).isPresent();
      Instant before = Instant.now();
      JsonNode minted =
          stand.mint(
              "ana", "{\"target\":\"shop\",\"database\":\"template1\",\"account\":\"reporting\"}");

      assertThat(minted.path("user").stringValue()).matches("reporting~[a-z2-7]{16}");
      assertThat(minted.path("password").stringValue()).matches("[A-Za-z0-9_-]{32}");
      assertThat(minted.path("dbname").stringValue()).isEqualTo("shop/template1");
      assertThat(minted.path("host").stringValue()).isEqualTo("gate.example");
      assertThat(minted.path("port").intValue()).isEqualTo(6432);
      assertThat(minted.path("tls").booleanValue()).isTrue();
      Instant expires = Instant.parse(minted.path("expires").stringValue());
      assertThat(expires).isBetween(before.plusSeconds(298), Instant.now().plusSeconds(300));
      assertThat(Instant.parse(minted.path("session_until").stringValue()))
          .isAfter(before.plusSeconds(590));
    }
  }

  @Test
  void a_password_is_minted_for_nothing_that_policy_would_not_open() throws Exception {
    try (Gateway gateway = stand.gateway("")) {
      assertThat(gateway.postgresPort()).isPresent();
      assertThat(refusal("ben", SHOP)).startsWith("403");
      assertThat(refusal("ana", SHOP.replace("reporting", "owner"))).startsWith("403");
      assertThat(refusal("ana", SHOP.replace("reporting", "nobody"))).startsWith("404");
      assertThat(refusal("ana", SHOP.replace("shop", "mart"))).startsWith("404");
      assertThat(refusal("ana", SHOP.replace("reporting", "a\\u0000b"))).startsWith("400");
      assertThat(refusal("ana", SHOP.replace("reporting", "\u00e4".repeat(40)))).startsWith("400");
      for (int i = 0; i < 4; i++) {
        stand.mint("ana", SHOP);
      }
      assertThat(refusal("ana", SHOP)).startsWith("429").contains("4 passwords");

      stand.permit("forbid(principal, action == postern::Action::\"mint-password\", resource);\n");
      assertThat(gateway.reload("test").problems()).isEmpty();
      assertThat(refusal("ana", SHOP)).startsWith("403");
    }
  }

  @Test
  void connections_are_those_that_would_be_let_in() throws Exception {
    try (Gateway gateway = stand.gateway("")) {
      assertThat(gateway.postgresPort()).isPresent();
      List<String> places = new ArrayList<>();
      ShopStand.json(stand.ask("ana", "GET", "connections", ""))
          .path("connections")
          .forEach(place ->
              places.add(
                  place.path("account").stringValue() + "@" + place.path("dbname").stringValue()));
      assertThat(places).containsExactly("reporting@shop/postgres", "reporting@shop/template1");
      assertThat(stand.ask("ben", "GET", "connections", "").body())
          .isEqualTo("{\"connections\":[]}");
    }
  }

  @Test
  void a_lock_kills_password_and_sessions_when_it_is_answered() throws Exception {
    try (Gateway gateway = stand.gateway("")) {
      assertThat(gateway.postgresPort()).isPresent();
      JsonNode minted = stand.mint("ana", SHOP);
      try (Connection open = by(minted, "shop", Map.of());
          Connection certified = certified(ana, "reporting")) {
        assertThat(one(certified, "SELECT 1")).isEqualTo(one(open, "SELECT 1"));
        assertThat(
                stand
                    .ask(
                        "olga",
                        "POST",
                        "locks",
                        "{\"scope\":\"person\",\"name\":\"ana\",\"reason\":\"left\"}")
                    .statusCode())
            .isEqualTo(200);
        assertThatThrownBy(() -> one(open, "SELECT 1")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> one(certified, "SELECT 1")).isInstanceOf(SQLException.class);
      }
      assertThatThrownBy(() -> by(minted, "shop", Map.of())).hasMessageContaining("locked");
      assertThatThrownBy(() -> certified(ana, "reporting")).hasMessageContaining("locked");
      assertThat(refusal("ana", SHOP)).startsWith("403").contains("locked");
    }
  }

  @Test
  void a_change_of_people_ends_password_and_sessions_and_counts_for_the_next_certificate()
      throws Exception {
    try (Gateway gateway = stand.gateway("")) {
      assertThat(gateway.postgresPort()).isPresent();
      JsonNode minted = stand.mint("ana", SHOP);
      try (Connection open = by(minted, "shop", Map.of());
          Connection certified = certified(ana, "reporting")) {
        assertThat(one(certified, "SELECT 1")).isEqualTo(one(open, "SELECT 1"));
        stand.configure("groups: [staff]");
        stand.permit(
            "forbid(principal in Group::\"staff\", action == Action::\"connect\", resource);\n");
        assertThat(gateway.reload("test").problems()).isEmpty();
        assertThatThrownBy(() -> one(open, "SELECT 1")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> one(certified, "SELECT 1")).isInstanceOf(SQLException.class);
      }
      assertThatThrownBy(() -> by(minted, "shop", Map.of())).satisfies(state("28P01"));
      assertThatThrownBy(() -> certified(ana, "reporting")).isInstanceOf(SQLException.class);

      stand.permit("");
      assertThat(gateway.reload("test").problems()).isEmpty();
      try (Connection again = certified(ana, "reporting")) {
        assertThat(one(again, "SELECT current_user")).isEqualTo("report_ro");
      }
      assertThatThrownBy(() -> by(minted, "shop", Map.of()))
          .as("the password does not come back")
          .satisfies(state("28P01"));
    }
  }

  @Test
  void a_certificate_signs_in_whom_it_names_and_policy_decides() throws Exception {
    try (Gateway gateway = stand.gateway("")) {
      assertThat(gateway.postgresPort()).isPresent();
      try (Connection open = certified(ana, "reporting")) {
        assertThat(one(open, "SELECT current_user")).isEqualTo("report_ro");
      }
      assertThatThrownBy(() -> certified(ana, "owner")).isInstanceOf(SQLException.class);
      TestAuthority.Issued ben =
          stand.authority.issue("CN=Ana", "-ext", "san=email:ben@corp.example");
      assertThatThrownBy(() -> certified(ben, "reporting")).isInstanceOf(SQLException.class);
      TestAuthority.Issued two =
          stand.authority.issue(
              "CN=Ana", "-ext", "san=email:ana@corp.example,email:ben@corp.example");
      assertThatThrownBy(() -> certified(two, "reporting")).satisfies(state("28000"));
      TestAuthority.Issued server =
          stand.authority.issue(
              "CN=Ana", "-ext", "san=email:ana@corp.example", "-ext", "eku=serverAuth");
      assertThatThrownBy(() -> certified(server, "reporting")).isInstanceOf(SQLException.class);
      TestAuthority.Issued stranger =
          new TestAuthority(base, "strangers")
              .issue("CN=Ana", "-ext", "san=email:ana@corp.example");
      assertThatThrownBy(() -> certified(stranger, "reporting")).isInstanceOf(SQLException.class);

      JsonNode minted = stand.mint("ana", SHOP);
      assertThatThrownBy(() ->
              stand.connect("shop", certificate(ana, minted.path("user").stringValue(), "wrong")))
          .as("a key is asked for its password whatever the certificate says")
          .satisfies(state("28P01"));
    }
    assertThat(refusedSignIns())
        .anyMatch(reason -> reason.contains("certificate-ambiguous by issuer pki"))
        .anyMatch(reason -> reason.contains("the proof is wrong"));
  }

  @Test
  void no_proof_for_one_door_opens_another() throws Exception {
    try (Gateway gateway = stand.gateway("")) {
      assertThat(gateway.postgresPort()).isPresent();
      JsonNode minted = stand.mint("ana", SHOP);
      String password = minted.path("password").stringValue();

      assertThat(stand.askWith(password, "GET", "connections", "").statusCode()).isEqualTo(401);
      assertThat(
              stand
                  .askWith(stand.token("ana", "/postgres"), "POST", "passwords", SHOP)
                  .statusCode())
          .isEqualTo(401);
      for (String secret : List.of(password, stand.token("ana", "/api"))) {
        assertThatThrownBy(
                () -> stand.connect("shop", Map.of("user", "reporting~token", "password", secret)))
            .satisfies(state("28P01"));
      }
      assertThatThrownBy(() -> by(minted, "shop", Map.of("password", stand.token("ana", "/api"))))
          .satisfies(state("28P01"));
      try (Connection open =
          stand.connect(
              "shop",
              Map.of("user", "reporting~token", "password", stand.token("ana", "/postgres")))) {
        assertThat(one(open, "SELECT current_user")).isEqualTo("report_ro");
      }
    }
  }

  @Test
  void once_a_lock_is_answered_a_password_opens_nothing_however_many_try() throws Exception {
    try (Gateway gateway = stand.gateway("");
        ExecutorService threads = Executors.newFixedThreadPool(6)) {
      assertThat(gateway.postgresPort()).isPresent();
      JsonNode minted = stand.mint("ana", SHOP);
      AtomicBoolean locked = new AtomicBoolean();
      CountDownLatch opened = new CountDownLatch(6);
      List<Future<Integer>> tries = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        tries.add(threads.submit(() -> slippedThrough(minted, locked, opened)));
      }
      opened.await();
      assertThat(
              stand
                  .ask(
                      "olga",
                      "POST",
                      "locks",
                      "{\"scope\":\"person\",\"name\":\"ana\",\"reason\":\"left\"}")
                  .statusCode())
          .isEqualTo(200);
      locked.set(true);
      for (Future<Integer> slipped : tries) {
        assertThat(slipped.get()).isZero();
      }
    }
  }

  /** Opens sessions one after the other, and counts those that answer though the lock stood. */
  private static int slippedThrough(JsonNode minted, AtomicBoolean locked, CountDownLatch opened) {
    int slipped = 0;
    for (int after = 0; after < 3; ) {
      boolean stood = locked.get();
      after += stood ? 1 : 0;
      try (Connection open = by(minted, "shop", Map.of())) {
        one(open, "SELECT 1");
        opened.countDown();
        slipped += stood ? 1 : 0;
      } catch (SQLException refused) {
        // As it must be once the lock stands.
        continue;
      }
    }
    return slipped;
  }

  @Test
  void no_byte_that_the_gateway_writes_holds_the_password() throws Exception {
    List<String> passwords = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    try (Gateway gateway = stand.gateway("")) {
      assertThat(gateway.postgresPort()).isPresent();
      for (int i = 0; i < 3; i++) {
        JsonNode minted = stand.mint("ana", SHOP);
        passwords.add(minted.path("password").stringValue());
        keys.add(minted.path("user").stringValue().substring("reporting~".length()));
        try (Connection open = by(minted, "shop", Map.of())) {
          assertThat(one(open, "SELECT 'a canary'")).isEqualTo("a canary");
        }
        assertThatThrownBy(() -> by(minted, "shop/template1", Map.of()))
            .isInstanceOf(SQLException.class);
      }
    }
    StringBuilder written = new StringBuilder();
    try (Stream<Path> files = Files.walk(stand.data())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        written.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    assertThat(written).as("what is recorded is found").contains("a canary").contains(keys);
    for (String password : passwords) {
      assertThat(written).doesNotContain(password);
    }
    assertThat(LedgerReader.of(stand.data().resolve("ledger")).notes())
        .filteredOn(note -> note.what().equals("password-minted"))
        .hasSize(3)
        .allSatisfy(note -> assertThat(note.about()).containsEntry("account", "reporting"));
  }

  private static List<String> refusedSignIns() throws IOException {
    return LedgerReader.of(stand.data().resolve("ledger")).notes().stream()
        .filter(note -> note.what().equals("sign-in-refused"))
        .map(Leaf.Noted::about)
        .map(about -> about.getOrDefault("reason", ""))
        .toList();
  }

  private static String refusal(String person, String body) throws Exception {
    HttpResponse<String> answer = stand.ask(person, "POST", "passwords", body);
    return answer.statusCode() + " " + answer.body();
  }

  private static Connection by(JsonNode minted, String database, Map<String, String> more)
      throws SQLException {
    Map<String, String> how = new HashMap<>();
    how.put("user", minted.path("user").stringValue());
    how.put("password", minted.path("password").stringValue());
    how.putAll(more);
    return stand.connect(database, how);
  }

  private static Connection certified(TestAuthority.Issued certificate, String account)
      throws SQLException {
    return stand.connect("shop", certificate(certificate, account, ""));
  }

  private static Map<String, String> certificate(
      TestAuthority.Issued certificate, String user, String password) {
    Map<String, String> how = new HashMap<>();
    how.put("user", user);
    if (!password.isEmpty()) {
      how.put("password", password);
    }
    how.put("sslcert", certificate.files().certificate().toString());
    how.put("sslkey", certificate.key().toString());
    return how;
  }

  private static Consumer<Throwable> state(String sqlState) {
    return failed ->
        assertThat(failed)
            .isInstanceOfSatisfying(
                SQLException.class, sql -> assertThat(sql.getSQLState()).isEqualTo(sqlState));
  }

  private static String one(Connection open, String text) throws SQLException {
    try (Statement statement = open.createStatement();
        ResultSet rows = statement.executeQuery(text)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
