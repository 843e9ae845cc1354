package dev.postern.testkit.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;

/**
 * A real PostgreSQL on loopback, which nobody reaches in another way; its superuser {@code
 * postgres} comes in without a proof.
 */
public final class LoopbackPostgres implements Closeable {
  private static final Duration LONGEST_START = Duration.ofSeconds(60);
  private static final String OWNER = "host all postgres 127.0.0.1/32 trust\n";

  private static final Mould MOULD = new Mould();

  private final Path folder;
  private final EmbeddedPostgres server;

  private LoopbackPostgres(Path folder, EmbeddedPostgres server) {
    this.folder = folder;
    this.server = server;
  }

  /** Starts one with its files in a folder. */
  public static LoopbackPostgres start(Path folder) throws IOException {
    return start(folder, Map.of());
  }

  /**
   * Starts one with its files in a folder.
   *
   * @param settings more of its configuration
   */
  public static LoopbackPostgres start(Path folder, Map<String, String> settings)
      throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(MOULD.programs().toFile())
            .setPGStartupWait(LONGEST_START)
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("unix_socket_directories", "")
            .setServerConfig("fsync", "off");
    settings.forEach(builder::setServerConfig);
    return new LoopbackPostgres(folder, MOULD.start(builder, folder.resolve("data")));
  }

  /** Where it listens. */
  public int port() {
    return server.getPort();
  }

  /** Where its programs and libraries lie; other servers of this process use the same. */
  public Path programs() throws IOException {
    return MOULD.programs();
  }

  /** A connection as its superuser. */
  public Connection owner() throws SQLException {
    return server.getPostgresDatabase().getConnection();
  }

  /** Runs statements as its superuser, in one session. */
  public void run(String... statements) throws SQLException {
    try (Connection owner = owner();
        Statement statement = owner.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  /** Lets in its superuser, and whom these lines of {@code pg_hba.conf} let in; nobody else. */
  public void letIn(String access) throws IOException, SQLException {
    Files.writeString(folder.resolve("data/pg_hba.conf"), OWNER + access);
    run("SELECT pg_reload_conf()");
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
