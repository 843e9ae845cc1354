package dev.postern.gateway;

import dev.postern.gateway.drive.TestAuthority;
import dev.postern.gateway.drive.TestCertificate;
import dev.postern.testkit.issuer.StubIssuer;
import dev.postern.testkit.issuer.StubKey;
import dev.postern.testkit.postgres.LoopbackPostgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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
  private static final int FIRST_PORT = 19_000;

  final Path folder;
  final TestAuthority authority;
  private final StubIssuer issuer = new StubIssuer(KEY);
  private final LoopbackPostgres server;
  private int started;
  private GatewayStand stand;

  /** Starts the server; nothing is configured yet. */
  ShopStand(Path folder) throws Exception {
    this.folder = folder;
    this.authority = new TestAuthority(folder, "clients");
    new TestCertificate(folder, "ip:127.0.0.1");
    server = GatewayStand.database(folder.resolve("database"));
    stand = new GatewayStand(folder, issuer, KEY, FIRST_PORT);
    stand.shop(
        server,
        """
        record: raw
        accounts:
          reporting: {user: report_ro, credential: {file: secret}}
          owner: {user: report_ro, credential: {file: secret}}
        databases: {postgres: {}, template1: {}}
        """);
    permit("");
  }

  /** Writes the rules: what is always so, and these. */
  void permit(String more) throws IOException {
    stand.write(
        "rules.cedar",
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
    stand.close();
    stand = new GatewayStand(folder, issuer, KEY, FIRST_PORT);
    configure(ana);
    return stand.start();
  }

  /** Writes the main file anew, on the same ports. */
  void configure(String ana) throws IOException {
    stand.write(
        "postern.yaml",
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
            .formatted(stand.http(), stand.postgres(), issuer.issuer(), ana, started));
  }

  Path file() {
    return stand.file();
  }

  /** What the gateway has written. */
  Path data() {
    return folder.resolve("data-" + started);
  }

  /** Asks REST with a token of a person's, for the time given. */
  HttpResponse<String> ask(String person, String method, String path, String body)
      throws IOException, InterruptedException {
    return stand.ask(person, method, path, body);
  }

  /** Asks REST with whatever is given as a token. */
  HttpResponse<String> askWith(String token, String method, String path, String body)
      throws IOException, InterruptedException {
    return stand.askWith(token, method, path, body);
  }

  /** Asks REST over the socket of the server's own user. */
  JsonNode local(String method, String path, String body) throws IOException {
    return JSON.readTree(LocalRest.ask(data().resolve("postern.sock"), method, path, body).body());
  }

  /** What {@code /readyz} answers. */
  int ready() throws IOException, InterruptedException {
    return stand.ready();
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
    return stand.token(person, path);
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
        "jdbc:postgresql://127.0.0.1:" + stand.postgres() + "/" + database.replace("/", "%2F"),
        how);
  }

  /** How many statements that hold a text the server runs. */
  int running(String text) throws SQLException {
    try (Connection owner = server.owner();
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
    stand.close();
    server.close();
    issuer.close();
  }
}
