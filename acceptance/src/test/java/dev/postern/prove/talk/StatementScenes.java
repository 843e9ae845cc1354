package dev.postern.prove.talk;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Texts, parameters, types, batches. */
final class StatementScenes {
  private static final String SHEET =
      "CREATE TEMP TABLE sheet (id serial PRIMARY KEY, who text NOT NULL, worth numeric(12, 3))";

  private StatementScenes() {}

  static List<Scene> all() {
    return List.of(
        new Scene("texts", StatementScenes::texts),
        new Scene("types", StatementScenes::types),
        new Scene("again and again", StatementScenes::again),
        new Scene("batches", StatementScenes::batches),
        new Scene(
            "batches rewritten", Map.of("reWriteBatchedInserts", "true"), StatementScenes::batches),
        new Scene("keys and descriptions", StatementScenes::descriptions),
        new Scene("functions and procedures", StatementScenes::functions));
  }

  private static void texts(Connection connection, Transcript transcript) throws Exception {
    try (Statement statement = connection.createStatement()) {
      for (String sql :
          List.of(
              "SELECT 1 AS one, 'two' AS two, NULL AS none",
              "SELECT 1; SELECT 2 AS second; VALUES (3), (4)",
              "",
              "-- nothing",
              SHEET,
              "INSERT INTO sheet (who) SELECT 'w' || g FROM generate_series(1, 5) g",
              "UPDATE sheet SET worth = id / 8.0 WHERE id > 2 RETURNING id, worth",
              "DELETE FROM sheet WHERE id = 1; SELECT count(*) FROM sheet",
              "SELECT nothing FROM sheet",
              "SELEC 1",
              "INSERT INTO sheet (who) VALUES (NULL)",
              "SELECT 1; SELECT 1 / 0; SELECT 2",
              "SELECT repeat('x', 100000) AS wide",
              "WITH gone AS (DELETE FROM sheet RETURNING id) SELECT count(*) FROM gone",
              "EXPLAIN (COSTS off) SELECT * FROM sheet WHERE id = 4",
              "DO $$ BEGIN RAISE NOTICE 'noted'; RAISE WARNING 'warned' USING HINT = 'h'; END $$",
              "SET work_mem = '5MB'; SHOW work_mem",
              "RESET work_mem")) {
        transcript.run(statement, sql);
      }
    }
  }

  private static void types(Connection connection, Transcript transcript) throws Exception {
    String sql =
        "SELECT ?::int AS i, ?::bigint AS l, ?::numeric AS n, ?::float8 AS d, ?::bool AS b, ?::text"
            + " AS t, ?::bytea AS raw, ?::uuid AS u, ?::date AS day, ?::timestamptz AT TIME ZONE"
            + " 'UTC' AS at, ?::int[] AS list, ?::jsonb AS j, ?::text AS none";
    try (PreparedStatement asked = connection.prepareStatement(sql)) {
      for (int turn = 0; turn < 3; turn++) {
        int column = 1;
        asked.setInt(column++, Integer.MIN_VALUE + turn);
        asked.setLong(column++, Long.MAX_VALUE - turn);
        asked.setBigDecimal(column++, new BigDecimal("12345678901234567890.000123"));
        asked.setDouble(column++, Math.PI);
        asked.setBoolean(column++, turn % 2 == 0);
        asked.setString(column++, "łäß'\\\"" + turn);
        asked.setBytes(column++, new byte[] {0, 1, (byte) 0xff, '\\', '\''});
        asked.setObject(column++, new UUID(1, turn));
        asked.setObject(column++, LocalDate.of(2026, 11, 21));
        asked.setObject(column++, OffsetDateTime.parse("2026-11-21T21:00:00.123456Z"));
        asked.setArray(column++, connection.createArrayOf("int4", new Integer[] {1, null, turn}));
        asked.setObject(column++, "{\"a\": [1, 2]}", Types.OTHER);
        asked.setNull(column, Types.VARCHAR);
        transcript.attempt("types", () -> transcript.results(asked, asked.execute()));
      }
    }
  }

