package dev.postern.demo.issuer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;

/**
 * The issuer, listening on loopback from when it is opened until it is closed.
 *
 * <p>It believes whoever asks. That is why it refuses to be reached from anywhere but this machine,
 * and from web pages that are not its own.
 */
public final class DevelopmentIssuer implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String OWN_CLIENT = "postern-demo";

  private final HttpServer server;
  private final String issuer;
  private final Tokens tokens;

  private DevelopmentIssuer(HttpServer server, Audiences audiences, InstantSource clock) {
    this.server = server;
    this.issuer = "http://" + LOOPBACK + ":" + server.getAddress().getPort();
    this.tokens = new Tokens(issuer);
    CodeFlow codes = new CodeFlow(issuer, audiences, clock);
    DeviceFlow devices = new DeviceFlow(issuer, audiences, clock);
    Discovery discovery = new Discovery(issuer);
    TokenEndpoint endpoint = new TokenEndpoint(tokens, codes, devices);
    serve("/.well-known/openid-configuration", request -> discovery.metadata());
    serve("/.well-known/oauth-authorization-server", request -> discovery.metadata());
    serve("/jwks", request -> Answer.written(tokens.keySet()));
    serve("/register", discovery::register);
    serve("/token", endpoint::answer);
    serve("/device_authorization", devices::begin);
    servePage("/authorize", codes::authorize);
    servePage("/device", devices::page);
  }

  private interface Endpoint {
    Answer answer(Request request) throws Refusal;
  }

  /**
   * Opens the issuer.
   *
   * @param port the port on loopback, or 0 for any
   * @param audiences the resources that it gives tokens for, the usual one first
   * @throws IOException when it cannot listen there
   */
  public static DevelopmentIssuer open(int port, List<String> audiences, InstantSource clock)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName(LOOPBACK), port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    DevelopmentIssuer issuer = new DevelopmentIssuer(server, new Audiences(audiences), clock);
    server.start();
    return issuer;
  }

  /** What tokens say in {@code iss}. */
  public String identifier() {
    return issuer;
  }

  /** A signed access token that says what the grant says. */
  public String token(Grant grant) {
    return tokens.access(grant, OWN_CLIENT);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void serve(String path, Endpoint endpoint) {
    server.createContext(
        path, exchange -> send(exchange, answered(exchange, path, endpoint, Refusal::answer)));
  }

  private void servePage(String path, Endpoint endpoint) {
    server.createContext(
        path,
        exchange ->
            send(
                exchange,
                answered(
                    exchange, path, endpoint, refusal -> Answer.page(400, Pages.failed(refusal)))));
  }

  private interface Telling {
    Answer of(Refusal refusal);
  }

  private Answer answered(HttpExchange exchange, String path, Endpoint endpoint, Telling telling)
      throws IOException {
    try {
      if (!exchange.getRequestURI().getPath().equals(path)) {
        return Answer.json(404, "there is nothing here");
      }
      demandOwnOrigin(exchange);
      return endpoint.answer(Request.read(exchange));
    } catch (Refusal refusal) {
      return telling.of(refusal);
    }
  }

  /** A page elsewhere must not press our buttons, nor a name that was bound to loopback. */
  private void demandOwnOrigin(HttpExchange exchange) throws Refusal {
    String authority = issuer.substring("http://".length());
    boolean own =
        authority.equals(exchange.getRequestHeaders().getFirst("Host"))
            && Optional.ofNullable(exchange.getRequestHeaders().getFirst("Origin"))
                .filter(origin -> !origin.equals(issuer))
                .isEmpty();
    if (!own) {
      throw new Refusal("invalid_request", "only pages of this issuer may ask it");
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    try (exchange) {
      answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
