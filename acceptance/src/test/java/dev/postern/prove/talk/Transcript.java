package dev.postern.prove.talk;

import java.io.PrintStream;
import java.sql.BatchUpdateException;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What was said, in lines that hold nothing that another run would say differently. */
final class Transcript {
  /** What a scene does, and may fail at. */
  @FunctionalInterface
  interface Attempt {
    void run() throws Exception;
  }

  private final PrintStream out;

  Transcript(PrintStream out) {
    this.out = out;
  }

  void line(String line) {
    out.println(line);
  }

  /** Runs it; an error of the driver or the server is part of the conversation. */
  void attempt(String what, Attempt attempt) throws Exception {
    line("> " + what);
    try {
      attempt.run();
    } catch (SQLException error) {
      error(error);
    }
  }

  /** Runs a text, and says all that it answers. */
  void run(Statement statement, String sql) throws Exception {
    attempt(sql, () -> results(statement, statement.execute(sql)));
  }

  /** Every result of what was run. */
  void results(Statement statement, boolean rows) throws SQLException {
    boolean more = rows;
    while (more || statement.getUpdateCount() >= 0) {
      if (more) {
        try (ResultSet result = statement.getResultSet()) {
          rows(result);
        }
      } else {
        line("count " + statement.getLargeUpdateCount());
      }
      more = statement.getMoreResults();
    }
    for (SQLWarning warning = statement.getWarnings();
        warning != null;
        warning = warning.getNextWarning()) {
      line("warning " + warning.getSQLState() + " " + warning.getMessage());
    }
    statement.clearWarnings();
  }

  void rows(ResultSet result) throws SQLException {
    ResultSetMetaData about = result.getMetaData();
    StringBuilder heads = new StringBuilder("columns");
    for (int column = 1; column <= about.getColumnCount(); column++) {
      heads.append(' ').append(about.getColumnLabel(column));
      heads.append(':').append(about.getColumnTypeName(column));
    }
    line(heads.toString());
    while (result.next()) {
      StringBuilder row = new StringBuilder("row");
      for (int column = 1; column <= about.getColumnCount(); column++) {
        row.append(" | ").append(text(result.getObject(column)));
      }
      line(row.toString());
    }
  }

  private static String text(@Nullable Object value) {
    return value instanceof byte[] bytes
        ? HexFormat.of().formatHex(bytes)
        : String.valueOf(value).replace("\n", "\\n");
  }

  void error(SQLException error) {
    line("error " + error.getSQLState() + " " + text(error.getMessage()));
    if (error instanceof BatchUpdateException batch) {
      line("counts " + Arrays.toString(batch.getUpdateCounts()));
    }
    if (error instanceof PSQLException told
        && told.getServerErrorMessage() instanceof ServerErrorMessage message) {
      line(
          "told %s, %s, line %d of %s, at %d"
              .formatted(
                  message.getSeverity(),
                  message.getRoutine(),
                  message.getLine(),
                  message.getFile(),
                  message.getPosition()));
    }
    if (error.getNextException() instanceof SQLException next) {
      error(next);
    }
  }
}
