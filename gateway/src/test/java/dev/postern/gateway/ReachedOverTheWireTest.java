package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Bounds that are set small by a reload, and reached on the sockets of a gateway: what the other
 * end sees is in the words of its own protocol.
 */
@Timeout(120)
class ReachedOverTheWireTest {
  private static final String MAIN = "postern.yaml";
  private static final String SHED = "targets/shed.yaml";
  private static final String SHOP = "targets/shop.yaml";

  @TempDir private static Path folder;
  private static LiveStand stand;
  private static LiveSessions others;

  /**
   * A bound and how it is reached.
   *
   * @param bounds their names as docs/limits.md has them
   * @param file the file that has its key
   * @param change the merge patch that makes it small
   * @param seen a pattern of what the other end sees
   */
  private record Case(List<String> bounds, String file, String change, Probe probe, String seen) {}

  /** Does what is too much; answers with what it sees. */
  private interface Probe {
    String seen() throws Exception;
  }

  private static final List<Case> CASES =
      List.of(
          new Case(
              List.of("config.Limits.message", "McpLimits.messageBytes", "HttpLimits.body"),
              MAIN,
              "{'limits': {'message': '1KiB'}}",
              () -> call("tick", "'" + "x".repeat(2_000) + "'"),
              "413 .*"),
          new Case(
              List.of("config.Limits.depth", "McpLimits.messageDepth"),
              MAIN,
              "{'limits': {'depth': 8}}",
              () -> call("tick", "[".repeat(9) + "]".repeat(9)),
              "400 .*-32700.*"),
          new Case(
              List.of("config.Limits.sessions", "McpLimits.sessions"),
              MAIN,
              "{'limits': {'sessions': 1}}",
              ReachedOverTheWireTest::begin,
              ".*over_limit.*"),
          new Case(
              List.of("config.Limits.sessionsEach", "McpLimits.sessionsPerCaller"),
              MAIN,
              "{'limits': {'sessions-each': 1}}",
              ReachedOverTheWireTest::begin,
              ".*over_limit.*"),
          asked("DeskLimits.open", "'open': 1"),
          asked("DeskLimits.openOfCaller", "'open-each': 1"),
          asked("DeskLimits.openOfTarget", "'open-target': 1"),
          asked("DeskLimits.OfTarget.open", "'targets': {'shed': {'open': 1}}"),
          asked("DeskLimits.waits", "'waits': 1"),
          asked("DeskLimits.waitsOfPerson", "'waits-each': 1"),
          new Case(
              List.of("DeskLimits.textChars"),
              MAIN,
              "{'approvals': {'text': 1000}}",
              () -> call("drop", "'" + "x".repeat(2_000) + "'"),
              ".*over_limit.*"),
          new Case(
              List.of("ApprovalSettings.patience", "McpLimits.holdWait"),
              MAIN,
              "{'approvals': {'wait': '1s'}}",
              () -> call("drop", "'patience'"),
              ".*pending.*"),
          new Case(
              List.of("TargetBounds.replyBody"),
              SHED,
              "{'bounds': {'reply': '1KiB'}}",
              () -> call("big", "5000"),
              ".*error.*"),
          new Case(
              List.of("TargetTimes.firstByte"),
              SHED,
              "{'times': {'first-byte': '100ms'}}",
              () -> call("slow", "'late'"),
              ".*error.*"),
          new Case(
              List.of("PostgresKeys.Times.statement", "PostgresTarget.Times.statement"),
              SHOP,
              "{'times': {'statement': '100ms'}}",
              () -> statement("SELECT pg_sleep(60)"),
              "57014"),
          new Case(
              List.of("StreamEndpoint.Bounds.connections"),
              SHOP,
              "{'bounds': {'connections': 1}}",
              ReachedOverTheWireTest::second,
              "08.*|53300|57.*"),
          new Case(
              List.of("StreamSettings.connectionsPerSource"),
              MAIN,
              "{'limits': {'connections-per-source': 1}}",
              () -> statement("SELECT 1"),
              "08.*|53300"),
          new Case(
              List.of("StreamSettings.connections", "config.Limits.connections"),
              MAIN,
              "{'limits': {'connections': 1}}",
              () -> statement("SELECT 1"),
              "53300"),
          new Case(
              List.of("ApiSettings.longestBody"),
              MAIN,
              "{}",
              () -> rest("{'reason': '" + "x".repeat(70_000) + "'}"),
              "413 .*"),
          new Case(
              List.of("SignInLimits.longestToken"),
              MAIN,
              "{}",
              ReachedOverTheWireTest::longToken,
              "401 .*"));

  private static Case asked(String bound, String key) {
    return new Case(
        List.of(bound),
        MAIN,
        "{'approvals': {" + key + "}}",
        () -> call("drop", "'" + bound + "'"),
        ".*over_limit.*");
  }

  @BeforeAll
  static void start() throws Exception {
    stand = new LiveStand(folder);
    others = new LiveSessions(stand);
  }

