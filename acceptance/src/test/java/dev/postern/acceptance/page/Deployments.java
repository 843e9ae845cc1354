package dev.postern.acceptance.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An MCP server that deploys: it keeps the arguments of each call that reached it. */
final class Deployments implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> arguments = new CopyOnWriteArrayList<>();

  Deployments() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/mcp", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
  }

  /** The arguments of the calls that reached it, in order. */
  List<String> arguments() {
    return List.copyOf(arguments);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (!exchange.getRequestMethod().equals("POST")) {
      exchange.sendResponseHeaders(405, -1);
    } else if (asked.contains("\"notifications/")) {
      exchange.sendResponseHeaders(202, -1);
    } else {
      JsonNode message = JsonMapper.shared().readTree(asked);
      byte[] body =
          ("{\"jsonrpc\":\"2.0\",\"id\":"
                  + message.path("id")
                  + ",\"result\":"
                  + result(message)
                  + "}")
              .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("content-type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private String result(JsonNode message) {
    return switch (message.path("method").asString("")) {
      case "initialize" ->
          "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
              + "\"serverInfo\":{\"name\":\"deployments\",\"version\":\"1\"}}";
      case "tools/call" -> {
        arguments.add(message.path("params").path("arguments").toString());
        yield "{\"content\":[{\"type\":\"text\",\"text\":\"deployed\"}]}";
      }
      default -> "{\"tools\":[]}";
    };
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
