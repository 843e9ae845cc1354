package dev.postern.acceptance.page;

import dev.postern.gateway.Gateway;
import dev.postern.gateway.api.Api;
import dev.postern.gateway.config.ConfigurationSource;
import dev.postern.kernel.cedar.Source;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A gateway whose deployments wait for the group {@code reviewers}, with its page. */
public final class ReviewedGateway implements AutoCloseable {
  private final Deployments target;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Gateway gateway;
  private final int port;

  /** Who signs in where: lines of the main file, below the keys of their names. */
  public record Door(String issuers, String page) {}

  /**
   * Starts it.
   *
   * @param folder an empty folder
   * @param port known before, because an issuer is told before
   */
  public ReviewedGateway(Path folder, int port, Door door) throws IOException {
    this.port = port;
    target = new Deployments();
    write(
        folder.resolve("postern.yaml"),
        """
        listen: {port: %1$d, url: "http://127.0.0.1:%1$d"}
        data: data
        issuers: %2$s
        groups: [reviewers, scientists]
        agents: [{name: assistant, owner: ada, identities: [{issuer: corp, subject: assistant}]}]
        people: [{name: ada}]
        classes: {personal: {mask: redact}}
        policies: ["policies/*.cedar"]
        targets: ["targets/*.yaml"]
        admin: {page: %3$s}
        """
            .formatted(port, door.issuers(), door.page()));
    write(
        folder.resolve("targets/registry.yaml"),
        """
        name: registry
        kind: mcp
        url: %s
        environment: production
        tools:
          deploy_model: {groups: [write], fields: {$.owner: personal}, unmapped: clear}
        """
            .formatted(target.uri()));
    write(
        folder.resolve("policies/all.cedar"),
        """
        @id("everything") permit (principal, action, resource);
        @id("masked") forbid (principal, action == Action::"reveal", resource);
        @id("deployments-need-approval") @approval("reviewers")
        forbid (principal, action == registry::Action::"deploy_model", resource)
        unless { context.approved };
        """);
    ConfigurationSource.Result read =
        ConfigurationSource.load(
            folder.resolve("postern.yaml"),
            List.of(new Source("postern:built-in", Api.BUILT_IN_RULES)));
    gateway =
        switch (read) {
          case ConfigurationSource.Loaded loaded ->
              Gateway.start(folder.resolve("postern.yaml"), loaded.configuration());
          case ConfigurationSource.Rejected rejected ->
              throw new IOException(rejected.problems().toString());
        };
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** The page. */
  public String page() {
    return "http://127.0.0.1:" + port + "/review";
  }

  /** What reached the target: the arguments of each call. */
  public List<String> deployed() {
    return target.arguments();
  }

  /** Asks for a deployment; the answer comes when people have answered. */
  public CompletableFuture<String> deploy(String token, String arguments)
      throws IOException, InterruptedException {
    HttpResponse<String> opened =
        http.send(
            request(
                    token,
                    "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
                        + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                        + "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}")
                .build(),
            BodyHandlers.ofString());
    String session =
        opened
            .headers()
            .firstValue("mcp-session-id")
            .orElseThrow(() -> new IOException("no session: " + opened.body()));
    return http.sendAsync(
            request(
                    token,
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":"
                        + "\"deploy_model\",\"arguments\":"
                        + arguments
                        + "}}")
                .header("mcp-session-id", session)
                .build(),
            BodyHandlers.ofString())
        .thenApply(HttpResponse::body);
  }

  private HttpRequest.Builder request(String token, String body) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/mcp/registry"))
        .header("authorization", "Bearer " + token)
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream")
        .POST(BodyPublishers.ofString(body));
  }

  @Override
  public void close() {
    gateway.close();
    target.close();
    http.close();
  }
}
