package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.net.TlsFiles;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * A real PostgreSQL on loopback with a role for each way to sign in. All have the password {@code
 * pencil}.
 */
final class RealServer implements AutoCloseable {
  private static final String ACCESS =
      """
      host all scram_role 127.0.0.1/32 scram-sha-256
      host all md5_role 127.0.0.1/32 md5
      host all clear_role 127.0.0.1/32 password
      host all postgres 127.0.0.1/32 trust
      """;

  private final EmbeddedPostgres server;

  private RealServer(EmbeddedPostgres server) {
    this.server = server;
  }

  /**
   * Starts one.
   *
   * @param tls its certificate
   */
  static RealServer start(Path directory, TlsFiles tls) throws IOException, SQLException {
    Path data = directory.resolve("data");
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(directory.resolve("server").toFile())
            .setDataDirectory(data)
            .setCleanDataDirectory(true)
            .setPGStartupWait(Duration.ofSeconds(60))
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("unix_socket_directories", "")
            .setServerConfig("fsync", "off")
            .setServerConfig("ssl", "on")
            .setServerConfig("ssl_cert_file", tls.certificate().toString())
            .setServerConfig("ssl_key_file", own(tls.key()).toString())
            .start();
    RealServer started = new RealServer(server);
    boolean usable = false;
    try {
      try (Connection connection = started.direct();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE ROLE scram_role LOGIN PASSWORD 'pencil'");
        statement.execute("CREATE ROLE clear_role LOGIN PASSWORD 'pencil'");
        statement.execute("SET password_encryption = 'md5'");
        statement.execute("CREATE ROLE md5_role LOGIN PASSWORD 'pencil'");
        statement.execute("CREATE TABLE orders (id int PRIMARY KEY, customer text)");
        statement.execute(
            "INSERT INTO orders SELECT n, 'customer ' || n FROM generate_series(1, 1000) n");
        statement.execute("GRANT ALL ON orders TO scram_role, clear_role, md5_role");
        Files.writeString(data.resolve("pg_hba.conf"), ACCESS);
        statement.execute("SELECT pg_reload_conf()");
      }
      usable = true;
      return started;
    } finally {
      if (!usable) {
        server.close();
      }
    }
  }

  /** The server refuses a key that others can read. */
  private static Path own(Path key) throws IOException {
    return Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }

  int port() {
    return server.getPort();
  }

  /** A connection past the gateway, as the superuser. */
  Connection direct() throws SQLException {
    return server.getPostgresDatabase().getConnection();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
