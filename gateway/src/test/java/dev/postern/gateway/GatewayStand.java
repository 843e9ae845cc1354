package dev.postern.gateway;

import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.ConfigurationSource;
import dev.postern.testkit.FreePort;
import dev.postern.testkit.issuer.StubIssuer;
import dev.postern.testkit.issuer.StubKey;
import dev.postern.testkit.postgres.LoopbackPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * The folder of a gateway that is started from its files, the ports that it gets, and those who
 * call it with tokens of an issuer: over REST, and with pgjdbc. Its database {@code shop} has the
 * account {@code reporting}.
 */
final class GatewayStand implements AutoCloseable {
  private static final Duration LIFE = Duration.ofMinutes(10);

  private final Path folder;
  private final StubIssuer issuer;
  private final StubKey key;
  private final int http;
  private final int postgres;
  private final HttpClient rest = HttpClient.newHttpClient();

  /**
   * A stand without files.
   *
   * @param key what tokens are signed with
   * @param from the first port that it may get
   */
  GatewayStand(Path folder, StubIssuer issuer, StubKey key, int from) {
    this.folder = folder;
    this.issuer = issuer;
    this.key = key;
    this.http = FreePort.from(from);
    this.postgres = FreePort.from(http + 1);
  }

  /** A real server with the role {@code report_ro}, whose password is {@code pencil}. */
  static LoopbackPostgres database(Path folder) throws IOException, SQLException {
    LoopbackPostgres server = LoopbackPostgres.start(folder);
    server.run("CREATE ROLE report_ro LOGIN PASSWORD 'pencil'");
    server.letIn("host all report_ro 127.0.0.1/32 scram-sha-256\n");
    return server;
  }

  /** The main file. */
  Path file() {
    return folder.resolve("postern.yaml");
  }

  /** Where callers of HTTP connect. */
  int http() {
    return http;
  }

  /** Where clients of PostgreSQL connect. */
  int postgres() {
    return postgres;
  }

  /** Writes a file. */
  void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }

  /**
   * Writes the target {@code shop} and its secret.
   *
   * @param more of the target's file
   */
  void shop(LoopbackPostgres server, String more) throws IOException {
    write("secret", "pencil\n");
    write(
        "targets/shop.yaml",
        """
        name: shop
        kind: postgres
        address: 127.0.0.1:%d
        tls: off
        database: postgres
        environment: test
        """
                .formatted(server.port())
            + more);
  }

  /** Writes the target {@code shop} with its account. */
  void shop(LoopbackPostgres server) throws IOException {
    shop(server, "accounts: {reporting: {user: report_ro, credential: {file: secret}}}\n");
  }

  /** Starts a gateway as its files say. */
  Gateway start() throws IOException {
    return Gateway.start(file(), configuration(file()));
  }

  /** What a main file says. */
  static Configuration configuration(Path file) {
    return switch (Main.load(file)) {
      case ConfigurationSource.Loaded loaded -> loaded.configuration();
      case ConfigurationSource.Rejected rejected ->
          throw new AssertionError(rejected.problems().toString());
    };
  }

  /** A token of a person's for a resource of the gateway. */
  String token(String person, String path) {
    return issuer.token(person, "http://127.0.0.1:" + http + path).signed(key, LIFE);
  }

  /** Asks REST with a token of a person's. */
  HttpResponse<String> ask(String person, String method, String path, String body)
      throws IOException, InterruptedException {
    return askWith(token(person, "/api"), method, path, body);
  }

  /** Asks REST with whatever is given as a token. */
  HttpResponse<String> askWith(String token, String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/api/v1/" + path))
            .header("authorization", "Bearer " + token)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return rest.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** What {@code /readyz} answers. */
  int ready() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/readyz")).build();
    return rest.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  /** A connection of a person's, in the clear. */
  Connection connect(String person, String account) throws SQLException {
    return connect(postgres, "shop", account + "~token", token(person, "/postgres"));
  }

  /** A connection in the clear, to whatever listens there. */
  static Connection connect(int port, String database, String user, String password)
      throws SQLException {
    Properties how = new Properties();
    how.setProperty("user", user);
    how.setProperty("password", password);
    how.setProperty("sslmode", "disable");
    how.setProperty("gssEncMode", "disable");
    return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, how);
  }

  @Override
  public void close() {
    rest.close();
  }
}
