package dev.postern.gateway.ledger.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.audit.Commitment;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.operation.Value;
import dev.postern.testkit.Leaves;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files for other tools, of sessions in which everybody is hostile. */
class ExportTest {
  private static final Instant AT = Instant.parse("2026-11-21T14:02:11.000123Z");
  private static final Pattern CALL =
      Pattern.compile(
          "SELECT pg_temp\\.postern_replay\\('[A-Za-z0-9+/=]*', "
              + "(NULL|ARRAY\\[((NULL|'[A-Za-z0-9+/=]*')(, )?)+\\]::text\\[\\])\\);");
  private static final List<String> HOSTILE =
      List.of(
          "SELECT 1; */ DROP TABLE orders; /*",
          "SELECT 1\n\\! touch owned\n",
          "\\copy orders to program 'sh'",
          "SELECT $postern$ $$ ' \" \\ ' || pg_sleep(9)",
          "SELECT 1 -- x\r\\! id\u2028\\! id\u0085\\! id",
          ":name :'name' \\gset \\gexec",
          "'); DROP TABLE orders; --",
          "\u0000\u001b]0;owned\u0007\u202e");

  @Test
  void a_script_holds_nothing_but_comments_its_function_and_calls_with_encoded_texts() {
    for (String hostile : HOSTILE) {
      Export export =
          Export.of(
              Export.Form.SQL,
              timeline(
                  statement("query", hostile, new Value.ListOf(List.of()), true),
                  statement(
                      "bind",
                      hostile,
                      new Value.ListOf(
                          List.of(
                              new Value.Text(hostile),
                              new Value.Null(),
                              new Value.Bytes(new byte[] {0, '\'', '\n'}),
                              new Value.Numeral("7"))),
                      true),
                  statement("query", hostile, new Value.ListOf(List.of()), false)),
              true);
      String body = afterFunction(export.text());
      assertThat(body.lines())
          .isNotEmpty()
          .allSatisfy(line ->
              assertThat(
                      line.isEmpty()
                          || line.matches("-- [\\x20-\\x7e]*")
                          || CALL.matcher(line).matches())
                  .as(line)
                  .isTrue());
      assertThat(body.lines().filter(line -> line.startsWith("SELECT")))
          .hasSize(2)
          .allSatisfy(line ->
              assertThat(
                      new String(
                          Base64.getDecoder().decode(line.split("'")[1]), StandardCharsets.UTF_8))
                  .isEqualTo(hostile.replace("\ud800", "?")));
    }
  }

  @Test
  void what_was_refused_or_not_recorded_whole_is_told_and_never_run() {
    Export export =
        Export.of(
            Export.Form.SQL,
            timeline(
                statement("query", "DELETE FROM orders", new Value.ListOf(List.of()), false),
                statement("query", "SELECT 'long \u2026", new Value.ListOf(List.of()), true),
                statement("query", "SELECT cut \u2026", new Value.ListOf(List.of()), true),
                statement("bind", "ALTER ROLE x", new Value.Text("[redacted]"), true),
                statement(
                    "bind",
                    "SELECT $1",
                    new Value.ListOf(List.of(new Value.Text("1"), new Value.Text("\u2026 9 more"))),
                    true),
                statement(
                    "bind",
                    "SELECT $1, $2",
                    new Value.ListOf(List.of(new Value.Text("lo \u2026"), new Value.Text("2"))),
                    true),
                statement(
                    "bind",
                    "SELECT $1, $2",
                    new Value.ListOf(
                        List.of(
                            new Value.MapOf(Map.of("cut", new Value.Bytes(new byte[1]))),
                            new Value.Text("2"))),
                    true),
                statement("parse", "SELECT 2", new Value.ListOf(List.of()), true)),
            true);
    String body = afterFunction(export.text());
    assertThat(body.lines().filter(line -> line.startsWith("SELECT"))).isEmpty();
    assertThat(body).contains("refused, so it is not run here: DELETE FROM orders");
  }

  @Test
  void an_archive_has_every_member_that_the_format_requires_and_no_credential() {
    for (String hostile : HOSTILE) {
      Export export = Export.of(Export.Form.HAR, timeline(call(hostile), statements()), true);
      JsonNode log = new JsonMapper().readTree(export.text()).path("log");
      assertThat(log.path("version").asString("")).isEqualTo("1.2");
      assertThat(log.path("creator").path("name").asString("")).isEqualTo("postern");
      assertThat(log.path("creator").path("version").isString()).isTrue();
      assertThat(log.path("entries")).hasSize(1);
      JsonNode entry = log.path("entries").path(0);
      for (String member :
          List.of("startedDateTime", "time", "request", "response", "cache", "timings")) {
        assertThat(entry.has(member)).as(member).isTrue();
      }
      for (String member :
          List.of(
              "method",
              "url",
              "httpVersion",
              "cookies",
              "headers",
              "queryString",
              "headersSize",
              "bodySize")) {
        assertThat(entry.path("request").has(member)).as(member).isTrue();
      }
      for (String member :
          List.of(
              "status",
              "statusText",
              "httpVersion",
              "cookies",
              "headers",
              "content",
              "redirectURL",
              "headersSize",
              "bodySize")) {
        assertThat(entry.path("response").has(member)).as(member).isTrue();
      }
      for (String member : List.of("send", "wait", "receive")) {
        assertThat(entry.path("timings").path(member).isNumber()).as(member).isTrue();
      }
      assertThat(entry.path("response").path("content").path("size").isNumber()).isTrue();
      assertThat(entry.path("response").path("content").path("mimeType").isString()).isTrue();
      assertThat(entry.path("request").path("postData").path("mimeType").isString()).isTrue();
      assertThat(Instant.parse(entry.path("startedDateTime").asString(""))).isEqualTo(AT);
      assertThat(
              new JsonMapper()
                  .readTree(entry.path("request").path("postData").path("text").asString(""))
                  .path("params")
                  .path("arguments")
                  .path("model")
                  .asString(""))
          .isEqualTo(hostile);
      assertThat(export.text().toLowerCase(java.util.Locale.ROOT)).doesNotContain("authorization");
    }
  }

