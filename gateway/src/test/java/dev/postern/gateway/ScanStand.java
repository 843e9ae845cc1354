package dev.postern.gateway;

import dev.postern.testkit.FreePort;
import dev.postern.testkit.issuer.StubIssuer;
import dev.postern.testkit.issuer.StubKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** A gateway from its files, whose policy author is olga, and whose REST scans. */
final class ScanStand implements AutoCloseable {
  private static final StubKey KEY = StubKey.es256("one");

  private final StubIssuer issuer = new StubIssuer(KEY);
  private final HttpClient rest = HttpClient.newHttpClient();
  private final int port;
  private final Path socket;
  private final Gateway gateway;

  /**
   * Starts it.
   *
   * @param folder has the targets' files in {@code targets}
   * @param rules the operator's
   */
  ScanStand(Path folder, String rules) throws Exception {
    this(folder, rules, "");
  }

  /**
   * Starts it.
   *
   * @param more of the main file
   */
  ScanStand(Path folder, String rules, String more) throws Exception {
    socket = folder.resolve("data/postern.sock");
    port = FreePort.from(24_000);
    Path file = folder.resolve("postern.yaml");
    Files.writeString(folder.resolve("rules.cedar"), rules);
    Files.writeString(file, main() + more);
    gateway = Gateway.start(file, GatewayStand.configuration(file));
  }

  private String main() {
    return """
    listen: {port: %1$d, url: "http://127.0.0.1:%1$d"}
    data: data
    issuers:
      - id: test
        url: %2$s
        parties: [{kind: person, name: {claim: sub}}]
    groups: [leads]
    people: [{name: olga}, {name: ana}]
    assignments: [{role: policy-author, to: {person: olga}, on: postern}]
    classes: {secret: {mask: last4}, personal: {mask: redact}}
    policies: [rules.cedar]
    targets: ["targets/*.yaml"]
    """
        .formatted(port, issuer.issuer());
  }

  /** What REST answered. */
  record Told(int status, JsonNode body) {
    String reason() {
      return body.path("reason").asString("");
    }

    /** The first finding about something of that name. */
    JsonNode finding(String name) {
      return named(body.path("findings"), name);
    }

    /** A thing of the inventory. */
    JsonNode item(String kind, String name) {
      return body.path("inventory")
          .path("items")
          .valueStream()
          .filter(item -> item.path("kind").asString("").equals(kind))
          .filter(item -> item.path("name").asString("").equals(name))
          .findFirst()
          .orElse(MissingNode.getInstance());
    }

    private static JsonNode named(JsonNode list, String name) {
      return list.valueStream()
          .filter(each -> each.path("name").asString("").equals(name))
          .findFirst()
          .orElse(MissingNode.getInstance());
    }
  }

  /** Has the target {@code notes} scanned. */
  Told scan(String person) throws IOException, InterruptedException {
    return scan(person, "notes");
  }

  /** Has a target scanned. */
  Told scan(String person, String target) throws IOException, InterruptedException {
    return scan(person, target, "{}");
  }

  /** Has the target {@code notes} scanned by the server's own user. */
  Told scanLocally() throws IOException {
    LocalRest.Answer answer = LocalRest.ask(socket, "POST", "targets/notes/scan", "{}");
    return new Told(answer.status(), MissingNode.getInstance());
  }

  /** Locks a person; in force when it returns. */
  void lock(String person) throws IOException {
    String lock = "{\"scope\":\"person\",\"name\":\"" + person + "\",\"reason\":\"left\"}";
    LocalRest.Answer answer = LocalRest.ask(socket, "POST", "locks", lock);
    if (answer.status() != 200) {
      throw new AssertionError(answer.body());
    }
  }

  /** Has a target scanned, as the body says. */
  Told scan(String person, String target, String body) throws IOException, InterruptedException {
    long now = Instant.now().getEpochSecond();
    String base = "http://127.0.0.1:" + port + "/api";
    String token =
        KEY.sign(
            "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"one\"}",
            "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s\",\"iat\":%d,\"exp\":%d}"
                .formatted(issuer.issuer(), person, base, now, now + 600));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/v1/targets/" + target + "/scan"))
            .header("authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = rest.send(request, HttpResponse.BodyHandlers.ofString());
    return new Told(answer.statusCode(), JsonMapper.shared().readTree(answer.body()));
  }

  /** Stops it as an operator does: a session that a scan has left may still await its server. */
  @Override
  public void close() throws IOException, InterruptedException {
    gateway.drain(Duration.ofSeconds(10));
    gateway.close();
    rest.close();
    issuer.close();
  }
}
