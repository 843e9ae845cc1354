package dev.postern.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An MCP server whose tool {@code slow} answers when it is told to, {@code big} with as many
 * characters as it is asked for, and every other at once; on its stream it says what it is told to.
 */
final class Toolshed implements AutoCloseable {
  private static final String END = "";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> words = new ArrayList<>();
  private volatile Slow slow = new Slow(new CompletableFuture<>(), new CompletableFuture<>());

  /** A slow call: that it came, and that it may be answered. */
  record Slow(CompletableFuture<Void> began, CompletableFuture<Void> released) {
    void release() {
      released.complete(null);
    }
  }

  Toolshed() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/mcp", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
  }

  /** Says something on every stream, also on those that begin later. */
  void say(String word) {
    synchronized (words) {
      words.add(word);
      words.notifyAll();
    }
  }

  private String word(int index) throws InterruptedException {
    synchronized (words) {
      while (words.size() <= index) {
        words.wait();
      }
      return words.get(index);
    }
  }

  /** The slow call that comes next. */
  Slow nextSlow() {
    slow = new Slow(new CompletableFuture<>(), new CompletableFuture<>());
    return slow;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
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
    exchange.getResponseBody().flush();
    for (int i = 0; !word(i).equals(END); i++) {
      String event =
          "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"info\",\"data\":\"%s\"}}\n\n"
              .formatted(word(i));
      OutputStream body = exchange.getResponseBody();
      body.write(event.getBytes(StandardCharsets.UTF_8));
      body.flush();
    }
  }

  private void posted(HttpExchange exchange) throws IOException {
    JsonNode message = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
    String method = message.path("method").asString("");
    if (method.startsWith("notifications/")) {
      exchange.sendResponseHeaders(202, -1);
      return;
    }
    String result =
        switch (method) {
          case "initialize" ->
              "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{},\"logging\":{}},"
                  + "\"serverInfo\":{\"name\":\"toolshed\",\"version\":\"1\"}}";
          case "tools/call" -> called(message.path("params"));
          default -> "{}";
        };
    if (method.equals("initialize")) {
      exchange.getResponseHeaders().set("mcp-session-id", "s-" + System.nanoTime());
    }
    byte[] body =
        ("{\"jsonrpc\":\"2.0\",\"id\":" + message.path("id") + ",\"result\":" + result + "}")
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private String called(JsonNode params) {
    String text = "done";
    switch (params.path("name").asString("")) {
      case "slow" -> {
        Slow mine = slow;
        mine.began().complete(null);
        mine.released().join();
      }
      case "big" -> text = "x".repeat(params.at("/arguments/size").asInt(0));
      default -> text = "done";
    }
    return "{\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}";
  }

  @Override
  public void close() {
    slow.release();
    say(END);
    server.stop(0);
    threads.shutdownNow();
  }
}
