package dev.postern.prove.revocation;

import dev.postern.prove.Served;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * A person's MCP client with one session at the gateway, which it opens anew when it has to. Its
 * streams are read to their end by who waits for it.
 */
final class McpClient {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http;
  private final Served gateway;
  private final String token;
  private Optional<String> session = Optional.empty();

  McpClient(HttpClient http, Served gateway, String token) {
    this.http = http;
    this.gateway = gateway;
    this.token = token;
  }

  /**
   * An open answer.
   *
   * @param streams whether it is a stream of events
   */
  record Open(int status, boolean streams, InputStream body) {
    private static Open of(HttpResponse<InputStream> answer) {
      String type = answer.headers().firstValue("content-type").orElse("");
      return new Open(answer.statusCode(), type.equals("text/event-stream"), answer.body());
    }

    /** Reads to the end; returns the moment, by {@link System#nanoTime}. */
    long closed() {
      byte[] passing = new byte[8192];
      try (body) {
        while (body.read(passing) >= 0) {
          // What still comes is read away.
        }
      } catch (IOException cut) {
        return System.nanoTime();
      }
      return System.nanoTime();
    }

    /** Everything that it says. */
    String text() {
      try (body) {
        return new String(body.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      } catch (IOException cut) {
        return "cut: " + cut;
      }
    }
  }

  /** Opens the session, unless it is open. */
  synchronized void initialize() throws IOException, InterruptedException {
    if (session.isPresent()) {
      return;
    }
    HttpResponse<InputStream> answer =
        http.send(
            post(
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
                    + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                    + "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}"),
            HttpResponse.BodyHandlers.ofInputStream());
    String said = Open.of(answer).text();
    session = answer.headers().firstValue("mcp-session-id");
    if (session.isEmpty()) {
      throw new IOException("no session: " + answer.statusCode() + " " + said);
    }
  }

  /** Opens a session anew before it says anything more. */
  synchronized void forget() {
    session = Optional.empty();
  }

  /** Listens; the answer's head has come when it returns. */
  Open listen() throws IOException, InterruptedException {
    initialize();
    HttpRequest.Builder get = request().GET();
    get.header("accept", "text/event-stream");
    return sent(get.build());
  }

  /** Calls a tool; the answer's head has come when it returns. */
  Open call(String tool, String id, boolean late) throws IOException, InterruptedException {
    initialize();
    return sent(
        post(
            "{\"jsonrpc\":\"2.0\",\"id\":\"%s\",\"method\":\"tools/call\",\"params\":{\"name\":\"%s\",\"arguments\":{\"id\":\"%1$s\",\"late\":%s}}}"
                .formatted(id, tool, late)));
  }

  private Open sent(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    return Open.of(answer);
  }

  private HttpRequest post(String body) {
    return request()
        .header("accept", "application/json, text/event-stream")
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private HttpRequest.Builder request() {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(gateway.callers().doors().at("/mcp/workshop"))
            .timeout(PATIENCE)
            .header("authorization", "Bearer " + token);
    session.ifPresent(id -> request.header("mcp-session-id", id));
    return request;
  }
}