  @Test
  void lines_say_their_schema_first_and_at_last_whether_they_are_whole() {
    for (String hostile : HOSTILE) {
      Export export = Export.of(Export.Form.JSONL, timeline(call(hostile)), true);
      List<String> lines = export.text().lines().toList();
      JsonMapper json = new JsonMapper();
      assertThat(json.readTree(lines.getFirst()).path("schema").asString(""))
          .isEqualTo(JsonLines.SCHEMA);
      assertThat(json.readTree(lines.getLast()).path("whole").asBoolean(false)).isTrue();
      assertThat(lines).hasSize(5).allSatisfy(line -> json.readTree(line));
      assertThat(export.text()).matches("[\\x20-\\x7e\\n]*");
    }
  }

  @Test
  void what_is_too_long_is_cut_and_says_so_in_every_form() {
    String long1 = "x".repeat(1 << 20);
    List<Deed> deeds = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      deeds.add(call(long1));
      deeds.add(statement("query", "SELECT '" + long1 + "'", new Value.ListOf(List.of()), true));
    }
    Timeline timeline = timeline(deeds.toArray(Deed[]::new));
    for (Export.Form form : Export.Form.values()) {
      Export export = Export.of(form, timeline, true);
      assertThat(export.cut().whole()).as(form.name()).isFalse();
      assertThat(export.text().length()).isLessThan(Export.LONGEST + 4096);
      assertThat(export.text()).contains("is missing");
      assertThat(Export.of(form, timeline, false).cut().whole()).isTrue();
    }
    Timeline cut = new Timeline(timeline.story(), Map.of(), List.of(), List.of(), Optional.of(AT));
    for (Export.Form form : Export.Form.values()) {
      assertThat(Export.of(form, cut, false).text()).contains("is missing");
    }
  }

  private static String afterFunction(String script) {
    String end = "$postern$;\n";
    return script.substring(script.lastIndexOf(end) + end.length());
  }

  private static Timeline timeline(Deed... deeds) {
    return new Timeline(
        new SessionStory("s-1", List.of(deeds)), Map.of(), List.of(), List.of(), Optional.empty());
  }

  private static Deed statements() {
    return statement("query", "SELECT 1", new Value.ListOf(List.of()), true);
  }

  private static Deed call(String model) {
    Value payload =
        new Value.MapOf(
            Map.of(
                "method",
                new Value.Text("tools/call"),
                "params",
                new Value.MapOf(
                    Map.of("arguments", new Value.MapOf(Map.of("model", new Value.Text(model)))))));
    Ref registry = new Ref("McpServer", "registry");
    return deed(
        new Atom(
            new Action("registry", "run_model", Set.of("write")),
            new Resource(new Ref("Tool", "registry/run_model"), Set.of(registry))),
        payload,
        true);
  }

  private static Deed statement(String message, String text, Value values, boolean allowed) {
    Map<String, Value> payload = new LinkedHashMap<>();
    payload.put("message", new Value.Text(message));
    payload.put("statement", new Value.Text(text));
    payload.put("values", values);
    return deed(
        new Atom(Action.shared("select"), new Resource(new Ref("Database", "shop/shop"), Set.of())),
        new Value.MapOf(payload),
        allowed);
  }

  private static Deed deed(Atom atom, Value payload, boolean allowed) {
    Leaf.Asked asked =
        new Leaf.Asked(
            "s-1",
            Leaves.ana(),
            "shop",
            "query \\! select */ ' --",
            List.of(atom),
            Effect.READ,
            new Commitment(new byte[32]));
    Deed.Fate fate =
        allowed
            ? new Deed.Fate.Ended(
                new EntryId(0xABC, 2),
                AT.plusMillis(3),
                new Leaf.Outcome(
                    Leaf.End.ANSWERED,
                    Optional.of(200),
                    Optional.empty(),
                    false,
                    new Leaf.Counts(310, 1024, 2, 0),
                    Duration.ofMillis(3)))
            : new Deed.Fate.TurnedAway("denied", "no\n\\! rule */ permits this");
    return new Deed(
        new EntryId(0xABC, 1),
        AT,
        asked,
        new Leaf.Decided("allow", List.of("a-rule"), 3),
        fate,
        new Deed.Kept(Optional.of(payload), Optional.of(new Value.Text("shown"))),
        List.of());
  }
}