  private static void again(Connection connection, Transcript transcript) throws Exception {
    try (PreparedStatement asked = connection.prepareStatement("SELECT 10 / ? AS part")) {
      for (int divisor : new int[] {1, 2, 0, 5, 0, 10}) {
        asked.setInt(1, divisor);
        transcript.attempt("10 / " + divisor, () -> transcript.results(asked, asked.execute()));
      }
    }
    try (Statement statement = connection.createStatement();
        PreparedStatement asked = connection.prepareStatement("SELECT * FROM moving")) {
      transcript.run(statement, "CREATE TEMP TABLE moving (a int)");
      transcript.attempt("before", () -> transcript.results(asked, asked.execute()));
      transcript.run(statement, "ALTER TABLE moving ADD b text DEFAULT 'added'");
      transcript.run(statement, "INSERT INTO moving VALUES (1)");
      transcript.attempt("after", () -> transcript.results(asked, asked.execute()));
      transcript.run(statement, "DISCARD PLANS");
      transcript.run(statement, "DEALLOCATE ALL");
      transcript.attempt("forgotten", () -> transcript.results(asked, asked.execute()));
    }
  }

  private static void batches(Connection connection, Transcript transcript) throws Exception {
    try (Statement statement = connection.createStatement()) {
      transcript.run(statement, SHEET);
      statement.addBatch("INSERT INTO sheet (who) VALUES ('a')");
      statement.addBatch("UPDATE sheet SET who = 'b'");
      statement.addBatch("SELECT 1 / 0");
      statement.addBatch("INSERT INTO sheet (who) VALUES ('never')");
      transcript.attempt("mixed", () -> transcript.line(Arrays.toString(statement.executeBatch())));
      statement.clearBatch();
      try (PreparedStatement many =
          connection.prepareStatement("INSERT INTO sheet (who, worth) VALUES (?, ?)")) {
        for (int row = 0; row < 300; row++) {
          many.setString(1, "who " + row);
          many.setBigDecimal(2, BigDecimal.valueOf(row, 1));
          many.addBatch();
        }
        transcript.attempt("300", () -> transcript.line(Arrays.toString(many.executeBatch())));
        for (int row = 0; row < 20; row++) {
          many.setString(1, row == 13 ? null : "ok");
          many.setBigDecimal(2, BigDecimal.TEN);
          many.addBatch();
        }
        transcript.attempt(
            "one of 20", () -> transcript.line(Arrays.toString(many.executeBatch())));
      }
      transcript.run(statement, "SELECT count(*), sum(worth), min(id), max(who) FROM sheet");
    }
  }

  private static void descriptions(Connection connection, Transcript transcript) throws Exception {
    try (Statement statement = connection.createStatement()) {
      transcript.run(statement, SHEET);
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO sheet (who, worth) VALUES (?, ?)", Statement.RETURN_GENERATED_KEYS)) {
      transcript.attempt(
          "parameters",
          () -> {
            ParameterMetaData about = insert.getParameterMetaData();
            transcript.line(about.getParameterTypeName(1) + ", " + about.getParameterTypeName(2));
          });
      insert.setString(1, "keyed");
      insert.setBigDecimal(2, BigDecimal.ONE);
      insert.executeUpdate();
      try (ResultSet keys = insert.getGeneratedKeys()) {
        transcript.rows(keys);
      }
    }
    try (PreparedStatement select = connection.prepareStatement("SELECT * FROM sheet")) {
      ResultSetMetaData about = select.getMetaData();
      for (int column = 1; column <= about.getColumnCount(); column++) {
        transcript.line(
            "%s %s %d %d"
                .formatted(
                    about.getColumnName(column),
                    about.getColumnTypeName(column),
                    about.getPrecision(column),
                    about.isNullable(column)));
      }
    }
    try (ResultSet columns = connection.getMetaData().getColumns(null, null, "pg_am", "%")) {
      while (columns.next()) {
        transcript.line(columns.getString("COLUMN_NAME") + " " + columns.getString("TYPE_NAME"));
      }
    }
  }

  private static void functions(Connection connection, Transcript transcript) throws Exception {
    try (Statement statement = connection.createStatement()) {
      transcript.run(
          statement,
          "CREATE FUNCTION pg_temp.twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2'");
      transcript.run(
          statement,
          "CREATE PROCEDURE pg_temp.more(INOUT n int) LANGUAGE plpgsql AS 'BEGIN n := n + 1; END'");
      transcript.run(statement, "CALL pg_temp.more(41)");
    }
    transcript.attempt(
        "call",
        () -> {
          try (var call = connection.prepareCall("{? = call pg_temp.twice(?)}")) {
            call.registerOutParameter(1, Types.INTEGER);
            call.setInt(2, 21);
            call.execute();
            transcript.line("got " + call.getInt(1));
          }
        });
  }
}
