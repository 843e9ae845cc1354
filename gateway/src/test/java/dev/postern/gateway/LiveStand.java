package dev.postern.gateway;

import dev.postern.gateway.drive.TestAuthority;
import dev.postern.gateway.drive.TestCertificate;
import dev.postern.testkit.FreePort;
import dev.postern.testkit.issuer.StubIssuer;
import dev.postern.testkit.issuer.StubKey;
import dev.postern.testkit.postgres.LoopbackPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A gateway from its files, every section among them, in front of an MCP server and a real
 * PostgreSQL; its files are trees that a test changes and puts in force.
 */
final class LiveStand implements AutoCloseable {
  static final JsonMapper JSON = new JsonMapper();
  private static final StubKey KEY = StubKey.es256("one");
  private static final String SECOND = "second/";

  final Path folder;
  final Toolshed tools = new Toolshed();
  private final StubIssuer issuer = new StubIssuer(KEY);
  private final LoopbackPostgres server;
  private final int http = FreePort.from(26_000);
  private final int postgres = FreePort.from(http + 1);
  private final int metrics = FreePort.from(postgres + 1);
  private final HttpClient client;
  final Gateway gateway;

  LiveStand(Path folder) throws Exception {
    this.folder = folder;
    Files.createDirectories(folder.resolve("targets"));
    Path second = Files.createDirectory(folder.resolve(SECOND));
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(
                trusting(
                    new TestCertificate(folder, "ip:127.0.0.1"),
                    new TestCertificate(second, "ip:127.0.0.1")))
            .build();
    new TestAuthority(folder, "clients");
    new TestAuthority(second, "clients");
    server = GatewayStand.database(folder.resolve("database"));
    server.run("CREATE TABLE kept (id int)", "GRANT ALL ON kept TO report_ro");
    for (String name : new String[] {"secret", "other-secret"}) {
      Files.writeString(folder.resolve(name), "pencil\n");
    }
    Files.writeString(
        folder.resolve("rules.cedar"),
        """
        @id("all") permit(principal, action, resource);
        @id("asks") @approval("reviewers")
        forbid(principal, action, resource == Tool::"shed/drop") unless { context.approved };
        """);
    Files.writeString(
        folder.resolve("more.cedar"),
        "@id(\"more\") permit(principal == Person::\"olga\", action, resource);\n");
    Files.writeString(
        folder.resolve("more.yaml"),
        "name: other\nkind: mcp\nurl: http://127.0.0.1:9/mcp\nenvironment: test\n");
    for (String file : new String[] {"postern.yaml", "targets/shed.yaml", "targets/shop.yaml"}) {
      write(file, good(file));
    }
    gateway = Gateway.start(main(), GatewayStand.configuration(main()));
  }

  private static SSLContext trusting(TestCertificate... certificates) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (TestCertificate each : certificates) {
      store.setCertificateEntry("c" + store.size(), each.certificate());
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), new SecureRandom());
    return context;
  }

  Path main() {
    return folder.resolve("postern.yaml");
  }

  /** What a file says before anybody changes it. */
  ObjectNode good(String file) {
    try (InputStream in = LiveStand.class.getResourceAsStream("/live/" + file)) {
      if (in == null) {
        throw new IllegalArgumentException(file);
      }
      String text = filled(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      Object read = new Load(LoadSettings.builder().build()).loadFromString(text);
      return (ObjectNode) JSON.<JsonNode>valueToTree(read);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** A text with the addresses of this stand in their places. */
  String filled(String text) {
    return text.replace("HTTP", Integer.toString(http))
        .replace("POSTGRES", Integer.toString(postgres))
        .replace("METRICS", Integer.toString(metrics))
        .replace("ISSUER", issuer.issuer())
        .replace("TOOLS", tools.uri().toString())
        .replace("DATABASE", Integer.toString(server.port()));
  }

  /** Has a file say something; answers with its lines. */
  String[] write(String file, JsonNode tree) throws IOException {
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree);
    Files.writeString(folder.resolve(file), text);
    return text.split("\n");
  }

  URI at(String path) {
    return URI.create("https://127.0.0.1:" + http + path);
  }

  private String token(String person, String path) {
    return issuer.token(person, at(path).toString()).signed(KEY, Duration.ofMinutes(10));
  }

  /** A request of a person's for a path below a resource of the gateway. */
  HttpRequest.Builder request(String person, String resource, String path) {
    return HttpRequest.newBuilder(at(path))
        .header("authorization", "Bearer " + token(person, resource));
  }

  HttpClient client() {
    return client;
  }

  /** Asks REST. */
  JsonNode rest(String person, String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest asked =
        request(person, "/api", "/api/v1/" + path)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return JSON.readTree(client.send(asked, HttpResponse.BodyHandlers.ofString()).body());
  }

  /** What {@code /readyz} answers. */
  int ready() throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(at("/readyz")).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  /** A session of ana's at the database, in TLS. */
  Connection connect() throws SQLException {
    return connect("ana");
  }

  /** A session of a person's at the database, in TLS. */
  Connection connect(String person) throws SQLException {
    return connect("reporting~token", token(person, "/postgres"));
  }

  /** A session at the database, in TLS. */
  Connection connect(String user, String password) throws SQLException {
    Properties how = new Properties();
    how.setProperty("user", user);
    how.setProperty("password", password);
    how.setProperty("sslmode", "require");
    how.setProperty("gssEncMode", "disable");
    how.setProperty("prepareThreshold", "1");
    return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + postgres + "/shop", how);
  }

  @Override
  public void close() throws IOException {
    tools.close();
    gateway.close();
    client.shutdownNow();
    server.close();
    issuer.close();
  }
}
