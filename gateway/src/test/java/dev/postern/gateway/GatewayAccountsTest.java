package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.vault.LocalKey;
import dev.postern.gateway.vault.LocalVault;
import dev.postern.gateway.vault.SecretName;
import dev.postern.testkit.issuer.StubIssuer;
import dev.postern.testkit.issuer.StubKey;
import dev.postern.testkit.postgres.LoopbackPostgres;
import dev.postern.testkit.vault.MadeAccounts;
import dev.postern.testkit.vault.StandInVault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * People on one real PostgreSQL as accounts of their own, their passwords in an encrypted file, and
 * accounts that a vault makes: a stand-in on loopback, with a real database behind it.
 */
@Timeout(180)
class GatewayAccountsTest {
  private static final StubKey KEY = StubKey.es256("one");
  private static final int BETWEEN = 3;

  @TempDir private static Path base;
  private static LoopbackPostgres server;
  private static StubIssuer issuer;

  @TempDir private Path folder;
  private final Made made = new Made();
  private StandInVault bao;
  private LocalVault local;
  private GatewayStand stand;

  @BeforeAll
  static void start() throws Exception {
    issuer = new StubIssuer(KEY);
    server = LoopbackPostgres.start(base);
    for (String role : List.of("ana_ro", "ben_ro", "staff_ro")) {
      server.run("CREATE ROLE " + role + " LOGIN PASSWORD 'pencil'");
    }
    server.letIn("host all all 127.0.0.1/32 scram-sha-256\n");
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    issuer.close();
  }

  /** Accounts that are really made, and really gone. */
  private static final class Made implements MadeAccounts {
    private final List<String> passwords = new ArrayList<>();

    @Override
    public synchronized void create(String role, String user, String password) {
      run("CREATE ROLE \"" + user + "\" LOGIN PASSWORD '" + password + "'");
      passwords.add(user + " " + password);
    }

    @Override
    public void drop(String user) {
      run("DROP ROLE IF EXISTS \"" + user + "\"");
    }

    private static void run(String statement) {
      try {
        server.run(statement);
      } catch (SQLException failed) {
        throw new IllegalStateException(failed);
      }
    }

    synchronized List<String> all() {
      return List.copyOf(passwords);
    }
  }

