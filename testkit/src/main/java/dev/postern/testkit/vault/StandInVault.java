package dev.postern.testkit.vault;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A stand-in for a vault server: KV versions 1 ({@code kv/}) and 2 ({@code secret/}), database
 * credentials, transit, and sign-in by token, AppRole and JWT. What a request needs and is not
 * there is refused, as the API's documents say.
 */
public final class StandInVault implements AutoCloseable {
  private volatile String forbidden = "";
  private final HttpServer server;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong ahead = new AtomicLong();
  private final Tokens tokens = new Tokens(this::now);
  private final Map<String, List<Map<String, String>>> secrets = new ConcurrentHashMap<>();
  private final Map<String, String> logins = new ConcurrentHashMap<>();
  private final Map<String, Made> leases = new ConcurrentHashMap<>();
  private final StandInTransit transit = new StandInTransit();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final AtomicReference<Optional<Reply>> bent = new AtomicReference<>(Optional.empty());
  private volatile MadeAccounts accounts = new NoAccounts();
  private volatile Terms terms =
      new Terms(
          Duration.ofHours(1), Duration.ofHours(24), Duration.ofHours(1), Duration.ofHours(8));
  private volatile Optional<String> namespace = Optional.empty();
  private volatile CountDownLatch open = new CountDownLatch(0);

  /** An answer. */
  public record Reply(int status, String body) {}

  /** How long tokens and leases last, and at most. */
  public record Terms(
      Duration token, Duration longestToken, Duration lease, Duration longestLease) {}

  private record Made(String user, String token, long born, AtomicLong until) {}

  /** Nothing is behind it. */
  private record NoAccounts() implements MadeAccounts {
    @Override
    public void create(String role, String user, String password) {}

    @Override
    public void drop(String user) {}
  }

