package dev.postern.cli.doctor;

import dev.postern.gateway.target.CredentialSpec;
import dev.postern.gateway.target.Target;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * MCP targets: reached, trusted, signed in to. Opens a session by {@code initialize} and ends it by
 * DELETE (MCP 2025-11-25, Lifecycle and Transports); calls nothing.
 */
final class McpTargetCheck implements Check {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String SESSION = "mcp-session-id";

  /** A target's clock counts for nothing but what is read in its logs. */
  private static final Duration ANY = Duration.ofDays(36_500);

  private static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"postern-doctor","version":"1"}}}\
      """;

  @Override
  public String id() {
    return "mcp-targets";
  }

  @Override
  public String about() {
    return "each MCP target: dialled, certificate, credential, its name and version";
  }

  @Override
  public List<Look> looks(Patient patient) {
    List<Look> looks = new ArrayList<>();
    patient
        .configuration()
        .ifPresent(configuration ->
            configuration.targets().values().stream()
                .map(settings -> settings.target())
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .forEach(
                    target -> looks.add(new Look(target.name(), () -> seen(patient, target)))));
    return looks;
  }

  private static Finding seen(Patient patient, Target target)
      throws IOException, InterruptedException {
    Optional<String> credential = Optional.empty();
    if (target.credential().isPresent()) {
      credential = field(patient, target.credential().get());
      if (credential.isEmpty()) {
        return Finding.skipped("its secret cannot be had here: see the check 'secrets'");
      }
    }
    try (Web web = new Web(patient, target.authorities())) {
      Web.Answer answer = web.send(asked(web, target, credential, Optional.empty(), "POST"));
      Optional<String> session = answer.response().headers().firstValue(SESSION);
      if (session.isPresent()) {
        web.send(asked(web, target, credential, session, "DELETE"));
      }
      Finding found = told(answer, target).orWorse(web.clock(answer, ANY));
      return answer.chain().isEmpty()
          ? found
          : found.orWorse(Certificates.ends(answer.chain(), "its", patient));
    }
  }

  private static HttpRequest asked(
      Web web,
      Target target,
      Optional<String> credential,
      Optional<String> session,
      String method) {
    HttpRequest.Builder request =
        web.to(target.base())
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream");
    credential.ifPresent(
        value -> request.header(target.credential().orElseThrow().header(), value));
    session.ifPresent(id -> request.header(SESSION, id));
    return method.equals("POST")
        ? request.POST(BodyPublishers.ofString(INITIALIZE)).build()
        : request.DELETE().build();
  }

  private static Finding told(Web.Answer answer, Target target) {
    return switch (answer.status()) {
      case 200 -> greeted(answer);
      case 401, 403 ->
          Finding.problem(
              target.base()
                  + " refuses the gateway's credential ("
                  + answer.status()
                  + (target.credential().isEmpty() ? "; it has none" : "")
                  + ")",
              "Renew the secret there and here: the gateway reads its file again by itself. Look at"
                  + " credential.header and credential.scheme too.");
      case 404, 405 ->
          Finding.problem(
              target.base() + " answers " + answer.status() + ": no MCP endpoint is there",
              "Correct the path of url in the target's file; it is often /mcp.");
      default ->
          Finding.problem(
              target.base() + " answers " + answer.status(), "Look at the target's own log.");
    };
  }

  private static Finding greeted(Web.Answer answer) {
    JsonNode server = result(answer.body()).path("serverInfo");
    String name = server.path("name").asString("");
    return name.isEmpty()
        ? Finding.problem(
            "answers, but not as an MCP server", "Look whether url is of its MCP endpoint.")
        : Finding.ok(name + " " + server.path("version").asString("") + " answers and lets it in");
  }

  /** The result of a reply that is JSON, or an event stream with one event. */
  private static JsonNode result(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    String json =
        text.lines()
            .filter(line -> line.startsWith("data:") && line.contains("\"result\""))
            .map(line -> line.substring("data:".length()))
            .findFirst()
            .orElse(text);
    try {
      return JSON.readTree(json).path("result");
    } catch (JacksonException none) {
      return JSON.createObjectNode();
    }
  }

  private static Optional<String> field(Patient patient, CredentialSpec spec) {
    StringBuilder value = new StringBuilder();
    spec.scheme().ifPresent(scheme -> value.append(scheme).append(' '));
    boolean had =
        patient
            .leases()
            .lease(spec.credential())
            .filter(lease ->
                lease.use(secret -> value.append(new String(secret, StandardCharsets.US_ASCII))))
            .isPresent();
    return had ? Optional.of(value.toString()) : Optional.empty();
  }
}
