package dev.postern.prove.revocation;

import com.sun.net.httpserver.HttpExchange;
import dev.postern.prove.Callers;
import dev.postern.testkit.issuer.StubIssuer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Idle streams and sessions whose token ends, whose role ends, or whose token the issuer takes
 * back: how long after that moment they are closed.
 */
final class Ended {
  /** So many seconds are the ends spread over. */
  private static final int SPREAD = 10;

  /** So long may starting take; opening each of them half a second more. */
  private static final int OPENING_SECONDS = 45;

  private static final Duration LONGEST = Duration.ofSeconds(15);

  private static final String POLICY =
      """
      permit (principal, action, resource);

      @id("visitors-only")
      forbid (principal in Group::"temps", action, resource)
      unless { principal in Role::"visitor" };
      """;

  private final int times;
  private final Instant first;
  private final Instant wallAtStart = Instant.now();
  private final long nanosAtStart = System.nanoTime();
  private final Map<String, Delays> delays = new TreeMap<>();
  private final List<String> wrong = new ArrayList<>();
  private final List<One> open = new ArrayList<>();
  private final Map<String, Long> saidNo = new ConcurrentHashMap<>();
  private volatile boolean takenBack;

  /** Something open, and when it has to end; for a token that is taken back that is not known. */
  private record One(
      String what, String person, Instant end, Opened opened, CompletableFuture<Long> closed) {}

  private Ended(int times) {
    this.times = times;
    this.first =
        Instant.now().plusSeconds(OPENING_SECONDS + times / 2).truncatedTo(ChronoUnit.SECONDS);
  }

  /** Takes each kind so many times. */
  static Ended run(Path folder, int times) throws Exception {
    Ended ended = new Ended(times);
    try (Stand stand = new Stand(folder, ended.setup())) {
      stand.gateway().callers().issuer().introspection(ended::answer);
      ended.openAll(stand);
      ended.measure(stand);
    }
    return ended;
  }

  private Stand.Setup setup() {
    String people =
        IntStream.range(0, times)
            .mapToObj(n -> "  - {name: role-" + n + "}\n")
            .collect(Collectors.joining());
    String assignments =
        IntStream.range(0, times)
            .mapToObj(n ->
                "  - {role: visitor, to: {person: role-%d}, on: workshop, until: %s}\n  - {role: visitor, to: {person: role-%1$d}, on: shop, until: %2$s}\n"
                    .formatted(n, end(n)))
            .collect(Collectors.joining());
    return new Stand.Setup(
        "introspection: {client: postern, secret: {file: secret}, every: 2s, keep: 1m}",
        "roles: [visitor]\npeople:\n" + people + "assignments:\n" + assignments,
        POLICY);
  }

  private Instant end(int n) {
    return first.plusSeconds(n % SPREAD);
  }

  private void openAll(Stand stand) throws Exception {
    for (int n = 0; n < times; n++) {
      String token = "token-" + n;
      Callers callers = stand.gateway().callers();
      begin(
          "a token ends; MCP, idle stream",
          token,
          end(n),
          Opened.of(stand.mcpWith(callers.token(token, "/mcp/workshop", end(n))).listen()));
      begin(
          "a token ends; PostgreSQL, idle",
          token,
          end(n),
          Opened.of(
              WireClient.open(
                  callers.doors().postgres(), callers.token(token, "/postgres", end(n)))));
      both(stand, "a role ends", "role-" + n, end(n));
      both(stand, "the issuer says no", "asked-" + n, Instant.MAX);
    }
    if (!Instant.now().isBefore(first)) {
      throw new IOException("opening took longer than was planned; nothing was measured");
    }
  }

  private void both(Stand stand, String what, String person, Instant end) throws Exception {
    begin(what + "; MCP, idle stream", person, end, Opened.of(stand.mcp(person).listen()));
    begin(what + "; PostgreSQL, idle", person, end, Opened.of(stand.postgres(person)));
  }

  private void begin(String what, String person, Instant end, Opened opened) {
    open.add(new One(what, person, end, opened, opened.closed()));
  }

  private void measure(Stand stand) throws Exception {
    TimeUnit.NANOSECONDS.sleep(
        Duration.between(Instant.now(), first.plusSeconds(SPREAD)).toNanos());
    takenBack = true;
    for (One one : open) {
      try {
        long closed = one.closed().get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        delays.computeIfAbsent(one.what(), each -> new Delays()).add(closed - event(one));
      } catch (TimeoutException never) {
        wrong.add(one.person() + " was not closed: " + one.what());
      }
      one.opened().leave().run();
    }
    late(stand);
  }

  private long event(One one) {
    return one.end().equals(Instant.MAX)
        ? saidNo.getOrDefault(
            token(one.person(), one.what().contains("PostgreSQL")), Long.MAX_VALUE)
        : nanosAtStart + Duration.between(wallAtStart, one.end()).toNanos();
  }

  /** Everybody tries again. */
  private void late(Stand stand) throws Exception {
    for (int n = 0; n < times; n++) {
      for (String person : List.of("role-" + n, "asked-" + n)) {
        try {
          var unread = stand.mcp(person).call("tick", person + " late", true).text();
        } catch (IOException refused) {
          continue;
        }
      }
    }
    stand.workshop().journal().stream()
        .filter(Workshop.Arrival::late)
        .forEach(arrival -> wrong.add("executed at the workshop: " + arrival));
  }

  /** What the issuer answers: yes, until all tokens are taken back of those who are asked about. */
  private void answer(HttpExchange exchange) throws IOException {
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
    JsonNode claims = claims(form.substring(form.indexOf("token=") + "token=".length()));
    String person = claims.path("sub").asString("");
    boolean no = takenBack && person.startsWith("asked-");
    if (no) {
      boolean postgres = claims.path("aud").asString("").endsWith("/postgres");
      saidNo.putIfAbsent(token(person, postgres), System.nanoTime());
    }
    StubIssuer.answer(exchange, "{\"active\":" + !no + "}");
  }

  private static JsonNode claims(String token) {
    return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(token.split("[.&]")[1]));
  }

  /** Everybody has a token for each protocol. */
  private static String token(String person, boolean postgres) {
    return person + (postgres ? " postgres" : " mcp");
  }

  List<String> wrong() {
    return List.copyOf(wrong);
  }

  /** The rows of a table. */
  List<String> table() {
    return delays.entrySet().stream()
        .map(each ->
            "| %s | %d | %s |"
                .formatted(each.getKey(), each.getValue().count(), each.getValue().cells()))
        .toList();
  }

  /** The longest that 99 of a hundred took, of all kinds. */
  double worst() {
    return delays.values().stream().mapToDouble(d -> d.percentile(99)).max().orElse(0);
  }
}