  /** Starts on a free port. */
  public StandInVault() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(workers);
    server.createContext("/v1/", this::handle);
    server.start();
  }

  /** Its address. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private long now() {
    return System.nanoTime() + ahead.get();
  }

  /** Its clock goes on by this; what is over by then ends. */
  public void pass(Duration time) {
    ahead.addAndGet(time.toNanos());
    expire();
  }

  /** From now on tokens and leases last so long. */
  public void terms(Terms others) {
    terms = others;
  }

  /** Only requests in this namespace are understood. */
  public void within(String name) {
    namespace = Optional.of(name);
  }

  /** What its database engine makes accounts in. */
  public void accounts(MadeAccounts behind) {
    accounts = behind;
  }

  /** A token that is good. */
  public void token(String text, Duration ttl) {
    tokens.add(text, ttl, ttl);
  }

  /** A token is worth nothing any more, nor what it asked for. */
  public void revokeTokens() {
    leases.values().forEach(made -> tokens.revoke(made.token()));
    expire();
  }

  /** How many tokens are good. */
  public int goodTokens() {
    return tokens.count();
  }

  /**
   * Somebody may sign in at a mount: a role and its secret id, or a role and its workload's token.
   */
  public void login(String mount, String role, String proof) {
    logins.put(mount + "\n" + role, proof);
  }

  /** A new version of a secret, under its whole path: {@code secret/crm} or {@code kv/crm}. */
  public int put(String path, Map<String, String> fields) {
    List<Map<String, String>> versions =
        secrets.computeIfAbsent(path, name -> new CopyOnWriteArrayList<>());
    versions.add(fields);
    return versions.size();
  }

  /** Lets no token ask at a path. */
  public void forbid(String path) {
    forbidden = path;
  }

  /** The newest version is deleted. */
  public void delete(String path) {
    put(path, Map.of());
  }

  /** The transit key's next version. */
  public void rotate(String key) {
    transit.rotate(key);
  }

  /** Every request is answered so; empty for as it should be. */
  public void bend(Optional<Reply> reply) {
    bent.set(reply);
  }

  /** Nothing is answered until {@link #goOn}. */
  public void hold() {
    open = new CountDownLatch(1);
  }

  /** Answers what was held, and what comes. */
  public void goOn() {
    open.countDown();
  }

  /** The requests so far, as {@code GET secret/data/crm}. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /** The users of the leases that are good. */
  public List<String> leased() {
    expire();
    return leases.values().stream().map(Made::user).toList();
  }

  /** Takes back every lease, as an operator would. */
  public void revokeLeases() {
    List.copyOf(leases.keySet()).forEach(this::drop);
  }

  private void expire() {
    leases.forEach((id, made) -> {
      if (now() >= made.until().get() || !tokens.good(made.token())) {
        drop(id);
      }
    });
  }

  private void drop(String id) {
    Made made = leases.remove(id);
    if (made != null) {
      accounts.drop(made.user());
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath().substring("/v1/".length());
    asked.add(exchange.getRequestMethod() + " " + path);
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Reply reply;
    try {
      open.await();
      reply = bent.get().orElseGet(() -> answer(exchange, path, body));
    } catch (IllegalArgumentException wrong) {
      reply = refused(400, "failed to parse JSON input: " + wrong.getMessage());
    } catch (InterruptedException stopping) {
      throw new InterruptedIOException("the vault stops");
    }
    byte[] said = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(reply.status(), said.length == 0 ? -1 : said.length);
    try (var out = exchange.getResponseBody()) {
      if (said.length > 0) {
        out.write(said);
      }
    }
  }

  private static Reply refused(int status, String why) {
    return new Reply(status, "{\"errors\":[" + FlatJson.quoted(why) + "]}");
  }

  private Reply answer(HttpExchange exchange, String path, String body) {
    String within =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Vault-Namespace")).orElse("");
    if (!within.equals(namespace.orElse(""))) {
      return refused(404, "no handler for route");
    }
    boolean posted = exchange.getRequestMethod().equals("POST");
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/")) {
      parts.add(URLDecoder.decode(part, StandardCharsets.UTF_8));
    }
    if (posted && path.matches("auth/[^/]+/login")) {
      return login(parts.get(1), FlatJson.read(body));
    }
    String token =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Vault-Token")).orElse("");
    if (!tokens.good(token)) {
      return refused(403, "permission denied");
    }
    if (path.equals(forbidden)) {
      return refused(403, "permission denied");
    }
    return posted
        ? written(path, token, FlatJson.read(body))
        : read(path, parts, token, exchange.getRequestURI().getQuery());
  }

  private Reply login(String mount, Map<String, String> body) {
    String proof = logins.get(mount + "\n" + either(body, "role_id", "role"));
    if (proof == null || !proof.equals(either(body, "secret_id", "jwt"))) {
      return refused(400, "invalid role or secret ID");
    }
    String token = tokens.issue(terms.token(), terms.longestToken());
    return new Reply(
        200,
        "{\"auth\":{\"client_token\":\"%s\",\"renewable\":true,\"lease_duration\":%d}}"
            .formatted(token, terms.token().toSeconds()));
  }

  private static String either(Map<String, String> body, String one, String other) {
    return body.getOrDefault(one, body.getOrDefault(other, ""));
  }

  private Reply written(String path, String token, Map<String, String> body) {
    return switch (path) {
      case "auth/token/renew-self" ->
          new Reply(
              200,
              "{\"auth\":{\"client_token\":\"%s\",\"lease_duration\":%d}}"
                  .formatted(token, tokens.renew(token).toSeconds()));
      case "auth/token/revoke-self" -> {
        tokens.revoke(token);
        expire();
        yield new Reply(204, "");
      }
      case "sys/leases/renew" -> renewed(body.getOrDefault("lease_id", ""));
      case "sys/leases/revoke" -> {
        drop(body.getOrDefault("lease_id", ""));
        yield new Reply(204, "");
      }
      default -> transit.answer(path, body).orElseGet(() -> refused(404, "no handler for route"));
    };
  }

  private Reply renewed(String id) {
    expire();
    Made made = leases.get(id);
    if (made == null) {
      return refused(400, "lease not found");
    }
    long longest = made.born() + terms.longestLease().toNanos();
    made.until().set(Math.min(now() + terms.lease().toNanos(), longest));
    return new Reply(
        200,
        "{\"lease_id\":%s,\"renewable\":true,\"lease_duration\":%d}"
            .formatted(
                FlatJson.quoted(id), Duration.ofNanos(made.until().get() - now()).toSeconds()));
  }

  private Reply read(String path, List<String> parts, String token, String query) {
    if (path.equals("auth/token/lookup-self")) {
      long left = tokens.left(token).map(Duration::toSeconds).orElse(0L);
      return new Reply(200, "{\"data\":{\"ttl\":" + left + ",\"renewable\":false}}");
    }
    if (path.startsWith("database/creds/")) {
      return made(parts.getLast(), token);
    }
    boolean second = path.startsWith("secret/data/");
    String name = String.join("/", parts).replaceFirst("^secret/data/", "secret/");
    List<Map<String, String>> versions = secrets.getOrDefault(name, List.of());
    int version =
        query == null ? versions.size() : Integer.parseInt(query.replaceFirst("^version=", ""));
    Map<String, String> fields =
        version < 1 || version > versions.size() ? Map.of() : versions.get(version - 1);
    if (fields.isEmpty() || (!second && !path.startsWith("kv/"))) {
      return new Reply(404, "{\"errors\":[]}");
    }
    StringBuilder json = new StringBuilder();
    fields.forEach((field, value) ->
        json.append(json.isEmpty() ? "" : ",")
            .append(FlatJson.quoted(field))
            .append(':')
            .append(FlatJson.quoted(value)));
    return new Reply(
        200,
        second
            ? "{\"data\":{\"data\":{%s},\"metadata\":{\"version\":%d,\"destroyed\":false}}}"
                .formatted(json, version)
            : "{\"lease_duration\":2764800,\"data\":{%s}}".formatted(json));
  }

  private Reply made(String role, String token) {
    String unique = UUID.randomUUID().toString().replace("-", "");
    String user = "v-" + role.replaceAll("[^a-z0-9]", "-") + "-" + unique.substring(0, 20);
    String password = "A1a-" + unique;
    accounts.create(role, user, password);
    String id = "database/creds/" + role + "/" + unique;
    leases.put(id, new Made(user, token, now(), new AtomicLong(now() + terms.lease().toNanos())));
    return new Reply(
        200,
        "{\"lease_id\":\"%s\",\"renewable\":true,\"lease_duration\":%d,\"data\":{\"username\":\"%s\",\"password\":\"%s\"}}"
            .formatted(id, terms.lease().toSeconds(), user, password));
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }
}
