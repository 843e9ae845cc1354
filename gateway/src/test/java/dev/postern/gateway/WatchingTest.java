package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.RoleStand.Caller;
import dev.postern.gateway.ops.Metric;
import dev.postern.gateway.ops.trace.Collector;
import dev.postern.testkit.FreePort;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The metrics of a gateway as it runs, and what the documents say of them. */
@Timeout(180)
class WatchingTest {
  private static final Path PAGE = Path.of("../docs/metrics.md");
  private static final Path EXAMPLES = Path.of("../docs/examples/operations");
  private static final String BEGIN = "<!-- metrics -->\n";
  private static final String END = "<!-- /metrics -->";
  private static final String TOKEN = "scraping-secret-of-a-test";

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private int port;

  @BeforeEach
  void a_port() throws IOException {
    port = FreePort.from(26_000);
    Files.writeString(folder.resolve("scraping"), TOKEN + "\n");
  }

  @AfterEach
  void end() {
    http.close();
  }

  @Test
  void everything_that_the_page_names_is_scraped_and_nothing_else() throws Exception {
    try (RoleStand stand = new RoleStand(folder, "", metrics(", token: {file: scraping}"))) {
      assertThat(stand.ask(Caller.ADMINISTRATOR, "GET", "/api/v1/targets", "")).isEqualTo(200);
      assertThat(stand.gateway.reload("test").problems()).isEmpty();
      HttpResponse<String> scraped = get("/metrics", "Bearer " + TOKEN);

      assertThat(scraped.statusCode()).isEqualTo(200);
      assertThat(scraped.headers().firstValue("content-type").orElse("")).startsWith("text/plain");
      Set<String> types = lines(scraped.body(), "# TYPE (postern_\\w+) (\\w+)");
      assertThat(types)
          .containsExactlyInAnyOrderElementsOf(
              Arrays.stream(Metric.values())
                  .filter(metric -> metric != Metric.APPROVALS)
                  .map(WatchingTest::typed)
                  .toList());
      assertThat(scraped.body())
          .contains("postern_rules_epoch 2.0")
          .contains("postern_ready 1.0")
          .contains("postern_locks{scope=\"person\"} 1.0")
          .contains("postern_events_total{event=\"reloaded\"} 1.0")
          .contains("postern_sign_ins_total{result=\"accepted\"} 1.0")
          .contains(
              "postern_operations_total{protocol=\"rest\",result=\"allowed\",target=\"postern\"} 2")
          .contains("postern_operation_seconds_count{protocol=\"rest\",target=\"postern\"} 2")
          .contains("jvm_memory_used_bytes");
    }
  }

  @Test
  void neither_who_calls_nor_what_is_asked_becomes_a_label() throws Exception {
    String rules = "@id(\"may\") permit (principal == Person::\"anybody\", action, resource);";
    try (RoleStand stand = new RoleStand(folder, rules, metrics(""))) {
      String canary = "canary7291";
      assertThat(
              stand.ask(
                  Caller.ADMINISTRATOR,
                  "POST",
                  "/api/v1/locks",
                  "{\"scope\":\"person\",\"name\":\""
                      + canary
                      + "\",\"reason\":\""
                      + canary
                      + "\"}"))
          .isEqualTo(200);
      stand.ask(Caller.ADMINISTRATOR, "GET", "/api/v1/sessions/" + canary, "");
      stand.ask(Caller.ADMINISTRATOR, "DELETE", "/api/v1/locks/person/" + canary + "2", "");
      stand.ask(Caller.LOCKED, "GET", "/api/v1/targets?" + canary, "");
      stand.ask(Caller.AGENT, "GET", "/api/v1/whoami", "");

      String scraped = get("/metrics", "").body();

      assertThat(scraped)
          .contains("result=\"locked\",target=\"postern\"} 1.0")
          .doesNotContain(canary)
          .doesNotContain("\"administrator\"")
          .doesNotContain("assistant")
          .doesNotContain("127.0.0.1")
          .doesNotContain(folder.toString());
    }
  }

