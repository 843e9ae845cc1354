package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.vault.LocalKey;
import dev.postern.gateway.vault.LocalVault;
import dev.postern.gateway.vault.SecretName;
import dev.postern.testkit.issuer.StubIssuer;
import dev.postern.testkit.issuer.StubKey;
import dev.postern.testkit.postgres.LoopbackPostgres;
import dev.postern.testkit.vault.StandInVault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The passwords of two accounts of a real server change, one kept in a vault file and one at a
 * vault server, while sessions of pgjdbc run and begin: none fails, and the former passwords open
 * nothing any more.
 */
@Timeout(180)
class GatewayRotationTest {
  private static final StubKey KEY = StubKey.es256("one");
  private static final SecretName FILED = new SecretName("shop/filed");
  private static final int ROTATIONS = 3;
  private static final int BETWEEN = 3;

  @TempDir private Path folder;
  private final AtomicBoolean going = new AtomicBoolean(true);
  private final AtomicLong openings = new AtomicLong();
  private final AtomicLong statements = new AtomicLong();
  private final Queue<String> failed = new ConcurrentLinkedQueue<>();

  /** Where an account's password is put. */
  private interface Place {
    void put(String password) throws IOException;
  }

  @Test
  void no_operation_fails_while_passwords_of_vaults_change_under_load() throws Exception {
    try (LoopbackPostgres server = LoopbackPostgres.start(folder.resolve("database"));
        StandInVault bao = new StandInVault();
        StubIssuer issuer = new StubIssuer(KEY);
        GatewayStand stand = new GatewayStand(folder, issuer, KEY, 24_000)) {
      server.run(
          "CREATE ROLE filed_ro LOGIN PASSWORD 'pencil-0'",
          "CREATE ROLE served_ro LOGIN PASSWORD 'pencil-0'");
      server.letIn(
          "host all filed_ro 127.0.0.1/32 scram-sha-256\n"
              + "host all served_ro 127.0.0.1/32 scram-sha-256\n");
      Map<String, Place> places = places(stand, bao);
      for (Place place : places.values()) {
        place.put("pencil-0");
      }
      configure(stand, server, bao, issuer);
      try (Gateway gateway = stand.start()) {
        assertThat(gateway.postgresPort()).isPresent();
        loaded(stand, server, places);
      }
    }
  }

  private Map<String, Place> places(GatewayStand stand, StandInVault bao) throws IOException {
    LocalKey.generate(folder.resolve("vault.key"), new SecureRandom());
    LocalVault vault =
        new LocalVault(
            folder.resolve("it.vault"),
            List.of(LocalKey.file(folder.resolve("vault.key"))),
            LocalVault.Tools.usual());
    vault.create();
    bao.token("hvs.gateway", Duration.ofHours(1));
    stand.write("token", "hvs.gateway\n");
    return Map.of(
        "filed",
        password -> vault.put(FILED, password.getBytes(StandardCharsets.US_ASCII), 2),
        "served",
        password -> bao.put("secret/shop/served", Map.of("value", password)));
  }

  private static void configure(
      GatewayStand stand, LoopbackPostgres server, StandInVault bao, StubIssuer issuer)
      throws IOException {
    stand.shop(
        server,
        """
        accounts:
          filed: {user: filed_ro, credential: {vault: local, secret: shop/filed}}
          served: {user: served_ro, credential: {vault: bao, secret: shop/served}}
        """);
    stand.write("rules.cedar", "permit(principal, action, resource);");
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
        policies: [rules.cedar]
        targets: ["targets/*.yaml"]
        vaults:
          local: {kind: file, file: it.vault, keys: [{file: vault.key}]}
          bao: {kind: server, url: "%4$s", sign-in: {token: {file: token}}}
        """
            .formatted(stand.http(), stand.postgres(), issuer.issuer(), bao.url()));
  }

  private void loaded(GatewayStand stand, LoopbackPostgres server, Map<String, Place> places)
      throws Exception {
    List<Thread> load = new ArrayList<>();
    for (String account : places.keySet()) {
      load.add(Thread.ofVirtual().start(() -> steady(stand, account)));
      load.add(Thread.ofVirtual().start(() -> opening(stand, account)));
    }
    goOn();
    for (int turn = 1; turn <= ROTATIONS; turn++) {
      for (Map.Entry<String, Place> each : places.entrySet()) {
        String role = each.getKey() + "_ro";
        each.getValue().put("pencil-" + turn);
        server.run("ALTER ROLE " + role + " PASSWORD 'pencil-" + turn + "'");
        goOn();
        assertThat(failed).isEmpty();
        String former = "pencil-" + (turn - 1);
        assertThatThrownBy(() -> GatewayStand.connect(server.port(), "postgres", role, former))
            .isInstanceOf(SQLException.class);
      }
    }
    going.set(false);
    for (Thread each : load) {
      each.join();
    }
    assertThat(failed).isEmpty();
  }

  /** Every kind of load gets on. */
  private void goOn() throws InterruptedException {
    long opened = openings.get() + BETWEEN;
    long asked = statements.get() + BETWEEN;
    while (failed.isEmpty() && (openings.get() < opened || statements.get() < asked)) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the load does not get on");
      }
      Thread.onSpinWait();
    }
  }

  /** One session from before the first change to after the last. */
  private void steady(GatewayStand stand, String account) {
    try (Connection session = stand.connect("ana", account);
        Statement statement = session.createStatement()) {
      String first = backend(statement);
      while (going.get()) {
        if (!backend(statement).equals(first)) {
          failed.add("another backend");
        }
        statements.incrementAndGet();
      }
    } catch (SQLException lost) {
      failed.add("a session of " + account + ": " + lost);
    }
  }

  /** A session after the other. */
  private void opening(GatewayStand stand, String account) {
    while (going.get() && failed.isEmpty()) {
      try (Connection session = stand.connect("ana", account);
          Statement statement = session.createStatement()) {
        backend(statement);
        openings.incrementAndGet();
      } catch (SQLException refused) {
        failed.add("an opening of " + account + ": " + refused);
      }
    }
  }

  private static String backend(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT pg_backend_pid()")) {
      rows.next();
      return rows.getString(1);
    }
  }
}
