package dev.postern.acceptance.docs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The MCP server that the guide puts a gateway in front of; it wants its key. */
final class NotesServer implements AutoCloseable {
  /** What it takes in {@code X-Notes-Key}. */
  static final String KEY = "the-key-of-notes";

  private static final List<String> TOOLS = List.of("search", "publish", "export_token");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  NotesServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/mcp", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
  }

  private void answer(HttpExchange exchange) throws IOException {
    String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (!KEY.equals(exchange.getRequestHeaders().getFirst("X-Notes-Key"))) {
      exchange.sendResponseHeaders(401, -1);
    } else if (!exchange.getRequestMethod().equals("POST")) {
      exchange.sendResponseHeaders(405, -1);
    } else if (asked.contains("\"notifications/")) {
      exchange.sendResponseHeaders(202, -1);
    } else {
      JsonNode message = JsonMapper.shared().readTree(asked);
      String answer =
          "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":%s}"
              .formatted(message.path("id"), result(message));
      byte[] body = answer.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("content-type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private static String result(JsonNode message) {
    return switch (message.path("method").asString("")) {
      case "initialize" ->
          """
          {"protocolVersion":"2025-11-25","capabilities":{"tools":{}},
           "serverInfo":{"name":"notes","version":"1"}}\
          """;
      case "tools/list" ->
          "{\"tools\":[" + String.join(",", TOOLS.stream().map(NotesServer::tool).toList()) + "]}";
      case "tools/call" ->
          """
          {"content":[{"type":"text","text":"{\\"hits\\":[]}"}],"structuredContent":{"hits":[]}}\
          """;
      default -> "{}";
    };
  }

  private static String tool(String name) {
    return "{\"name\":\"%s\",\"inputSchema\":{\"type\":\"object\"}}".formatted(name);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
