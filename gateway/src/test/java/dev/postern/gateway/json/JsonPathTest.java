package dev.postern.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opentest4j.AssertionFailedError;

class JsonPathTest {
  private static final String RESULT =
      """
      {"rows":[{"email":"a@x","n":1},{"email":"b@x","sub":{"email":["c@x"]}},{"mail":0},7],
       "content":[{"type":"text","text":"t0"},{"text":"t1"}],
       "a b":{"it's":{"\\"q\\"":5}},"x-y":6,"\\u00e9":8,"email":null}\
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$.rows[*].email|\"a@x\" \"b@x\"",
        "$.content[0].text|\"t0\"",
        "$.content[*]['text']|\"t0\" \"t1\"",
        "$.content[2].text|``",
        "$..email|\"a@x\" \"b@x\" [\"c@x\"] null",
        "$..['email']|\"a@x\" \"b@x\" [\"c@x\"] null",
        "$.rows..email|\"a@x\" \"b@x\" [\"c@x\"]",
        "$..sub..email|[\"c@x\"]",
        "$..email[0]|\"c@x\"",
        "$..email..*|\"c@x\"",
        "$.rows[1].sub.*|[\"c@x\"]",
        "$.rows[3].*|``",
        "$.rows[0].*|\"a@x\" 1",
        "$..[1].text|\"t1\"",
        "$..text|\"t0\" \"t1\"",
        "$['a b']['it\\'s'][\"\\\"q\\\"\"]|5",
        "$.x-y|6",
        "$.é|8",
        "$.Email|``",
        "$.rows.email|``",
      })
  void leads_to(String path, String values) {
    StringBuilder found = new StringBuilder();
    for (JsonValue value : path(path).select(Json.root(RESULT))) {
      found.append(found.isEmpty() ? "" : " ").append(new String(value.raw(), UTF_8));
    }
    assertThat(found).hasToString(values);
  }

  @Test
  void the_root_leads_to_itself() {
    JsonValue root = Json.root("[1]");
    assertThat(path("$").select(root)).containsExactly(root);
  }

  @Test
  void every_value_below_the_root_is_found_once() {
    JsonValue root = Json.root("[[[1,[2]]],{\"a\":{\"b\":3}}]");
    List<JsonValue> all = path("$..*").select(root);
    assertThat(all).hasSize(8).doesNotHaveDuplicates();
    assertThat(path("$..*..*").select(root)).hasSize(6).doesNotHaveDuplicates();
  }

  @Test
  void a_path_can_start_below_the_root() {
    JsonValue rows = Json.root(RESULT).member("rows").orElseThrow();
    assertThat(path("$..email").select(rows)).hasSize(3);
    assertThat(path("$[1].sub").select(rows)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|0",
        "rows|0",
        "$rows|1",
        "$.|2",
        "$..|3",
        "$...a|3",
        "$.a.|4",
        "$.a b|3",
        "$.1|2",
        "$.*a|3",
        "$[|2",
        "$[]|2",
        "$[-1]|2",
        "$[01]|2",
        "$[9999999999]|2",
        "$[1|3",
        "$[1,2]|3",
        "$[1:2]|3",
        "$[?@.a]|2",
        "$['a|4",
        "$['a'|5",
        "$['\\n']|4",
        "$.a\\b|3",
        "$ .a|1",
      })
  void says_where_a_path_goes_wrong(String path, int position) {
    assertThat(JsonPath.read(path))
        .isInstanceOfSatisfying(
            JsonPathFault.class,
            fault -> {
              assertThat(fault.position()).isEqualTo(position);
              assertThat(fault.text()).startsWith("expected ").endsWith("" + (position + 1));
            });
  }

  @Test
  void a_path_has_at_most_64_steps() {
    assertThat(JsonPath.read("$" + ".a".repeat(64))).isInstanceOf(JsonPath.class);
    assertThat(JsonPath.read("$" + ".a".repeat(65)))
        .isEqualTo(new JsonPathFault(129, "at most 64 steps"));
  }

  static JsonPath path(String text) {
    return switch (JsonPath.read(text)) {
      case JsonPath path -> path;
      case JsonPathFault fault -> throw new AssertionFailedError(text + ": " + fault.text());
    };
  }

  static JsonValue one(JsonValue root, String path) {
    List<JsonValue> found = path(path).select(root);
    assertThat(found).hasSize(1);
    return found.getFirst();
  }
}
