package dev.postern.acceptance.served;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An MCP server with whatever tools it is asked for, of which it lists one; remembers how it was
 * last signed in to.
 */
final class SeenTarget implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile Optional<String> authorization = Optional.empty();

  SeenTarget() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/mcp", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
  }

  /** The header of the last request. */
  String authorization() {
    return authorization.orElse("");
  }

  private void answer(HttpExchange exchange) throws IOException {
    authorization = Optional.ofNullable(exchange.getRequestHeaders().getFirst("authorization"));
    String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (!exchange.getRequestMethod().equals("POST")) {
      exchange.sendResponseHeaders(405, -1);
    } else if (asked.contains("\"notifications/")) {
      exchange.sendResponseHeaders(202, -1);
    } else {
      send(exchange, asked);
    }
    exchange.close();
  }

  private static void send(HttpExchange exchange, String asked) throws IOException {
    JsonNode message = JsonMapper.shared().readTree(asked);
    String answer =
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + message.path("id")
            + ",\"result\":"
            + result(message.path("method").asString(""))
            + "}";
    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private static String result(String method) {
    return switch (method) {
      case "initialize" ->
          "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
              + "\"serverInfo\":{\"name\":\"seen\",\"version\":\"1\"}}";
      case "tools/list" ->
          "{\"tools\":[{\"name\":\"run\",\"inputSchema\":{\"type\":\"object\"},\"outputSchema\":{"
              + "\"type\":\"object\",\"required\":[\"salary\",\"weights\"],\"properties\":{"
              + "\"salary\":{\"type\":\"number\"},\"weights\":{\"type\":\"array\",\"minItems\":1,"
              + "\"items\":{\"type\":\"number\"}}}}}]}";
      default -> "{\"content\":[],\"structuredContent\":{\"salary\":95000,\"weights\":[0.25,0.5]}}";
    };
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
