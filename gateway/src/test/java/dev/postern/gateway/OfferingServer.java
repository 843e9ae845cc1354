package dev.postern.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An MCP server that answers each method as a test says, and remembers what it was asked. */
final class OfferingServer implements AutoCloseable {
  /** What it answers in the place of a result. */
  interface Answering {
    /** The whole answer, or what stands for the result of one. */
    String to(JsonNode message);
  }

  private static final String HELLO =
      """
      {"protocolVersion":"2025-11-25","capabilities":{"tools":{},"prompts":{},"resources":{}},
       "serverInfo":{"name":"offering","version":"2"}}\
      """;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Answering> results = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  volatile int status = 200;
  volatile boolean events;

  OfferingServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/mcp", this::answer);
    server.setExecutor(threads);
    server.start();
    results.put("initialize", message -> HELLO);
    offers("tools/list", "{\"tools\":[]}");
    offers("prompts/list", "{\"prompts\":[]}");
    offers("resources/list", "{\"resources\":[]}");
  }

  /** The result of a method from now on. */
  void offers(String method, String result) {
    offers(method, message -> result);
  }

  /** The result of a method from now on; one without goes unanswered with an error. */
  void offers(String method, Answering result) {
    results.put(method, result);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
  }

  /** The methods that it was asked for, in their order. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (!exchange.getRequestMethod().equals("POST")) {
      asked.add(exchange.getRequestMethod());
      exchange.sendResponseHeaders(exchange.getRequestMethod().equals("DELETE") ? 200 : 405, -1);
      exchange.close();
      return;
    }
    JsonNode message = JsonMapper.shared().readTree(body);
    String method = message.path("method").asString("");
    asked.add(method);
    if (status != 200) {
      exchange.sendResponseHeaders(status, -1);
    } else if (method.startsWith("notifications/")) {
      exchange.sendResponseHeaders(202, -1);
    } else {
      send(exchange, message, Optional.ofNullable(results.get(method)));
    }
    exchange.close();
  }

  private void send(HttpExchange exchange, JsonNode message, Optional<Answering> result)
      throws IOException {
    String said =
        result
            .map(answering -> "\"result\":" + answering.to(message))
            .orElse("\"error\":{\"code\":-32601,\"message\":\"no such method\"}");
    String json = "{\"jsonrpc\":\"2.0\",\"id\":%s,%s}".formatted(message.path("id"), said);
    String line = json.replace("\n", "");
    byte[] bytes =
        (events ? ": first\n\nevent: message\ndata: " + line + "\n\n" : json)
            .getBytes(StandardCharsets.UTF_8);
    exchange
        .getResponseHeaders()
        .set("content-type", events ? "text/event-stream" : "application/json");
    exchange.getResponseHeaders().set("mcp-session-id", "its-own");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
