package dev.postern.gateway.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The embedded database: SQLite in WAL mode, every commit synchronous, one connection that callers
 * take in turn. What is in it is small and changes seldom.
 */
public final class Database implements AutoCloseable {
  /** Forward-only. A script that has run anywhere is never changed; the next one is added. */
  private static final List<String> MIGRATIONS =
      List.of(
          """
          CREATE TABLE standing_lock (
            scope  TEXT NOT NULL,
            name   TEXT NOT NULL,
            reason TEXT NOT NULL,
            locked_by TEXT NOT NULL,
            since_micros BIGINT NOT NULL,
            PRIMARY KEY (scope, name)
          )\
          """,
          """
          CREATE TABLE approval_request (
            id TEXT NOT NULL PRIMARY KEY,
            living INTEGER NOT NULL,
            until_micros BIGINT NOT NULL,
            form TEXT NOT NULL
          )\
          """,
          """
          CREATE TABLE lending (
            id TEXT NOT NULL PRIMARY KEY,
            running INTEGER NOT NULL,
            changed_micros BIGINT NOT NULL,
            form TEXT NOT NULL
          )\
          """);

  private final Connection connection;

  private Database(Connection connection) {
    this.connection = connection;
  }

  /**
   * Opens or creates the database and brings it to the newest form.
   *
   * @throws StoreException when it cannot be opened, or was written by a newer Postern
   */
  public static Database open(Path file) throws StoreException {
    try {
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      Database database = new Database(connection);
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA journal_mode = WAL");
        statement.execute("PRAGMA synchronous = FULL");
        statement.execute("PRAGMA busy_timeout = 5000");
        // What was asked of people is overwritten when it is forgotten.
        statement.execute("PRAGMA secure_delete = ON");
      }
      database.migrate(file);
      return database;
    } catch (SQLException failed) {
      throw new StoreException("cannot open " + file + ": " + failed.getMessage(), failed);
    }
  }

  /**
   * How a database is.
   *
   * @param sound {@code ok}, or the first that SQLite finds wrong
   * @param form of its tables
   * @param newest that this version knows
   */
  public record Condition(String sound, int form, int newest) {}

  /**
   * Looks at a database without changing it, whether a gateway uses it or not.
   *
   * @throws StoreException when it cannot be read as one
   */
  public static Condition condition(Path file) throws StoreException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:file:" + file.toAbsolutePath() + "?mode=ro");
        Statement statement = connection.createStatement()) {
      return new Condition(
          first(statement, "PRAGMA quick_check(1)"),
          Integer.parseInt(first(statement, "PRAGMA user_version")),
          MIGRATIONS.size());
    } catch (SQLException failed) {
      throw new StoreException("cannot read " + file + ": " + failed.getMessage(), failed);
    }
  }

  private static String first(Statement statement, String query) throws SQLException {
    try (ResultSet found = statement.executeQuery(query)) {
      return found.next() ? String.valueOf(found.getString(1)) : "";
    }
  }

  private void migrate(Path file) throws SQLException, StoreException {
    int version;
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("PRAGMA user_version")) {
      version = found.next() ? found.getInt(1) : 0;
    }
    if (version > MIGRATIONS.size()) {
      throw new StoreException(
          file
              + " has form "
              + version
              + ", written by a newer Postern; this one knows "
              + MIGRATIONS.size(),
          new IllegalStateException("newer form"));
    }
    for (int next = version; next < MIGRATIONS.size(); next++) {
      String script = MIGRATIONS.get(next);
      int reached = next + 1;
      transaction(open -> {
        try (Statement statement = open.createStatement()) {
          statement.execute(script);
          statement.execute("PRAGMA user_version = " + reached);
        }
      });
    }
  }

  /** Work in one transaction: all of it is kept or nothing. */
  interface Work {
    void run(Connection connection) throws SQLException;
  }

  synchronized void transaction(Work work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      work.run(connection);
      connection.commit();
    } catch (SQLException | RuntimeException failed) {
      connection.rollback();
      throw failed;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  /** Gives a statement its values. */
  interface Filling {
    void fill(PreparedStatement statement) throws SQLException;
  }

  /** One statement in a transaction of its own; durable when it returns. */
  void write(String sql, Filling filling) throws SQLException {
    transaction(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        filling.fill(statement);
        statement.executeUpdate();
      }
    });
  }

  /** Reads each row of a query. */
  interface Row {
    void read(ResultSet row) throws SQLException;
  }

  synchronized void query(String sql, Row row) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        row.read(rows);
      }
    }
  }

  @Override
  public synchronized void close() throws StoreException {
    try {
      connection.close();
    } catch (SQLException failed) {
      throw new StoreException("cannot close the database: " + failed.getMessage(), failed);
    }
  }
}
