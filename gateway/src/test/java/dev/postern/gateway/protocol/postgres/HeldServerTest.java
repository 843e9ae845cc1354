package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.approval.Request;
import dev.postern.testkit.HoldingPolicy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Statements of a real client wait for people in front of a real server, which judges. */
@Timeout(120)
class HeldServerTest {
  private static final int ROUNDS = 5;
  @TempDir static Path directory;
  private static RealServer server;

  private Through through;
  private Reviewer rita;
  private Connection ana;

  @BeforeAll
  static void start() throws Exception {
    server = RealServer.start(directory);
    direct(
        "CREATE TABLE hits (what text)",
        """
        CREATE FUNCTION heard(what text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER AS
        $$ BEGIN INSERT INTO hits VALUES (what); RETURN true; END $$
        """,
        "CREATE DOMAIN checked AS text CHECK (heard(value))",
        "CREATE TABLE checks (id int, many checked[])",
        "GRANT ALL ON checks TO scram_role");
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void open() throws Exception {
    direct("DELETE FROM hits", "DELETE FROM orders WHERE id > 1000");
    through =
        Through.asking(
            server, new HoldingPolicy(HeldWorld.verb("insert"), HeldWorld.verb("delete"), "dba"));
    rita = new Reviewer(through.desk, through.kept);
    ana = through.connect("scram", Map.of());
  }

  @AfterEach
  void close() throws Exception {
    ana.close();
    through.close();
  }

  @Test
  void a_statement_runs_once_approved_and_its_client_was_told() throws Exception {
    try (PreparedStatement insert = ana.prepareStatement("INSERT INTO orders VALUES (?, ?)")) {
      insert.setInt(1, 2001);
      insert.setString(2, "ope");
      FutureTask<Integer> running = begin(insert::executeUpdate);
      Request request = rita.waiting();
      assertThat(request.subject().text()).contains("\"value\": 2001").contains("\"ope\"");
      assertThat(rows(2001)).isZero();

      rita.answer(request, true);

      assertThat(running.get()).isEqualTo(1);
      assertThat(rows(2001)).isEqualTo(1);
      assertThat(insert.getWarnings().getSQLState()).isEqualTo("01000");
      assertThat(insert.getWarnings().getMessage())
          .startsWith("this waits for an approval by dba until");
    }
  }

  @Test
  void a_denial_fails_the_transaction_as_an_error_of_the_server_would() throws Exception {
    ana.setAutoCommit(false);
    try (Statement statement = ana.createStatement()) {
      statement.executeQuery("SELECT 1").close();
      FutureTask<Integer> running =
          begin(() -> statement.executeUpdate("INSERT INTO orders VALUES (2002, 'no')"));
      rita.answer(rita.waiting(), false);

      assertThat(failure(running).getSQLState()).isEqualTo("42501");
      assertThatThrownBy(() -> statement.executeQuery("SELECT 1"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25P02"));
      ana.rollback();
      statement.executeQuery("SELECT 1").close();
      assertThat(rows(2002)).isZero();
    }
  }

  @Test
  void what_waits_locks_nothing_and_runs_nothing_on_the_server() throws Exception {
    try (PreparedStatement insert =
        ana.prepareStatement("INSERT INTO checks VALUES (?, '{constant}')")) {
      insert.setInt(1, 1);
      FutureTask<Integer> running = begin(insert::executeUpdate);
      Request request = rita.waiting();

      direct("BEGIN; LOCK TABLE checks IN ACCESS EXCLUSIVE MODE NOWAIT; COMMIT");
      assertThat(number("SELECT count(*) FROM hits")).isZero();
      rita.answer(request, false);

      assertThat(failure(running).getSQLState()).isEqualTo("42501");
      assertThat(number("SELECT count(*) FROM hits")).isZero();
    }
  }

  @Test
  void a_server_runs_a_domains_check_when_it_only_parses() throws Exception {
    direct("PREPARE checking AS INSERT INTO checks VALUES (1, '{constant}')");

    assertThat(number("SELECT count(*) FROM hits")).isEqualTo(1);
  }

  @Test
  void a_batch_of_writes_is_refused_before_anybody_is_asked() throws Exception {
    try (PreparedStatement insert =
        ana.prepareStatement("INSERT INTO orders VALUES (?, 'batch')")) {
      for (int id = 2010; id < 2013; id++) {
        insert.setInt(1, id);
        insert.addBatch();
      }

      assertThatThrownBy(insert::executeBatch)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25001"));
      assertThat(rita.seen()).isEmpty();
      assertThat(number("SELECT count(*) FROM orders WHERE id > 1000")).isZero();
    }
  }

  @Test
  void what_was_prepared_in_sql_is_asked_about_whenever_it_is_executed() throws Exception {
    try (Statement statement = ana.createStatement()) {
      FutureTask<Boolean> preparing =
          begin(() -> statement.execute("PREPARE own(int) AS INSERT INTO orders VALUES ($1, 'x')"));
      rita.answer(rita.waiting(), true);
      preparing.get();

      FutureTask<Integer> first = begin(() -> statement.executeUpdate("EXECUTE own(2101)"));
      Request request = rita.waiting();
      assertThat(request.subject().text()).contains("EXECUTE own(2101)").contains("INSERT INTO");
      assertThat(rows(2101)).isZero();
      rita.answer(request, true);
      assertThat(first.get()).isEqualTo(1);

      FutureTask<Integer> second = begin(() -> statement.executeUpdate("EXECUTE own(2102)"));
      rita.answer(rita.waiting(), false);
      assertThat(failure(second).getSQLState()).isEqualTo("42501");
      assertThat(rows(2101)).isEqualTo(1);
      assertThat(rows(2102)).isZero();
    }
  }

  @Test
  void a_cursor_that_reads_is_fetched_from_unasked_and_explain_runs_nothing() throws Exception {
    ana.setAutoCommit(false);
    try (Statement statement = ana.createStatement()) {
      statement.execute("DECLARE c CURSOR FOR SELECT generate_series(1, 5)");
      assertThat(statement.execute("FETCH 2 FROM c")).isTrue();
      statement.execute("MOVE FORWARD ALL IN c");
      assertThat(rita.seen()).isEmpty();

      FutureTask<Boolean> explaining =
          begin(() -> statement.execute("PREPARE own AS INSERT INTO orders VALUES (2103, 'x')"));
      rita.answer(rita.waiting(), true);
      explaining.get();
      assertThatThrownBy(() -> statement.execute("EXPLAIN ANALYZE EXECUTE own"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25001"));
      ana.rollback();
      assertThat(rows(2103)).isZero();
    }
  }

  @Test
  void a_cancel_takes_it_back() throws Exception {
    try (Statement statement = ana.createStatement()) {
      FutureTask<Integer> running =
          begin(() -> statement.executeUpdate("INSERT INTO orders VALUES (2003, 'no')"));
      Request request = rita.waiting();

      statement.cancel();

      assertThat(failure(running).getSQLState()).isEqualTo("57014");
      assertThat(rita.state(request)).isEqualTo(Request.State.WITHDRAWN);
      assertThat(rows(2003)).isZero();
    }
  }

  @Test
  void of_an_approval_and_a_cancel_one_wins() throws Exception {
    try (Statement statement = ana.createStatement()) {
      for (int id = 3000; id < 3000 + ROUNDS; id++) {
        String insert = "INSERT INTO orders VALUES (" + id + ", 'race')";
        FutureTask<Integer> running = begin(() -> statement.executeUpdate(insert));
        Request request = rita.waiting();
        FutureTask<Boolean> approving = begin(() -> rita.approved(request));
        statement.cancel();
        approving.get();

        boolean ran = ran(running);

        assertThat(ran || failure(running).getSQLState().equals("57014")).isTrue();
        assertThat(rows(id)).isEqualTo(ran ? 1 : 0);
        assertThat(!ran || rita.state(request) == Request.State.COLLECTED).isTrue();
      }
    }
  }

  @Test
  void of_an_approval_and_a_client_that_leaves_one_wins() throws Exception {
    for (int id = 4000; id < 4000 + ROUNDS; id++) {
      Connection leaving = through.connect("scram", Map.of());
      Statement statement = leaving.createStatement();
      String insert = "INSERT INTO orders VALUES (" + id + ", 'race')";
      FutureTask<Integer> running = begin(() -> statement.executeUpdate(insert));
      Request request = rita.waiting();
      FutureTask<Boolean> approving = begin(() -> rita.approved(request));
      leaving.abort(Runnable::run);
      approving.get();
      boolean answered = ran(running);
      rita.ended(request);

      boolean collected = rita.state(request) == Request.State.COLLECTED;
      assertThat(rows(id)).isBetween(answered ? 1L : 0L, collected ? 1L : 0L);
    }
  }

  private static <T> FutureTask<T> begin(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofVirtual().start(task);
    return task;
  }

  private static boolean ran(FutureTask<Integer> task) throws InterruptedException {
    try {
      return task.get() == 1;
    } catch (ExecutionException failed) {
      return false;
    }
  }

  private static SQLException failure(FutureTask<?> task) throws InterruptedException {
    try {
      return new SQLException("it ended well: " + task.get());
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof SQLException told) {
        return told;
      }
      return new SQLException("it failed otherwise", failed);
    }
  }

  private static void direct(String... statements) throws SQLException {
    try (Connection connection = server.direct();
        Statement statement = connection.createStatement()) {
      for (String text : statements) {
        statement.execute(text);
      }
    }
  }

  private static long rows(int id) throws SQLException {
    return number("SELECT count(*) FROM orders WHERE id = " + id);
  }

  private static long number(String query) throws SQLException {
    try (Connection connection = server.direct();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getLong(1);
    }
  }
}
