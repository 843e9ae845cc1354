package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.drive.TestCertificate;
import dev.postern.gateway.net.TlsFiles;
import dev.postern.testkit.postgres.LoopbackPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

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
      """;

  private final Path directory;
  private final TlsFiles tls;
  private final LoopbackPostgres server;

  private RealServer(Path directory, TlsFiles tls, LoopbackPostgres server) {
    this.directory = directory;
    this.tls = tls;
    this.server = server;
  }

  /** Starts one with its files in a directory. */
  static RealServer start(Path directory) throws Exception {
    TlsFiles tls =
        new TestCertificate(Files.createDirectory(directory.resolve("tls")), "ip:127.0.0.1")
            .files();
    LoopbackPostgres server =
        LoopbackPostgres.start(
            directory,
            Map.of(
                "ssl", "on",
                "ssl_cert_file", tls.certificate().toString(),
                "ssl_key_file", own(tls.key()).toString()));
    RealServer started = new RealServer(directory, tls, server);
    boolean usable = false;
    try {
      server.run(
          "CREATE ROLE scram_role LOGIN PASSWORD 'pencil'",
          "CREATE ROLE clear_role LOGIN PASSWORD 'pencil'",
          "SET password_encryption = 'md5'",
          "CREATE ROLE md5_role LOGIN PASSWORD 'pencil'",
          "CREATE TABLE orders (id int PRIMARY KEY, customer text)",
          "INSERT INTO orders SELECT n, 'customer ' || n FROM generate_series(1, 1000) n",
          "GRANT ALL ON orders TO scram_role, clear_role, md5_role");
      server.letIn(ACCESS);
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

  /** Where its files are, and those of a gateway before it. */
  Path directory() {
    return directory;
  }

  /** Its certificate, which a gateway before it has too. */
  TlsFiles tls() {
    return tls;
  }

  int port() {
    return server.port();
  }

  /** A connection past the gateway, as the superuser. */
  Connection direct() throws SQLException {
    return server.owner();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
