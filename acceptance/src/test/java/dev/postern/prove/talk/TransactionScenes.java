package dev.postern.prove.talk;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/** Blocks, errors in them, cursors, prepared transactions. */
final class TransactionScenes {
  private TransactionScenes() {}

  static List<Scene> all() {
    return List.of(
        new Scene("errors in blocks", TransactionScenes::errors),
        new Scene("autosave", Map.of("autosave", "always"), TransactionScenes::errors),
        new Scene("cursors", TransactionScenes::cursors),
        new Scene("cursors by name", TransactionScenes::named),
        new Scene("prepared transactions", TransactionScenes::twoPhase));
  }

  private static void errors(Connection connection, Transcript transcript) throws Exception {
    try (Statement statement = connection.createStatement()) {
      transcript.run(
          statement, "CREATE TEMP TABLE t (a int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)");
      connection.setAutoCommit(false);
      transcript.run(statement, "INSERT INTO t VALUES (1)");
      transcript.run(statement, "SELECT 1 / 0");
      transcript.run(statement, "SELECT 'after an error'");
      transcript.attempt("commit", connection::commit);
      transcript.run(statement, "SELECT * FROM t");
      transcript.run(statement, "INSERT INTO t VALUES (2)");
      Savepoint point = connection.setSavepoint("here");
      transcript.run(statement, "INSERT INTO t VALUES ('x')");
      transcript.attempt("back", () -> connection.rollback(point));
      transcript.run(statement, "INSERT INTO t VALUES (2)");
      transcript.attempt("commit what may not be", connection::commit);
      transcript.run(statement, "SELECT * FROM t");
      transcript.attempt("rollback", connection::rollback);
      connection.setAutoCommit(true);
      transcript.run(statement, "BEGIN; INSERT INTO t VALUES (3); COMMIT; SELECT 1 / 0");
      transcript.run(statement, "SELECT * FROM t");
      transcript.run(statement, "ROLLBACK");
      connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      connection.setReadOnly(true);
      transcript.run(statement, "SHOW transaction_isolation");
      connection.setAutoCommit(false);
      transcript.run(statement, "CREATE TABLE refused (a int)");
      transcript.attempt("rollback", connection::rollback);
    }
  }

  private static void cursors(Connection connection, Transcript transcript) throws Exception {
    connection.setAutoCommit(false);
    String sql = "SELECT g, repeat('r', g) AS r, 60 / (20 - g) AS d FROM generate_series(1, ?) g";
    for (int rows : new int[] {0, 1, 7, 15, 25}) {
      transcript.attempt(
          rows + " rows by 7",
          () -> {
            try (PreparedStatement asked = connection.prepareStatement(sql)) {
              asked.setFetchSize(7);
              asked.setInt(1, rows);
              transcript.results(asked, asked.execute());
            }
          });
      connection.rollback();
    }
    transcript.attempt(
        "two at once, one left",
        () -> {
          try (PreparedStatement first = connection.prepareStatement(sql);
              PreparedStatement second = connection.prepareStatement(sql)) {
            first.setFetchSize(2);
            second.setFetchSize(3);
            first.setInt(1, 9);
            second.setInt(1, 9);
            try (ResultSet one = first.executeQuery();
                ResultSet two = second.executeQuery()) {
              for (int turn = 0; turn < 5; turn++) {
                transcript.line(
                    one.next() + " " + one.getInt(1) + ", " + two.next() + " " + two.getInt(1));
              }
            }
          }
        });
    connection.commit();
  }

  private static void named(Connection connection, Transcript transcript) throws Exception {
    try (Statement statement = connection.createStatement()) {
      for (String sql :
          List.of(
              "BEGIN",
              "DECLARE c SCROLL CURSOR FOR SELECT g FROM generate_series(1, 10) g",
              "FETCH 3 FROM c",
              "FETCH BACKWARD 2 FROM c",
              "MOVE LAST IN c",
              "FETCH c",
              "DECLARE kept CURSOR WITH HOLD FOR SELECT 'kept'",
              "COMMIT",
              "FETCH ALL FROM kept",
              "FETCH ALL FROM c",
              "CLOSE kept",
              "PREPARE p (int) AS SELECT $1 + 1 AS next",
              "EXECUTE p (1)",
              "EXECUTE nobody (1)",
              "DEALLOCATE p")) {
        transcript.run(statement, sql);
      }
    }
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      transcript.run(
          statement,
          "CREATE FUNCTION pg_temp.open() RETURNS refcursor LANGUAGE plpgsql AS $$ DECLARE c"
              + " refcursor := 'told'; BEGIN OPEN c FOR SELECT generate_series(1, 3); RETURN c; END"
              + " $$");
      transcript.attempt(
          "refcursor",
          () -> {
            try (ResultSet cursor = statement.executeQuery("SELECT pg_temp.open()")) {
              cursor.next();
              try (ResultSet rows = (ResultSet) cursor.getObject(1)) {
                transcript.rows(rows);
              }
            }
          });
    }
    connection.rollback();
  }

  private static void twoPhase(Connection connection, Transcript transcript) throws Exception {
    try (Statement statement = connection.createStatement()) {
      for (String sql :
          List.of(
              "CREATE TABLE phased (a int)",
              "BEGIN; INSERT INTO phased VALUES (1); PREPARE TRANSACTION 'talk'",
              "SELECT gid FROM pg_prepared_xacts",
              "SELECT count(*) FROM phased",
              "COMMIT PREPARED 'talk'",
              "SELECT count(*) FROM phased",
              "ROLLBACK PREPARED 'nobody'",
              "DROP TABLE phased")) {
        transcript.run(statement, sql);
      }
    }
  }
}
