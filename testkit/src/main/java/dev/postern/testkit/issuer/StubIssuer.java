package dev.postern.testkit.issuer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * An issuer on a free port of loopback: a discovery document, a key set that the test publishes,
 * and counters of what was fetched. Either document can be replaced by a handler that misbehaves.
 */
public final class StubIssuer implements AutoCloseable {
  private static final String DISCOVERY = "/.well-known/openid-configuration";
  private static final String KEYS = "/keys";
  private static final String INTROSPECTION = "/introspect";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger keySetFetches = new AtomicInteger();
  private volatile List<StubKey> published;
  private volatile HttpHandler discovery = exchange -> answer(exchange, discoveryDocument());
  private final AtomicInteger introspections = new AtomicInteger();
  private volatile HttpHandler introspection = exchange -> answer(exchange, "{\"active\":true}");
  private volatile HttpHandler keySet = exchange -> answer(exchange, keySetDocument());

  /** Starts with these keys published. */
  public StubIssuer(StubKey... keys) {
    published = List.of(keys);
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(DISCOVERY, exchange -> discovery.handle(exchange));
    server.createContext(
        KEYS,
        exchange -> {
          keySetFetches.incrementAndGet();
          keySet.handle(exchange);
        });
    server.createContext(
        INTROSPECTION,
        exchange -> {
          introspections.incrementAndGet();
          introspection.handle(exchange);
        });
    server.setExecutor(threads);
    server.start();
  }

  /** The issuer's identifier. */
  public String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** A token of its own for a resource, to be signed with one of its keys. */
  public AccessToken token(String subject, String audience) {
    return new AccessToken(issuer(), subject, audience);
  }

  /** The key set's address. */
  public String keySetAddress() {
    return issuer() + KEYS;
  }

  /** Replaces the published keys. */
  public void publish(StubKey... keys) {
    published = Arrays.asList(keys);
  }

  /** How often the key set was asked for. */
  public int keySetFetches() {
    return keySetFetches.get();
  }

  /** How often it was asked about a token. */
  public int introspections() {
    return introspections.get();
  }

  /** Lets another handler answer what is asked about tokens; before, every one is active. */
  public void introspection(HttpHandler handler) {
    introspection = handler;
  }

  /** Lets another handler answer for the discovery document. */
  public void discovery(HttpHandler handler) {
    discovery = handler;
  }

  /** Lets a handler answer for one more path. */
  public void serve(String path, HttpHandler handler) {
    server.createContext(path, handler);
  }

  /** Lets another handler answer for the key set. */
  public void keySet(HttpHandler handler) {
    keySet = handler;
  }

  /** The discovery document as it should be. */
  public String discoveryDocument() {
    return "{\"issuer\":\""
        + issuer()
        + "\",\"jwks_uri\":\""
        + keySetAddress()
        + "\",\"introspection_endpoint\":\""
        + issuer()
        + INTROSPECTION
        + "\"}";
  }

  /** The key set of the published keys. */
  public String keySetDocument() {
    return published.stream()
        .map(StubKey::document)
        .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
  }

  /** Answers 200 with a JSON document. */
  public static void answer(HttpExchange exchange, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
