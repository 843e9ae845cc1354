package dev.postern.prove.crash;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * A real PostgreSQL whose processes can be killed, and that starts again on the same files. The
 * role {@code app} writes to the table {@code journal}, two rows for each transaction.
 */
public final class CrashServer implements AutoCloseable {
  static final String ROLE = "app";
  static final String PASSWORD = "pencil";

  private static final int STARTS = 200;

  private final Path directory;
  private final int port;
  private EmbeddedPostgres server;

  public CrashServer(Path directory) throws IOException, SQLException {
    this.directory = directory;
    this.server = start(0);
    this.port = server.getPort();
    try (Connection owner = direct();
        Statement statement = owner.createStatement()) {
      statement.execute("CREATE ROLE app LOGIN PASSWORD 'pencil'");
      statement.execute("CREATE TABLE journal (id text, part int, PRIMARY KEY (id, part))");
      statement.execute("GRANT ALL ON journal TO app");
    }
    Files.writeString(
        directory.resolve("pgdata/pg_hba.conf"),
        "host all app 127.0.0.1/32 scram-sha-256\nhost all postgres 127.0.0.1/32 trust\n");
    try (Connection owner = direct();
        Statement statement = owner.createStatement()) {
      statement.execute("SELECT pg_reload_conf()");
    }
  }

  private EmbeddedPostgres start(int on) throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(directory.resolve("binaries").toFile())
            .setDataDirectory(directory.resolve("pgdata"))
            .setCleanDataDirectory(false)
            .setPGStartupWait(Duration.ofSeconds(60))
            .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
            .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("unix_socket_directories", "")
            .setServerConfig("max_connections", "400")
            .setServerConfig("fsync", "off")
            // A COMMIT is answered when it is written: what dies here is a process, not the
            // machine.
            .setServerConfig("synchronous_commit", "on");
    if (on > 0) {
      builder.setPort(on);
    }
    return builder.start();
  }

  /** Where it listens on loopback. */
  public int port() {
    return port;
  }

  /** A connection past the gateway, as the superuser. */
  public Connection direct() throws SQLException {
    Properties how = new Properties();
    how.setProperty("user", "postgres");
    how.setProperty("sslmode", "disable");
    how.setProperty("gssEncMode", "disable");
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres", how);
  }

  /** Kills one process that serves the role; the server then ends all sessions and recovers. */
  void killBackend() throws SQLException {
    long victim;
    try (Connection owner = direct();
        Statement statement = owner.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT pid FROM pg_stat_activity WHERE usename = 'app'")) {
      if (!rows.next()) {
        throw new IllegalStateException("nobody is served");
      }
      victim = rows.getLong(1);
    }
    kill(victim);
  }

  /** Kills the process that all others belong to. */
  public void killPostmaster() throws IOException {
    kill(
        Long.parseLong(
            Files.readAllLines(directory.resolve("pgdata/postmaster.pid")).getFirst().strip()));
  }

  private static void kill(long process) {
    if (!ProcessHandle.of(process).map(ProcessHandle::destroyForcibly).orElse(false)) {
      throw new IllegalStateException("there is no process " + process);
    }
  }

  /** Starts it again once the last of its processes is gone. */
  public void startAgain() throws IOException, InterruptedException {
    server.close();
    for (int i = 0; ; i++) {
      try {
        server = start(port);
        return;
      } catch (IOException | RuntimeException stillThere) {
        if (i == STARTS) {
          throw stillThere;
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  /** Waits until it has recovered from the death of one of its processes. */
  public void awaitReady() throws InterruptedException {
    while (true) {
      try (Connection owner = direct()) {
        return;
      } catch (SQLException recovering) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  /** Waits until nobody is served as the role: what was not committed is rolled back. */
  public void awaitNobody() throws SQLException, InterruptedException {
    try (Connection owner = direct();
        Statement statement = owner.createStatement()) {
      while (true) {
        try (ResultSet rows =
            statement.executeQuery("SELECT count(*) FROM pg_stat_activity WHERE usename = 'app'")) {
          rows.next();
          if (rows.getInt(1) == 0) {
            return;
          }
        }
        TimeUnit.MILLISECONDS.sleep(5);
      }
    }
  }

  /** Forgets all transactions. */
  void empty() throws SQLException {
    try (Connection owner = direct();
        Statement statement = owner.createStatement()) {
      statement.execute("TRUNCATE journal");
    }
  }

  /** The transactions that are in the table, each as its id and how many rows it left. */
  List<String> stored() throws SQLException {
    List<String> stored = new ArrayList<>();
    try (Connection owner = direct();
        Statement statement = owner.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT id, count(*) FROM journal GROUP BY id ORDER BY id")) {
      while (rows.next()) {
        stored.add(rows.getString(1) + " " + rows.getInt(2));
      }
    }
    return List.copyOf(stored);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
