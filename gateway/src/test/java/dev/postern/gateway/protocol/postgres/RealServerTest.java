package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.kernel.audit.Leaf;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** The shell in front of a real server, with a real client and real sockets. */
class RealServerTest {
  @TempDir static Path directory;
  private static RealServer server;

  private Through through;

  @BeforeAll
  static void start() throws Exception {
    server = RealServer.start(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void open() throws Exception {
    through = new Through(server, Through.Secrecy.PLAINTEXT);
  }

  @AfterEach
  void close() {
    through.close();
  }

  @Test
  void a_client_works_as_it_does_without_the_gateway() throws Exception {
    try (Connection connection = connect("scram")) {
      assertThat(one(connection, "SELECT current_user")).isEqualTo("scram_role");
      assertThat(one(connection, "SELECT count(*) FROM orders")).isEqualTo("1000");
      try (PreparedStatement statement =
          connection.prepareStatement("SELECT customer FROM orders WHERE id = ?")) {
        for (int id = 1; id <= 20; id++) {
          statement.setInt(1, id);
          try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("customer " + id);
          }
        }
      }
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(7);
        statement.execute("INSERT INTO orders VALUES (5000, 'new')");
        try (ResultSet rows = statement.executeQuery("SELECT id FROM orders")) {
          int count = 0;
          while (rows.next()) {
            count++;
          }
          assertThat(count).isEqualTo(1_001);
        }
      }
      connection.rollback();
      assertThatThrownBy(() -> one(connection, "SELECT 1/0"))
          .isInstanceOfSatisfying(
              SQLException.class, error -> assertThat(error.getSQLState()).isEqualTo("22012"));
    }
  }

  @Test
  void copy_passes_both_ways() throws Exception {
    try (Connection connection = connect("scram")) {
      connection.setAutoCommit(false);
      CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
      StringBuilder lines = new StringBuilder();
      for (int id = 10_000; id < 30_000; id++) {
        lines.append(id).append("\tcopied\n");
      }
      assertThat(copy.copyIn("COPY orders FROM STDIN", new StringReader(lines.toString())))
          .isEqualTo(20_000);
      StringWriter out = new StringWriter();
      copy.copyOut("COPY (SELECT * FROM orders WHERE id >= 10000 ORDER BY id) TO STDOUT", out);
      assertThat(out.toString()).isEqualTo(lines.toString());
      connection.rollback();
    }
  }

  @Test
  void a_result_much_larger_than_any_buffer_passes() throws Exception {
    try (Connection connection = connect("scram");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT n, repeat('x', 2000) FROM generate_series(1, 20000) n")) {
      long sum = 0;
      while (rows.next()) {
        sum += rows.getInt(1) + rows.getString(2).length() - 2_000;
      }
      assertThat(sum).isEqualTo(20_000L * 20_001 / 2);
    }
  }

  @Test
  void every_allowed_way_to_sign_in_upstream_works_and_no_other() throws Exception {
    try (Connection connection = connect("md5")) {
      assertThat(one(connection, "SELECT current_user")).isEqualTo("md5_role");
    }
    assertThatThrownBy(() -> connect("clear"))
        .isInstanceOfSatisfying(
            SQLException.class, error -> assertThat(error.getSQLState()).isEqualTo("08006"))
        .hasMessageContaining("not allowed");
  }

  @Test
  void both_sides_are_encrypted_however_the_client_begins_tls() throws Exception {
    try (Through secured = new Through(server, Through.Secrecy.TLS)) {
      for (String negotiation : List.of("postgres", "direct")) {
        Map<String, String> asked =
            Map.of(
                "sslmode",
                "verify-ca",
                "sslrootcert",
                server.tls().certificate().toString(),
                "sslNegotiation",
                negotiation);
        for (String account : List.of("scram", "md5", "clear")) {
          try (Connection connection = secured.connect(account, asked)) {
            assertThat(
                    one(
                        connection,
                        "SELECT current_user || ' ' || ssl FROM pg_stat_ssl"
                            + " WHERE pid = pg_backend_pid()"))
                .isEqualTo(account + "_role true");
          }
        }
      }
      assertThatThrownBy(() -> secured.connect("scram", Map.of()))
          .isInstanceOfSatisfying(
              SQLException.class, error -> assertThat(error.getSQLState()).isEqualTo("28000"));
    }
  }

  @Test
  void settings_of_start_up_reach_the_server_and_others_are_refused_by_name() throws Exception {
    try (Connection connection =
        through.connect(
            "scram",
            Map.of("options", "-c geqo=off --work-mem=5MB", "ApplicationName", "a test"))) {
      assertThat(one(connection, "SHOW geqo")).isEqualTo("off");
      assertThat(one(connection, "SHOW work_mem")).isEqualTo("5MB");
      assertThat(one(connection, "SHOW application_name")).isEqualTo("a test");
    }
    assertThatThrownBy(
            () -> through.connect("scram", Map.of("options", "-c session_preload_libraries=x")))
        .hasMessageContaining("session_preload_libraries");
  }

  @Test
  void a_wrong_token_gets_nowhere() {
    assertThatThrownBy(() -> through.connect("scram", Map.of("password", "stranger")))
        .isInstanceOfSatisfying(
            SQLException.class, error -> assertThat(error.getSQLState()).isEqualTo("28P01"));
    assertThat(through.ledger.leaves(Leaf.Admitted.class)).isEmpty();
  }

