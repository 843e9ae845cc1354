package dev.postern.prove.kill;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** A session of MCP over Streamable HTTP that calls a tool. */
final class ToolCaller implements Caller {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final House house;
  private final String person;
  private final String padding;
  private final String session;
  private String heard = "";

  private ToolCaller(House house, String person, int padding)
      throws IOException, InterruptedException {
    this.house = house;
    this.person = person;
    this.padding = "x".repeat(padding);
    HttpResponse<String> answer =
        post(
            "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
                + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                + "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}",
            Optional.empty());
    this.session =
        answer
            .headers()
            .firstValue("mcp-session-id")
            .orElseThrow(() -> new IOException("no session: " + answer.body()));
  }

  /**
   * Opens a session.
   *
   * @param padding how many characters each call carries beside its name
   */
  static ToolCaller open(House house, String person, int padding)
      throws IOException, InterruptedException {
    return new ToolCaller(house, person, padding);
  }

  @Override
  public Answer ask(String operation) throws IOException, InterruptedException {
    return ask("tick", operation);
  }

  Answer ask(String tool, String operation) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        post(
            "{\"jsonrpc\":\"2.0\",\"id\":\"%s\",\"method\":\"tools/call\",\"params\":{\"name\":\"%s\",\"arguments\":{\"id\":\"%1$s\",\"padding\":\"%3$s\"}}}"
                .formatted(operation, tool, padding),
            Optional.of(session));
    String said = answer.body();
    if (said.contains("\"result\"")) {
      return Answer.RESULT;
    }
    if (said.contains("\"error\"")) {
      heard = "MCP " + answer.statusCode() + " " + said;
      return Answer.REFUSED;
    }
    throw new IOException("answered " + answer.statusCode() + ": " + said);
  }

  private HttpResponse<String> post(String body, Optional<String> of)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(house.grounds().callers().doors().at("/mcp/workshop"))
            .timeout(PATIENCE)
            .header(
                "authorization",
                "Bearer " + house.grounds().callers().token(person, "/mcp/workshop"))
            .header("accept", "application/json, text/event-stream")
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    of.ifPresent(id -> request.header("mcp-session-id", id));
    return house.client().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public String heard() {
    return heard;
  }

  @Override
  public void close() {
    // Its session goes with the gateway.
  }
}
