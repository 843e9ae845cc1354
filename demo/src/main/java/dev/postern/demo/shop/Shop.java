package dev.postern.demo.shop;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;

/**
 * The shop's database, listening on loopback from when it is opened until it is closed. Its
 * accounts sign in with SCRAM-SHA-256; nobody else gets in.
 */
public final class Shop implements AutoCloseable {
  /** The database's name. */
  public static final String DATABASE = "shop";

  /** Whoever signs in as this may read everything. */
  public static final String READING = "shop_reading";

  /** Whoever signs in as this may read everything, and write orders and model runs. */
  public static final String SERVICE = "shop_service";

  private static final Duration LONGEST_START = Duration.ofSeconds(60);
  private static final String ACCESS =
      """
      # Written by the demo: the accounts with their passwords, nobody else.
      host %s %s,%s 127.0.0.1/32 scram-sha-256
      """;

  private final EmbeddedPostgres server;

  private Shop(EmbeddedPostgres server) {
    this.server = server;
  }

  /**
   * Opens the database.
   *
   * @param port the port on loopback, or 0 for any
   * @param directory an existing directory, in which it gets one of its own
   * @param passwords the password of each account
   * @throws IOException when it cannot be started or filled
   */
  public static Shop open(int port, Path directory, Map<String, String> passwords)
      throws IOException {
    Path home = directory.resolve("shop");
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setPort(port)
            .setOverrideWorkingDirectory(home.resolve("server").toFile())
            .setDataDirectory(home.resolve("data"))
            .setCleanDataDirectory(true)
            .setPGStartupWait(LONGEST_START)
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("unix_socket_directories", "")
            .setServerConfig("fsync", "off")
            .start();
    boolean filled = false;
    try {
      fill(server, passwords);
      close(server, home.resolve("data"));
      filled = true;
      return new Shop(server);
    } catch (SQLException failed) {
      throw new IOException("the shop's database cannot be filled", failed);
    } finally {
      if (!filled) {
        server.close();
      }
    }
  }

  /** The port that it listens on. */
  public int port() {
    return server.getPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private static void fill(EmbeddedPostgres server, Map<String, String> passwords)
      throws SQLException, IOException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + DATABASE);
    }
    try (Connection connection = server.getDatabase("postgres", DATABASE).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(script());
      for (Map.Entry<String, String> each : passwords.entrySet()) {
        statement.execute(
            "ALTER ROLE %s PASSWORD %s"
                .formatted(
                    statement.enquoteIdentifier(each.getKey(), false),
                    statement.enquoteLiteral(each.getValue())));
      }
    }
  }

  /**
   * From now on only the accounts get in: initdb lets everybody of this machine in as superuser.
   */
  private static void close(EmbeddedPostgres server, Path data) throws SQLException, IOException {
    Files.writeString(data.resolve("pg_hba.conf"), ACCESS.formatted(DATABASE, READING, SERVICE));
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_reload_conf()");
    }
  }

  private static String script() throws IOException {
    try (InputStream script = Shop.class.getResourceAsStream("shop.sql")) {
      if (script == null) {
        throw new IOException("shop.sql is not in the jar");
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
