package dev.postern.prove.kill;

import dev.postern.prove.GatewayProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** One data folder with its configuration, and the gateway that dies on it. */
final class House implements AutoCloseable {
  static final Duration LONGEST_START = Duration.ofMinutes(2);

  private final Path folder;
  private final Grounds grounds;
  private final HttpClient client;
  private final GatewayProcess gateway;

  /** How often checkpoints are signed and how large files become: as often as can be configured. */
  private static final String LEDGER =
      "ledger: {level: %s, segment: 1MiB, recordings: 1MiB, checkpoint: 1s}\n";

  private static final String POLICY =
      """
      permit (principal, action, resource);

      @id("asks-for-drop") @approval("reviewers")
      forbid (principal, action, resource == Tool::"workshop/drop")
      unless { context.approved };

      // A rule that looks at statements and refuses none: whoever opens this account has a guarded session.
      forbid (principal, action == Action::"ddl", resource) when { context.account == "watched" };
      """;

  private static final String TOOLS =
      """
      name: workshop
      kind: mcp
      url: %s
      environment: test
      record: raw
      credential: {file: secret}
      tools:
        drop: {groups: [write]}
      %s
      """;

  private static final String DATABASE =
      """
      name: shop
      kind: postgres
      address: 127.0.0.1:%d
      tls: off
      database: postgres
      environment: test
      record: raw
      accounts:
        plain: {user: app, credential: {file: secret}}
        watched: {user: app, credential: {file: secret}}
      %s
      """;

  /** Writes the configuration and begins to start the gateway. */
  House(
      Path folder, Grounds grounds, HttpClient client, Levels levels, GatewayProcess.Launch launch)
      throws IOException {
    this.folder = folder;
    this.grounds = grounds;
    this.client = client;
    write("postern.yaml", main(levels));
    write("targets/workshop.yaml", TOOLS.formatted(grounds.tools(), levels.tools()));
    write("targets/shop.yaml", DATABASE.formatted(grounds.database(), levels.database()));
    write("policies/all.cedar", POLICY);
    write("secret", "pencil");
    this.gateway = new GatewayProcess(folder.resolve("postern.yaml"), launch);
  }

  private String main(Levels levels) {
    return """
    listen: {address: %4$s, port: %1$d, url: "http://%4$s:%1$d"}
    postgres: {listen: {address: %4$s, port: %2$d}, plaintext: true}
    data: data
    issuers:
      - id: test
        url: %3$s
        tokens: {types: [at+jwt], longest: 25h}
        parties: [{kind: person, name: {claim: sub}}]
        groups: {claims: [groups], unlisted: kept}
    groups: [reviewers]
    roles: [runner]
    approvals: {wait: 1s}
    policies: ["policies/*.cedar"]
    targets: ["targets/*.yaml"]
    """
            .formatted(grounds.http(), grounds.door(), grounds.issuer(), grounds.host())
        + LEDGER.formatted(levels.gateway());
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  GatewayProcess gateway() {
    return gateway;
  }

  Grounds grounds() {
    return grounds;
  }

  HttpClient client() {
    return client;
  }

  Path data() {
    return folder.resolve("data");
  }

  Path ledger() {
    return folder.resolve("data/ledger");
  }

  /** Asks REST as somebody; whatever the answer. */
  HttpResponse<String> rest(String who, String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(grounds.url() + "/api/v1/" + path))
            .timeout(Duration.ofSeconds(30))
            .header("authorization", "Bearer " + grounds.token(who, "/api"))
            .header("content-type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() throws InterruptedException {
    gateway.close();
  }
}