  @Test
  void a_statement_is_cancelled_by_its_client() throws Exception {
    try (Connection connection = connect("scram");
        Statement statement = connection.createStatement()) {
      CompletableFuture<String> state = running(statement, "SELECT pg_sleep(60)");
      waitFor("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%'", "2");
      statement.cancel();
      assertThat(state.join()).isEqualTo("57014");
      assertThat(one(connection, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void what_runs_for_a_client_that_vanishes_is_cancelled() throws Exception {
    Connection connection = connect("scram");
    CompletableFuture<String> state = running(connection.createStatement(), "SELECT pg_sleep(61)");
    waitFor("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(61)%'", "2");
    connection.abort(Runnable::run);
    state.join();
    waitFor("SELECT count(*) FROM pg_stat_activity WHERE usename = 'scram_role'", "0");
    assertThat(through.drain()).isTrue();
    assertThat(through.ledger.leaves(Leaf.Closed.class))
        .last()
        .satisfies(leaf -> assertThat(leaf.outcome().end()).isEqualTo(Leaf.End.CANCELLED));
  }

  @Test
  void what_runs_for_a_client_that_shuts_its_sending_side_is_cancelled() throws Exception {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), through.port())) {
      OutputStream out = client.getOutputStream();
      out.write(PostgresWorld.startUp(0, "user", "scram~token", "database", "shop"));
      out.write(FrontendPrinter.password(PostgresWorld.ascii("ana-token")));
      readUntilReady(client.getInputStream());
      out.write(FrontendPrinter.print(new FrontendMessage.Query(Slice.of("SELECT pg_sleep(63)"))));
      waitFor("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(63)%'", "2");
      client.shutdownOutput();
      waitFor("SELECT count(*) FROM pg_stat_activity WHERE usename = 'scram_role'", "0");
      assertThat(through.drain()).isTrue();
    }
    assertThat(through.ledger.leaves(Leaf.Closed.class))
        .last()
        .satisfies(leaf -> assertThat(leaf.outcome().end()).isEqualTo(Leaf.End.CANCELLED));
  }

  private static void readUntilReady(InputStream in) throws IOException {
    DataInputStream messages = new DataInputStream(in);
    for (int type = 0; type != 'Z'; ) {
      type = messages.readUnsignedByte();
      messages.skipNBytes(messages.readInt() - 4L);
    }
  }

  @Test
  void a_statement_that_runs_too_long_is_cancelled_on_the_server() throws Exception {
    through.times =
        new PostgresTarget.Times(
            Duration.ofHours(8), Optional.empty(), Optional.of(Duration.ofSeconds(5)));
    try (Connection connection = connect("scram")) {
      assertThatThrownBy(() -> one(connection, "SELECT pg_sleep(64)"))
          .isInstanceOfSatisfying(
              SQLException.class, error -> assertThat(error.getSQLState()).isEqualTo("57014"))
          .hasMessageContaining("longer than its target allows");
      assertThat(connection.isClosed()).isFalse();
      waitFor("SELECT count(*) FROM pg_stat_activity WHERE state = 'active'", "1");
    }
  }

  @Test
  void a_lock_ends_the_session_and_what_it_runs() throws Exception {
    try (Connection connection = connect("scram");
        Statement statement = connection.createStatement()) {
      CompletableFuture<String> state = running(statement, "SELECT pg_sleep(62)");
      waitFor("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(62)%'", "2");
      through.lock();
      assertThat(state.join()).isEqualTo("57P01");
      waitFor("SELECT count(*) FROM pg_stat_activity WHERE usename = 'scram_role'", "0");
    }
    assertThatThrownBy(() -> connect("scram")).hasMessageContaining("locked");
  }

  @Test
  void every_admitted_operation_is_closed_in_the_ledger() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (Connection connection = connect("scram")) {
        assertThat(one(connection, "SELECT 1")).isEqualTo("1");
      }
    }
    assertThat(through.drain()).isTrue();

    List<Leaf.Admitted> admitted = through.ledger.leaves(Leaf.Admitted.class);
    assertThat(admitted)
        .filteredOn(leaf -> leaf.asked().label().startsWith("connect "))
        .hasSize(20);
    assertThat(through.ledger.leaves(Leaf.Closed.class).stream().map(Leaf.Closed::of))
        .containsExactlyInAnyOrderElementsOf(admitted.stream().map(Leaf::id).toList());
  }

  private Connection connect(String account) throws SQLException {
    return through.connect(account, Map.of());
  }

  /** Runs a statement on another thread; its SQLSTATE, or an empty text. */
  private static CompletableFuture<String> running(Statement statement, String sql)
      throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<String> state =
        CompletableFuture.supplyAsync(() -> {
          begun.countDown();
          try {
            statement.execute(sql);
            return "";
          } catch (SQLException error) {
            return error.getSQLState();
          }
        });
    begun.await();
    return state;
  }

  /**
   * Asks the server itself until it answers so; its own statement is one of those that it lists.
   */
  private static void waitFor(String sql, String answer) throws SQLException {
    try (Connection direct = server.direct()) {
      while (!one(direct, sql).equals(answer)) {
        Thread.onSpinWait();
      }
    }
  }

  private static String one(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