  @AfterAll
  static void stop() throws Exception {
    others.close();
    stand.close();
  }

  @TestFactory
  @Tag("reaches:ApiSettings.longestBody")
  @Tag("reaches:ApprovalSettings.patience")
  @Tag("reaches:DeskLimits.OfTarget.open")
  @Tag("reaches:DeskLimits.open")
  @Tag("reaches:DeskLimits.openOfCaller")
  @Tag("reaches:DeskLimits.openOfTarget")
  @Tag("reaches:DeskLimits.textChars")
  @Tag("reaches:DeskLimits.waits")
  @Tag("reaches:DeskLimits.waitsOfPerson")
  @Tag("reaches:HttpLimits.body")
  @Tag("reaches:McpLimits.holdWait")
  @Tag("reaches:McpLimits.messageBytes")
  @Tag("reaches:McpLimits.messageDepth")
  @Tag("reaches:McpLimits.sessions")
  @Tag("reaches:McpLimits.sessionsPerCaller")
  @Tag("reaches:PostgresKeys.Times.statement")
  @Tag("reaches:PostgresTarget.Times.statement")
  @Tag("reaches:SignInLimits.longestToken")
  @Tag("reaches:StreamEndpoint.Bounds.connections")
  @Tag("reaches:StreamSettings.connections")
  @Tag("reaches:StreamSettings.connectionsPerSource")
  @Tag("reaches:TargetBounds.replyBody")
  @Tag("reaches:TargetTimes.firstByte")
  @Tag("reaches:config.Limits.connections")
  @Tag("reaches:config.Limits.depth")
  @Tag("reaches:config.Limits.message")
  @Tag("reaches:config.Limits.sessions")
  @Tag("reaches:config.Limits.sessionsEach")
  Stream<DynamicTest> what_is_too_much_is_refused_in_the_words_of_its_protocol() {
    return CASES.stream()
        .map(each -> DynamicTest.dynamicTest(String.join(" ", each.bounds()), () -> reached(each)));
  }

  @Test
  void its_tags_say_what_its_cases_reach() throws Exception {
    TreeSet<String> said = new TreeSet<>();
    Arrays.stream(
            ReachedOverTheWireTest.class
                .getDeclaredMethod("what_is_too_much_is_refused_in_the_words_of_its_protocol")
                .getAnnotationsByType(Tag.class))
        .forEach(tag -> said.add(tag.value().replace("reaches:", "")));
    assertThat(said)
        .containsExactlyInAnyOrderElementsOf(
            CASES.stream().flatMap(each -> each.bounds().stream()).toList());
  }

  private static void reached(Case each) throws Exception {
    JsonNode patch = LiveStand.JSON.readTree(each.change().replace('\'', '"'));
    stand.write(each.file(), ReloadCases.patched(stand.good(each.file()), patch));
    assertThat(stand.gateway.reload("test").problems()).isEmpty();
    try {
      assertThat(each.probe().seen().replaceAll("\\s+", " ")).matches(each.seen());
    } finally {
      stand.write(each.file(), stand.good(each.file()));
      assertThat(stand.gateway.reload("test").problems()).isEmpty();
    }
    // Whoever asks for less, and was there before, is served as ever.
    others.live();
  }

  private static String begin() throws IOException, InterruptedException {
    return told(LiveSessions.initialize(stand));
  }

  /** Calls a tool in a session of its own. */
  private static String call(String tool, String size) throws IOException, InterruptedException {
    HttpResponse<String> begun = LiveSessions.initialize(stand);
    Optional<String> session = begun.headers().firstValue("mcp-session-id");
    if (session.isEmpty()) {
      return told(begun);
    }
    String text =
        "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'%s','arguments':{'size':%s}}}"
            .formatted(tool, size)
            .replace('\'', '"');
    return told(
        stand
            .client()
            .send(
                LiveSessions.message(stand, session, text), HttpResponse.BodyHandlers.ofString()));
  }

  private static String statement(String sql) {
    try (Connection session = stand.connect();
        Statement statement = session.createStatement()) {
      statement.execute(sql);
      return "done";
    } catch (SQLException refused) {
      return String.valueOf(refused.getSQLState());
    }
  }

  /** What one session sees while another is there. */
  private static String second() throws SQLException {
    try (Connection first = stand.connect()) {
      assertThat(first.isClosed()).isFalse();
      return statement("SELECT 1");
    }
  }

  private static String rest(String body) throws IOException, InterruptedException {
    HttpRequest request =
        stand
            .request("olga", "/api", "/api/v1/locks")
            .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
            .build();
    return told(stand.client().send(request, HttpResponse.BodyHandlers.ofString()));
  }

  private static String longToken() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(stand.at("/api/v1/locks"))
            .header("authorization", "Bearer " + "x".repeat(8_193))
            .build();
    return told(stand.client().send(request, HttpResponse.BodyHandlers.ofString()));
  }

  private static String told(HttpResponse<String> answer) {
    return answer.statusCode() + " " + answer.body();
  }
}