  @Test
  void a_token_is_asked_for_where_one_is_configured_and_never_for_readiness() throws Exception {
    String token = ", token: {file: scraping}";
    try (RoleStand stand = new RoleStand(folder, "", metrics(token))) {
      assertThat(stand.gateway.port()).isPositive();
      HttpResponse<String> without = get("/metrics", "");
      assertThat(without.statusCode()).isEqualTo(401);
      assertThat(without.headers().firstValue("www-authenticate")).contains("Bearer");
      assertThat(get("/metrics", "Bearer wrong").statusCode()).isEqualTo(401);
      assertThat(get("/metrics", "Basic " + TOKEN).statusCode()).isEqualTo(401);
      assertThat(get("/metrics", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
      assertThat(get("/readyz", "").statusCode()).isEqualTo(200);

      Files.writeString(folder.resolve("scraping"), "another\n");
      assertThat(stand.gateway.reload("test").problems()).isEmpty();
      assertThat(get("/metrics", "Bearer " + TOKEN).statusCode()).isEqualTo(401);
      assertThat(get("/metrics", "Bearer another").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_token_that_a_reload_brings_is_asked_for_and_one_that_it_takes_is_not() throws Exception {
    Path main = folder.resolve("postern.yaml");
    try (RoleStand stand = new RoleStand(folder, "", metrics(""))) {
      assertThat(get("/metrics", "").statusCode()).isEqualTo(200);
      String without = Files.readString(main);

      Files.writeString(main, without.replace(metrics(""), metrics(", token: {file: scraping}")));
      assertThat(stand.gateway.reload("test").problems()).isEmpty();
      assertThat(get("/metrics", "").statusCode()).isEqualTo(401);
      assertThat(get("/metrics", "Bearer wrong").statusCode()).isEqualTo(401);
      assertThat(get("/metrics", "Bearer " + TOKEN).statusCode()).isEqualTo(200);

      Files.writeString(main, without);
      assertThat(stand.gateway.reload("test").problems()).isEmpty();
      assertThat(get("/metrics", "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void nothing_of_the_gateway_but_documents_is_on_that_listener() throws Exception {
    try (RoleStand stand = new RoleStand(folder, "", metrics(""))) {
      assertThat(stand.gateway.port()).isPositive();
      assertThat(get("/api/v1/targets", "").statusCode()).isEqualTo(404);
      assertThat(get("/mcp/registry", "").statusCode()).isEqualTo(404);
      assertThat(get("/review", "").statusCode()).isEqualTo(404);
      assertThat(get(stand.uri("/metrics"), "").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void a_gateway_that_drains_says_so_where_it_is_watched() throws Exception {
    try (RoleStand stand = new RoleStand(folder, "", metrics(""))) {
      assertThat(stand.gateway.drain(Duration.ofSeconds(10))).isTrue();

      assertThat(get("/readyz", "").statusCode()).isEqualTo(503);
      assertThat(get("/healthz", "").statusCode()).isEqualTo(200);
      assertThat(get("/metrics", "").body())
          .contains("postern_ready 0.0")
          .contains("postern_draining 1.0");
      assertThat(refuses(stand.uri("/readyz"))).isTrue();
    }
  }

  @Test
  void traces_are_told_where_the_configuration_says_and_name_nobody() throws Exception {
    try (Collector collector = Collector.started();
        RoleStand stand =
            new RoleStand(
                folder,
                "",
                "traces: {endpoint: \"%s\", one-in: 1, token: {file: scraping}}\n"
                    .formatted(collector.uri()))) {
      assertThat(stand.ask(Caller.ADMINISTRATOR, "GET", "/api/v1/targets?canary7291", ""))
          .isEqualTo(200);

      Map<String, Collector.Seen> spans = collector.next(3);
      assertThat(spans).containsOnlyKeys("operation", "admission", "ledger");
      assertThat(collector.authorizations).contains("Bearer " + TOKEN);
      assertThat(collector.octets)
          .contains("postern.request_id")
          .doesNotContain("administrator")
          .doesNotContain("canary7291")
          .doesNotContain("/api/v1");
    }
  }

  /** Run with {@code -Dpostern.write=true} after a change of the metrics. */
  @Test
  void the_table_in_docs_is_that_of_the_code() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    String made = page.substring(0, begin) + table() + page.substring(page.indexOf(END));
    if (Boolean.getBoolean("postern.write")) {
      Files.writeString(PAGE, made);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(made);
  }

  @Test
  void the_examples_name_only_metrics_that_there_are() throws IOException {
    Set<String> known =
        Arrays.stream(Metric.values())
            .flatMap(metric ->
                metric.kind() == Metric.Kind.HISTOGRAM
                    ? Set.of("_bucket", "_count", "_sum").stream()
                        .map(suffix -> metric.title() + suffix)
                    : Set.of(metric.title()).stream())
            .collect(Collectors.toSet());
    for (String file : Set.of("alerts.yaml", "dashboard.json")) {
      Set<String> named = lines(Files.readString(EXAMPLES.resolve(file)), "\\b(postern_\\w+)");
      assertThat(named).as(file).hasSizeGreaterThan(5);
      assertThat(known).as(file).containsAll(named);
    }
  }

  @Test
  void titles_are_as_prometheus_wants_them() {
    for (Metric metric : Metric.values()) {
      assertThat(metric.title()).matches("postern_[a-z_]+");
      assertThat(metric.title().endsWith("_total")).isEqualTo(metric.kind() == Metric.Kind.COUNTER);
      assertThat(metric.title().endsWith("_info")).isEqualTo(metric.kind() == Metric.Kind.INFO);
      if (metric.kind() == Metric.Kind.HISTOGRAM) {
        assertThat(metric.title()).endsWith("_seconds");
      }
      assertThat(metric.help()).endsWith(".");
    }
  }

  private static String typed(Metric metric) {
    String title = metric.title();
    return switch (metric.kind()) {
      case COUNTER -> title + " counter";
      case HISTOGRAM -> title + " histogram";
      case GAUGE, INFO -> title + " gauge";
    };
  }

  private static String table() {
    StringBuilder table = new StringBuilder("| metric | type | labels | what it says |\n");
    table.append("|---|---|---|---|\n");
    for (Metric metric : Metric.values()) {
      table
          .append("| `%s` | %s | ".formatted(metric.title(), metric.kind().name().toLowerCase()))
          .append(metric.labels().stream().map("`%s`"::formatted).collect(Collectors.joining(", ")))
          .append(" | ")
          .append(metric.help())
          .append(" |\n");
    }
    return table.toString();
  }

  private static Set<String> lines(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(WatchingTest::groups)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String groups(MatchResult found) {
    StringBuilder said = new StringBuilder(found.group(1));
    for (int i = 2; i <= found.groupCount(); i++) {
      said.append(' ').append(found.group(i));
    }
    return said.toString();
  }

  private String metrics(String more) {
    return "metrics: {port: " + port + more + "}\n";
  }

  private HttpResponse<String> get(String path, String authorization) throws Exception {
    return get(URI.create("http://127.0.0.1:" + port + path), authorization);
  }

  private HttpResponse<String> get(URI at, String authorization) throws Exception {
    HttpRequest.Builder asked = HttpRequest.newBuilder(at);
    if (!authorization.isEmpty()) {
      asked.header("authorization", authorization);
    }
    return http.send(asked.build(), HttpResponse.BodyHandlers.ofString());
  }

  private boolean refuses(URI at) throws Exception {
    try (HttpClient other = HttpClient.newHttpClient()) {
      other.send(HttpRequest.newBuilder(at).build(), HttpResponse.BodyHandlers.ofString());
      return false;
    } catch (ConnectException refused) {
      return true;
    }
  }
}
