package dev.postern.gateway;

import dev.postern.gateway.config.ConfigurationSource;
import dev.postern.gateway.drive.TestAuthority;
import dev.postern.gateway.drive.TestCertificate;
import dev.postern.testkit.issuer.StubIssuer;
import dev.postern.testkit.issuer.StubKey;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A gateway from its files, with TLS for PostgreSQL's clients and authorities that vouch for them,
 * in front of a real server; an issuer, and the callers of its REST.
 */
final class ShopStand implements AutoCloseable {
  private static final StubKey KEY = StubKey.es256("one");
  private static final JsonMapper JSON = new JsonMapper();

  final Path folder;
  final TestAuthority authority;
  private final StubIssuer issuer = new StubIssuer(KEY);
  private final EmbeddedPostgres server;
  private final HttpClient rest = HttpClient.newHttpClient();
  private int started;
  private int http;
  private int port;

  /** Starts the server; nothing is configured yet. */
  ShopStand(Path folder) throws Exception {
    this.folder = folder;
    this.authority = new TestAuthority(folder, "clients");
    new TestCertificate(folder, "ip:127.0.0.1");
    server =
        EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(folder.resolve("server").toFile())
            .setDataDirectory(folder.resolve("database"))
            .setCleanDataDirectory(true)
            .setPGStartupWait(Duration.ofSeconds(60))
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("unix_socket_directories", "")
            .setServerConfig("fsync", "off")
            .start();
    try (Connection owner = server.getPostgresDatabase().getConnection();
        Statement statement = owner.createStatement()) {
      statement.execute("CREATE ROLE report_ro LOGIN PASSWORD 'pencil'");
      Files.writeString(
          folder.resolve("database/pg_hba.conf"),
          "host all report_ro 127.0.0.1/32 scram-sha-256\nhost all postgres 127.0.0.1/32 trust\n");
      statement.execute("SELECT pg_reload_conf()");
    }
    Files.writeString(folder.resolve("secret"), "pencil\n");
    Files.createDirectories(folder.resolve("targets"));
    Files.writeString(
        folder.resolve("targets/shop.yaml"),
        """
        name: shop
        kind: postgres
        address: 127.0.0.1:%d
        tls: off
        database: postgres
        environment: test
        record: raw
        accounts:
          reporting: {user: report_ro, credential: {file: secret}}
          owner: {user: report_ro, credential: {file: secret}}
        databases: {postgres: {}, template1: {}}
        """
            .formatted(server.getPort()));
    permit("");
  }

  /** Writes the rules: what is always so, and these. */
  void permit(String more) throws IOException {
    Files.writeString(
        folder.resolve("rules.cedar"),
        """
        permit(principal == Person::"ana", action in [Action::"connect", Action::"read", Action::"set"],
               resource in PostgresServer::"shop")
        unless { context has account && context.account == "owner" };
        permit(principal == Person::"olga", action, resource == Gateway::"postern");
        """
            + more);
  }

  /**
   * Starts a gateway.
   *
   * @param ana more of what the configuration says about her, as {@code groups: [staff]}
   */
  Gateway gateway(String ana) throws IOException {
    started++;
    http = free(19_000);
    port = free(http + 1);
    configure(ana);
    return switch (Main.load(file())) {
      case ConfigurationSource.Loaded loaded -> Gateway.start(file(), loaded.configuration());
      case ConfigurationSource.Rejected rejected ->
          throw new AssertionError(rejected.problems().toString());
    };
  }

  /** Writes the main file anew, on the same ports. */
  void configure(String ana) throws IOException {
    Files.writeString(
        file(),
        """
        listen: {port: %1$d, url: "http://127.0.0.1:%1$d"}
        postgres:
          listen: {port: %2$d}
          plaintext: true
          advertise: "gate.example:6432"
          passwords: {lifetime: 5m, each: 4}
          tls:
            certificate: it.crt
            key: it.key
            clients:
              authorities: clients/authorities.pem
              identity: {issuer: pki, name: email}
        data: data-%5$d
        issuers:
          - id: test
            url: %3$s
            parties: [{kind: person, name: {claim: sub}}]
        groups: [staff]
        people:
          - name: ana
            identities: [{issuer: pki, subject: ana@corp.example}]
            %4$s
          - name: ben
          - name: olga
        policies: [rules.cedar]
        targets: ["targets/*.yaml"]
        """
            .formatted(http, port, issuer.issuer(), ana, started));
  }

  Path file() {
    return folder.resolve("postern.yaml");
  }

  /** What the gateway has written. */
  Path data() {
    return folder.resolve("data-" + started);
  }

  /** Asks REST with a token of a person's, for the time given. */
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

  /** Asks REST over the socket of the server's own user. */
  JsonNode local(String method, String path, String body) throws IOException {
    return JSON.readTree(LocalRest.ask(data().resolve("postern.sock"), method, path, body).body());
  }

  /** What {@code /readyz} answers. */
  int ready() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/readyz")).build();
    return rest.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  /** Mints a password. */
  JsonNode mint(String person, String body) throws IOException, InterruptedException {
    HttpResponse<String> answer = ask(person, "POST", "passwords", body);
    if (answer.statusCode() != 201) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  static JsonNode json(HttpResponse<String> answer) {
    return JSON.readTree(answer.body());
  }

  /** A token of a person's for a resource of the gateway. */
  String token(String person, String path) {
    long now = Instant.now().getEpochSecond();
    String claims =
        "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"http://127.0.0.1:%d%s\",\"iat\":%d,\"exp\":%d}"
            .formatted(issuer.issuer(), person, http, path, now, now + 600);
    return KEY.sign("{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"one\"}", claims);
  }

  /** A connection of pgjdbc, in TLS that trusts the gateway's certificate alone. */
  Connection connect(String database, Map<String, String> more) throws SQLException {
    Properties how = new Properties();
    how.setProperty("sslmode", "verify-full");
    how.setProperty("sslrootcert", folder.resolve("it.crt").toString());
    how.setProperty("gssEncMode", "disable");
    how.putAll(more);
    // The driver takes a slash only when it is encoded.
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database.replace("/", "%2F"), how);
  }

  /** How many statements that hold a text the server runs. */
  int running(String text) throws SQLException {
    try (Connection owner = server.getPostgresDatabase().getConnection();
        PreparedStatement statement =
            owner.prepareStatement(
                "SELECT count(*) FROM pg_stat_activity WHERE state = 'active'"
                    + " AND pid <> pg_backend_pid() AND query LIKE '%' || ? || '%'")) {
      statement.setString(1, text);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getInt(1);
      }
    }
  }

  @Override
  public void close() throws IOException {
    rest.close();
    server.close();
    issuer.close();
  }

  /** A free port below the ephemeral range. */
  private static int free(int from) throws IOException {
    for (int candidate = from; candidate < 30_000; candidate += 7) {
      try (ServerSocket socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // The next one, then.
      }
    }
    throw new IOException("no free port");
  }
}
