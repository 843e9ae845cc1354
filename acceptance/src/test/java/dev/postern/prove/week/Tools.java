package dev.postern.prove.week;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The MCP server {@code workshop}: it goes away and comes back, changes the secret that it wants,
 * answers at once or by a stream, and counts how often it executed which operation.
 */
final class Tools implements AutoCloseable {
  private static final int EVENTS = 5;
  private static final String LIST =
      IntStream.range(0, 12)
          .mapToObj(n ->
              "{\"name\":\"tool%d\",\"description\":\"one of many\",\"inputSchema\":{\"type\":\"object\"}}"
                  .formatted(n))
          .collect(Collectors.joining(",", "{\"tools\":[", "]}"));

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Integer> executed = new HashMap<>();
  private final int port;
  private volatile List<String> secrets = List.of("first");
  private volatile boolean away;
  private HttpServer server;

  Tools() throws IOException {
    server = started(0);
    port = server.getAddress().getPort();
  }

  private HttpServer started(int on) throws IOException {
    HttpServer starting =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), on), 0);
    starting.createContext("/mcp", this::answer);
    starting.setExecutor(threads);
    starting.start();
    return starting;
  }

  String uri() {
    return "http://127.0.0.1:" + port + "/mcp";
  }

  /** How often it executed what. */
  Map<String, Integer> executed() {
    synchronized (executed) {
      return Map.copyOf(executed);
    }
  }

  /** Takes these secrets from now on, and no other. */
  void wants(String... taken) {
    secrets = List.of(taken);
  }

  /** Breaks every connection and takes no more. */
  void goAway() {
    away = true;
    server.stop(0);
  }

  /** Takes connections again, where it did before. */
  void comeBack() throws IOException, InterruptedException {
    away = false;
    while (true) {
      try {
        server = started(port);
        return;
      } catch (BindException stillThere) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String shown = String.valueOf(exchange.getRequestHeaders().getFirst("authorization"));
      if (secrets.stream().noneMatch(secret -> shown.equals("Bearer " + secret))) {
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      switch (exchange.getRequestMethod()) {
        case "GET" -> stream(exchange);
        case "POST" -> posted(exchange);
        default -> exchange.sendResponseHeaders(200, -1);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void stream(HttpExchange exchange) throws IOException, InterruptedException {
    exchange.getResponseHeaders().set("content-type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    while (!away) {
      say(exchange.getResponseBody(), ":\n\n");
      TimeUnit.SECONDS.sleep(1);
    }
  }

  private static void say(OutputStream body, String text) throws IOException {
    body.write(text.getBytes(StandardCharsets.UTF_8));
    body.flush();
  }

  private void posted(HttpExchange exchange) throws IOException, InterruptedException {
    JsonNode message = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
    if (message.isArray()) {
      say(
          exchange,
          message.valueStream().map(this::member).collect(Collectors.joining(",", "[", "]")));
      return;
    }
    String method = message.path("method").asString("");
    if (method.startsWith("notifications/")) {
      exchange.sendResponseHeaders(202, -1);
      return;
    }
    if (message.path("params").path("name").asString("").equals("stream")) {
      streamed(exchange, message);
      return;
    }
    String result =
        switch (method) {
          case "initialize" ->
              "{\"protocolVersion\":\"%s\",\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":\"workshop\",\"version\":\"1\"}}"
                  .formatted(message.path("params").path("protocolVersion").asString(""));
          case "tools/call" -> called(message.path("params"));
          case "tools/list" -> LIST;
          default -> "{}";
        };
    if (method.equals("initialize")) {
      exchange.getResponseHeaders().set("mcp-session-id", UUID.randomUUID().toString());
    }
    say(exchange, response(message, result));
  }

  private static void say(HttpExchange exchange, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private String member(JsonNode message) {
    return response(message, called(message.path("params")));
  }

  private void streamed(HttpExchange exchange, JsonNode message)
      throws IOException, InterruptedException {
    exchange.getResponseHeaders().set("content-type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    String token = message.path("params").path("_meta").path("progressToken").toString();
    for (int event = 1; event <= EVENTS; event++) {
      say(
          exchange.getResponseBody(),
          "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":%s,\"progress\":%d}}\n\n"
              .formatted(token, event));
      TimeUnit.MILLISECONDS.sleep(40);
    }
    String result = called(message.path("params"));
    say(exchange.getResponseBody(), "data: " + response(message, result) + "\n\n");
  }

  private static String response(JsonNode message, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + message.path("id") + ",\"result\":" + result + "}";
  }

  private String called(JsonNode params) {
    String id = params.path("arguments").path("id").asString("");
    synchronized (executed) {
      executed.merge(id, 1, Integer::sum);
    }
    return "{\"content\":[{\"type\":\"text\",\"text\":\"done " + id + "\"}]}";
  }

  @Override
  public void close() {
    goAway();
    threads.shutdownNow();
  }
}
