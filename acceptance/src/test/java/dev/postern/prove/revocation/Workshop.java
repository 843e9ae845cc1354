package dev.postern.prove.revocation;

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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An MCP server that keeps a journal of every call of a tool, before it does anything else with it.
 * {@code tick} answers at once, {@code slow} not before its time, {@code drop} is like {@code tick}
 * and meant to be asked about.
 */
public final class Workshop implements AutoCloseable {
  private static final long SLOW_SECONDS = 20;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<Arrival> journal = new ArrayList<>();
  private final Map<String, CountDownLatch> awaited = new ConcurrentHashMap<>();

  /**
   * A call that came.
   *
   * @param id what the caller calls it
   * @param late whether its caller sent it when the lock had returned
   * @param at when, by {@link System#nanoTime}
   */
  public record Arrival(String tool, String id, boolean late, long at) {}

  /** Serves from now on. */
  public Workshop() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/mcp", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  /** Where it is. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
  }

  /** Everything that came. */
  public List<Arrival> journal() {
    synchronized (journal) {
      return List.copyOf(journal);
    }
  }

  /** Forgets what came. */
  public void forget() {
    synchronized (journal) {
      journal.clear();
    }
  }

  /** Opens when the call of that id comes; ask before it is sent. */
  CountDownLatch arrivalOf(String id) {
    return awaited.computeIfAbsent(id, each -> new CountDownLatch(1));
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
    // Nobody tells the server that the other end has gone: it says something and hears of it.
    while (!closing.await(1, TimeUnit.SECONDS)) {
      OutputStream body = exchange.getResponseBody();
      body.write(":\n\n".getBytes(StandardCharsets.US_ASCII));
      body.flush();
    }
  }

  private void posted(HttpExchange exchange) throws IOException, InterruptedException {
    JsonNode message = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
    String method = message.path("method").asString("");
    if (method.startsWith("notifications/")) {
      exchange.sendResponseHeaders(202, -1);
      return;
    }
    String result =
        switch (method) {
          case "initialize" ->
              "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
                  + "\"serverInfo\":{\"name\":\"workshop\",\"version\":\"1\"}}";
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

  private String called(JsonNode params) throws InterruptedException {
    JsonNode arguments = params.path("arguments");
    String tool = params.path("name").asString("");
    String id = arguments.path("id").asString("");
    boolean late = arguments.path("late").asBoolean(false);
    synchronized (journal) {
      journal.add(new Arrival(tool, id, late, System.nanoTime()));
    }
    CountDownLatch waits = awaited.remove(id);
    if (waits != null) {
      waits.countDown();
    }
    if (tool.equals("slow")) {
      var stopped = closing.await(SLOW_SECONDS, TimeUnit.SECONDS);
    }
    return "{\"content\":[]}";
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
