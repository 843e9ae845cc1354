package dev.postern.prove.week;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A person's MCP session at the gateway, opened when it is needed. One thread. */
final class McpSession {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Site site;
  private final String person;
  private final String version;
  private Optional<String> session = Optional.empty();

  McpSession(Site site, String person, String version) {
    this.site = site;
    this.person = person;
    this.version = version;
  }

  private void initialize() throws IOException, InterruptedException {
    if (session.isPresent()) {
      return;
    }
    HttpResponse<String> answer =
        site.client()
            .send(
                post(
                    "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\""
                        + version
                        + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}"),
                HttpResponse.BodyHandlers.ofString());
    session = answer.headers().firstValue("mcp-session-id");
    if (session.isEmpty()) {
      throw new IOException("no session: " + answer.statusCode() + " " + answer.body());
    }
  }

  /** A message that calls a tool. */
  static String call(String tool, String id) {
    return "{\"jsonrpc\":\"2.0\",\"id\":\"%2$s\",\"method\":\"tools/call\",\"params\":{\"name\":\"%1$s\",\"arguments\":{\"id\":\"%2$s\"},\"_meta\":{\"progressToken\":\"%2$s\"}}}"
        .formatted(tool, id);
  }

  /** Sends a message; returns the whole answer, be it a stream. */
  String send(String message) throws IOException, InterruptedException {
    initialize();
    HttpResponse<String> answer =
        site.client().send(post(message), HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }

  /** Listens to what the server says by itself; returns when that ends, or at the next word. */
  void listen(BooleanSupplier enough) throws IOException, InterruptedException {
    initialize();
    HttpRequest get = request().GET().header("accept", "text/event-stream").build();
    HttpResponse<InputStream> stream =
        site.client().send(get, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = stream.body()) {
      if (stream.statusCode() != 200) {
        String said = new String(body.readAllBytes(), StandardCharsets.UTF_8);
        throw new IOException("no stream: " + stream.statusCode() + " " + said);
      }
      byte[] passing = new byte[1024];
      while (!enough.getAsBoolean() && body.read(passing) >= 0) {
        // What comes is read away.
      }
    }
  }

  /** Ends the session at the gateway. */
  void end() throws IOException, InterruptedException {
    if (session.isPresent()) {
      HttpRequest delete = request().timeout(PATIENCE).DELETE().build();
      int status = site.client().send(delete, HttpResponse.BodyHandlers.discarding()).statusCode();
      session = Optional.empty();
      if (status / 100 != 2) {
        throw new IOException("ending a session is answered " + status);
      }
    }
  }

  /** Opens another session before it says anything more. */
  void forget() {
    session = Optional.empty();
  }

  private HttpRequest post(String body) {
    return request()
        .timeout(PATIENCE)
        .header("accept", "application/json, text/event-stream")
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private HttpRequest.Builder request() {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(site.uri("/mcp/workshop"))
            .header("authorization", "Bearer " + site.passes().token(person, "/mcp/workshop"));
    session.ifPresent(id -> request.header("mcp-session-id", id));
    return request;
  }
}