  @BeforeEach
  void write() throws IOException {
    stand = new GatewayStand(folder, issuer, KEY, 23_000);
    bao = new StandInVault();
    bao.accounts(made);
    bao.token("hvs.gateway", Duration.ofHours(1));
    Files.writeString(folder.resolve("token"), "hvs.gateway\n");
    LocalKey.generate(folder.resolve("vault.key"), new SecureRandom());
    local =
        new LocalVault(
            folder.resolve("secrets.vault"),
            List.of(LocalKey.file(folder.resolve("vault.key"))),
            LocalVault.Tools.usual());
    local.create();
    put("people/ana", "pencil");
    put("people/ben", "pencil");
    put("shared", "pencil");
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
        groups: [staff]
        people: [{name: ana}, {name: ben}, {name: sam, groups: [staff]}]
        policies: [rules.cedar]
        targets: ["targets/*.yaml"]
        vaults:
          local: {kind: file, file: secrets.vault, keys: [{file: vault.key}]}
          bao: {kind: server, url: "%4$s", sign-in: {token: {file: token}}, times: {every: 1s}}
        """
            .formatted(stand.http(), stand.postgres(), issuer.issuer(), bao.url()));
    stand.shop(
        server,
        """
        accounts:
          mine:
            users: {template: "{person}_ro"}
            credential: {vault: local, secret: "people/{person}"}
          team:
            users: {people: {ben: ben_ro}, groups: [{group: staff, user: staff_ro}]}
            credential: {vault: local, secret: shared}
          reader: {credential: {vault: bao, made: database/creds/reader}}
          own: {credential: {vault: bao, made: "database/creds/for-{person}"}}
        """);
    Files.writeString(
        folder.resolve("rules.cedar"),
        """
        permit(principal, action in [Action::"connect", Action::"read", Action::"set"],
               resource in PostgresServer::"shop");
        forbid(principal == Person::"ben", action, resource)
        when { context has account && context.account == "reader" };
        """);
  }

  @AfterEach
  void closed() {
    bao.close();
    stand.close();
  }

  private void put(String name, String secret) throws IOException {
    local.put(new SecretName(name), secret.getBytes(StandardCharsets.US_ASCII), 3);
  }

  @Test
  void two_people_on_one_database_are_two_accounts_and_the_ledger_names_them() throws Exception {
    try (Gateway gateway = stand.start();
        Connection ana = stand.connect("ana", "mine");
        Connection ben = stand.connect("ben", "mine");
        Connection team = stand.connect("ben", "team");
        Connection sam = stand.connect("sam", "team")) {
      assertThat(gateway.postgresPort()).hasValue(stand.postgres());
      assertThat(user(ana)).isEqualTo("ana_ro");
      assertThat(user(ben)).isEqualTo("ben_ro");
      assertThat(user(team)).isEqualTo("ben_ro");
      assertThat(user(sam)).isEqualTo("staff_ro");
    }
    assertThat(written(folder.resolve("data")))
        .contains("connect shop/postgres as mine, there ana_ro")
        .contains("connect shop/postgres as mine, there ben_ro")
        .contains("connect shop/postgres as team, there staff_ro");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eve",
        "Ana",
        "ana_ro",
        "postgres",
        "../people/ana",
        "ana/../ben",
        "{person}",
        "an%61",
        "ana\\u0000",
        "ana' --",
        "ana ",
        "\\u0430na",
        "ana@",
        "-ana",
        "..",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      })
  void who_has_no_account_is_nobody_there_and_not_somebody_else(String subject) throws Exception {
    try (Gateway gateway = stand.start()) {
      assertThat(gateway.postgresPort()).isPresent();
      for (String account : List.of("mine", "team")) {
        assertThatThrownBy(() -> stand.connect(subject, account)).isInstanceOf(SQLException.class);
      }
    }
  }

  @Test
  void an_account_is_made_when_it_is_needed_and_dead_when_it_was_given_back() throws Exception {
    try (Gateway gateway = stand.start()) {
      assertThat(gateway.postgresPort()).isPresent();
      assertThatThrownBy(() -> stand.connect("ben", "reader")).isInstanceOf(SQLException.class);
      assertThat(made.all()).as("nothing is made for who is refused").isEmpty();
      try (Connection one = stand.connect("ana", "reader");
          Connection two = stand.connect("sam", "reader");
          Connection own = stand.connect("ana", "own")) {
        assertThat(user(one)).startsWith("v-reader-").isEqualTo(user(two));
        assertThat(user(own)).startsWith("v-for-ana-");
        assertThat(made.all()).hasSize(2);
        assertThat(written(folder.resolve("data"))).contains("as reader, there " + user(one));
      }
    }
    for (String each : made.all()) {
      String[] known = each.split(" ");
      assertThatThrownBy(() -> direct(known[0], known[1])).isInstanceOf(SQLException.class);
    }
    assertThat(written(folder.resolve("data")))
        .doesNotContain(made.all().getFirst().split(" ")[1])
        .doesNotContain("hvs.gateway");
  }

  @Test
  void an_account_that_the_vault_took_back_is_made_anew_and_no_opening_fails() throws Exception {
    try (Gateway gateway = stand.start()) {
      assertThat(gateway.postgresPort()).isPresent();
      AtomicBoolean going = new AtomicBoolean(true);
      AtomicLong opened = new AtomicLong();
      ConcurrentLinkedQueue<String> failed = new ConcurrentLinkedQueue<>();
      List<Thread> load = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        load.add(
            Thread.ofVirtual()
                .start(() -> {
                  while (going.get()) {
                    try (Connection each = stand.connect("ana", "reader")) {
                      opened.incrementAndGet();
                      each.isValid(60);
                    } catch (SQLException refused) {
                      failed.add(String.valueOf(refused));
                    }
                  }
                }));
      }
      for (int turn = 0; turn < 3; turn++) {
        long until = opened.get() + BETWEEN;
        while (failed.isEmpty() && opened.get() < until) {
          Thread.onSpinWait();
        }
        bao.revokeLeases();
      }
      long last = opened.get() + BETWEEN;
      while (failed.isEmpty() && opened.get() < last) {
        Thread.onSpinWait();
      }
      going.set(false);
      for (Thread each : load) {
        each.join();
      }
      assertThat(failed).isEmpty();
      assertThat(made.all()).hasSizeGreaterThan(3);
    }
  }

  @Test
  void a_password_in_the_vault_changes_under_load_and_the_old_one_is_dead() throws Exception {
    try (Gateway gateway = stand.start()) {
      assertThat(gateway.postgresPort()).isPresent();
      try (Connection steady = stand.connect("ana", "mine")) {
        for (int turn = 1; turn <= 3; turn++) {
          String before = turn == 1 ? "pencil" : "pencil-" + (turn - 1);
          put("people/ana", "pencil-" + turn);
          server.run("ALTER ROLE ana_ro PASSWORD 'pencil-" + turn + "'");
          try (Connection next = stand.connect("ana", "mine")) {
            assertThat(user(next)).isEqualTo("ana_ro");
          }
          assertThatThrownBy(() -> direct("ana_ro", before)).isInstanceOf(SQLException.class);
          assertThat(user(steady)).isEqualTo("ana_ro");
        }
      }
    } finally {
      server.run("ALTER ROLE ana_ro PASSWORD 'pencil'");
    }
    assertThat(written(folder.resolve("data")))
        .doesNotContain("pencil-1")
        .doesNotContain("pencil-3");
  }

  private static String user(Connection session) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet rows = statement.executeQuery("SELECT current_user")) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static String written(Path data) throws IOException {
    StringBuilder all = new StringBuilder();
    try (var files = Files.walk(data)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        all.append(new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  /** Past the gateway. */
  private static void direct(String user, String password) throws SQLException {
    GatewayStand.connect(server.port(), "postgres", user, password).close();
  }
}
