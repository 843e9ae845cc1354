package dev.postern.prove.revocation;

import dev.postern.prove.GatewayProcess;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code postern serve} in a process of its own, in front of the MCP server {@code workshop} and
 * the database {@code shop}; its issuer, and what operators and reviewers do over REST.
 */
final class Served implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofMinutes(2);
  private static final long LIFE_SECONDS = 6 * 3600;

  private final Path folder;
  private final StubKey key = StubKey.es256("k1");
  private final StubIssuer issuer = new StubIssuer(key);
  private final int http = FreePort.from(22_000);
  private final int door = FreePort.from(http + 1);
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, String> tokens = new ConcurrentHashMap<>();
  private final GatewayProcess process;

  /** Where its targets are. */
  record Targets(URI workshop, int shop) {}

  /**
   * What differs between proofs.
   *
   * @param issuer more about the issuer, a line of its section
   * @param main more of the main file
   * @param policy the rules
   */
  record Setup(String issuer, String main, String policy) {}

  Served(Path folder, Targets targets, Setup setup) throws IOException, InterruptedException {
    this.folder = folder;
    write("postern.yaml", main(setup));
    write("targets/workshop.yaml", WORKSHOP.formatted(targets.workshop()));
    write("targets/shop.yaml", SHOP.formatted(targets.shop()));
    write("policies/all.cedar", setup.policy());
    write("secret", "pencil");
    this.process =
        new GatewayProcess(folder.resolve("postern.yaml"), GatewayProcess.Launch.with("-Xmx512m"));
    process.awaitServing(LONGEST_START);
  }

  private static final String WORKSHOP =
      """
      name: workshop
      kind: mcp
      url: %s
      environment: test
      record: raw
      credential: {file: secret}
      tools:
        drop: {groups: [write]}
      """;

  private static final String SHOP =
      """
      name: shop
      kind: postgres
      address: 127.0.0.1:%d
      tls: off
      database: postgres
      environment: test
      record: raw
      bounds: {connections: 1000}
      accounts:
        app: {user: app, credential: {file: secret}}
      """;

  private String main(Setup setup) {
    return """
    listen: {address: 127.0.0.1, port: %1$d, url: "http://127.0.0.1:%1$d"}
    postgres: {listen: {address: 127.0.0.1, port: %2$d}, plaintext: true}
    data: data
    issuers:
      - id: test
        url: %3$s
        tokens: {types: [at+jwt], longest: 24h}
        parties: [{kind: person, name: {claim: sub}}]
        groups: {claims: [groups], unlisted: kept}
        %4$s
    groups: [reviewers, temps]
    policies: ["policies/*.cedar"]
    targets: ["targets/*.yaml"]
    """
            .formatted(http, door, issuer.issuer(), setup.issuer())
        + setup.main();
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** Everything that it wrote to its log. */
  List<String> said() {
    return process.said();
  }

  /** The issuer, to answer about tokens. */
  StubIssuer issuer() {
    return issuer;
  }

  /** The port of PostgreSQL's clients. */
  int door() {
    return door;
  }

  URI mcp() {
    return URI.create("http://127.0.0.1:" + http + "/mcp/workshop");
  }

  /** Where its ledger lies. */
  Path ledger() {
    return folder.resolve("data/ledger");
  }

  /** A token of a person that lives for hours, for a path of the gateway; always the same. */
  String token(String person, String path) {
    return tokens.computeIfAbsent(
        person + path, each -> token(person, path, Instant.now().getEpochSecond() + LIFE_SECONDS));
  }

  /** A token of a person that ends at a moment, in seconds since 1970. */
  String token(String person, String path, long expires) {
    String groups =
        person.startsWith("rita")
            ? "[\"reviewers\"]"
            : person.startsWith("role-") ? "[\"temps\"]" : "[]";
    return key.sign(
        "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"k1\"}",
        "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"http://127.0.0.1:%d%s\",\"groups\":%s,\"iat\":%d,\"exp\":%d}"
            .formatted(
                issuer.issuer(),
                person,
                http,
                path,
                groups,
                Math.min(Instant.now().getEpochSecond(), expires - 1),
                expires));
  }

  /** Asks REST as somebody; whatever the answer. */
  HttpResponse<String> rest(String who, String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/api/v1/" + path))
            .timeout(Duration.ofSeconds(30))
            .header("authorization", "Bearer " + token(who, "/api"))
            .header("content-type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Locks a person; nothing of theirs passes when it returns. */
  void lock(String person) throws IOException, InterruptedException {
    demand(
        rest(
            "olga",
            "POST",
            "locks",
            "{\"scope\":\"person\",\"name\":\"" + person + "\",\"reason\":\"left\"}"));
  }

  void unlock(String person) throws IOException, InterruptedException {
    demand(rest("olga", "DELETE", "locks/person/" + person, ""));
  }

  private static void demand(HttpResponse<String> answer) throws IOException {
    if (answer.statusCode() / 100 != 2) {
      throw new IOException("REST answered " + answer.statusCode() + " " + answer.body());
    }
  }

  /** Ends its process without a warning. */
  void kill() throws InterruptedException {
    process.kill();
  }

  /** Starts it again on the same data. */
  void startAgain() throws IOException, InterruptedException {
    process.startAgain();
    process.awaitServing(LONGEST_START);
  }

  /** Stops it as an operator would. */
  void stop() throws InterruptedException {
    process.stop();
  }

  @Override
  public void close() throws InterruptedException {
    process.close();
    client.close();
    issuer.close();
  }
}
