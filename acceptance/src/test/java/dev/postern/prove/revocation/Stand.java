package dev.postern.prove.revocation;

import dev.postern.prove.Callers;
import dev.postern.prove.Doors;
import dev.postern.prove.GatewayFolder;
import dev.postern.prove.GatewayProcess;
import dev.postern.prove.Served;
import dev.postern.prove.crash.CrashServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/** A gateway and both its targets, with what the targets say of what they executed. */
final class Stand implements AutoCloseable {
  private static final int FIRST_PORT = 22_000;
  private static final String ACCOUNTS =
      """
      bounds: {connections: 1000}
      accounts:
        app: {user: app, credential: {file: secret}}
      """;
  private static final Duration CANCELLED_BY = Duration.ofSeconds(20);

  private final CrashServer shop;
  private final Workshop workshop;
  private final Served gateway;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ConcurrentMap<String, McpClient> clients = new ConcurrentHashMap<>();

  /** A write that the database has. */
  record Row(String id, boolean late, Instant at) {}

  /**
   * What differs between proofs.
   *
   * @param issuer more about the issuer, a line of its section
   * @param main more of the main file
   * @param policy the rules
   */
  record Setup(String issuer, String main, String policy) {}

  Stand(Path folder, Setup setup) throws IOException, SQLException, InterruptedException {
    shop = new CrashServer(Files.createDirectory(folder.resolve("server")));
    try (Connection owner = shop.direct();
        Statement statement = owner.createStatement()) {
      statement.execute(
          "CREATE TABLE done (id text, late boolean, at timestamptz DEFAULT clock_timestamp())");
      statement.execute("GRANT ALL ON done TO app");
      statement.execute("GRANT CREATE ON SCHEMA public TO app");
    }
    workshop = new Workshop();
    gateway = gateway(Files.createDirectory(folder.resolve("gateway")), setup);
  }

  private Served gateway(Path directory, Setup setup) throws IOException, InterruptedException {
    GatewayFolder folder = new GatewayFolder(directory);
    Callers callers = new Callers(Doors.free(FIRST_PORT));
    folder.main(callers, setup.issuer(), setup.main());
    folder.workshop(workshop.uri(), "");
    folder.shop(shop.port(), ACCOUNTS);
    folder.policy(setup.policy());
    return new Served(folder, callers, GatewayProcess.Launch.with("-Xmx512m"));
  }

  Served gateway() {
    return gateway;
  }

  Workshop workshop() {
    return workshop;
  }

  /** A person's MCP client; the same one whenever it is asked for. */
  McpClient mcp(String person) {
    return clients.computeIfAbsent(
        person,
        each -> new McpClient(http, gateway, gateway.callers().token(person, "/mcp/workshop")));
  }

  /** A person's MCP client with another token. */
  McpClient mcpWith(String token) {
    return new McpClient(http, gateway, token);
  }

  /** A session of a person at the database. */
  WireClient postgres(String person) throws IOException {
    return WireClient.open(
        gateway.callers().doors().postgres(), gateway.callers().token(person, "/postgres"));
  }

  /** What was written. */
  List<Row> rows() throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (Connection owner = shop.direct();
        Statement statement = owner.createStatement();
        ResultSet each = statement.executeQuery("SELECT id, late, at FROM done")) {
      while (each.next()) {
        rows.add(new Row(each.getString(1), each.getBoolean(2), each.getTimestamp(3).toInstant()));
      }
    }
    return rows;
  }

  /** The tables that were made by who had to ask first. */
  List<String> made() throws SQLException {
    List<String> made = new ArrayList<>();
    try (Connection owner = shop.direct();
        Statement statement = owner.createStatement();
        ResultSet each =
            statement.executeQuery("SELECT relname FROM pg_class WHERE relname LIKE 'held_%'")) {
      while (each.next()) {
        made.add(each.getString(1));
      }
    }
    return made;
  }

  /** How many sessions of the gateway's role still run something when they have had time to end. */
  int stillRunning() throws SQLException, InterruptedException {
    long until = System.nanoTime() + CANCELLED_BY.toNanos();
    int running = running();
    while (running > 0 && System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(100);
      running = running();
    }
    return running;
  }

  private int running() throws SQLException {
    try (Connection owner = shop.direct();
        Statement statement = owner.createStatement();
        ResultSet count =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = 'app' AND state <>"
                    + " 'idle'")) {
      count.next();
      return count.getInt(1);
    }
  }

  @Override
  public void close() throws Exception {
    gateway.close();
    http.shutdownNow();
    workshop.close();
    shop.close();
  }
}
