package dev.postern.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.operation.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EditsTest {
  @Test
  void no_edit_gives_the_same_bytes() {
    Random random = new Random(1);
    for (int round = 0; round < 500; round++) {
      byte[] bytes = RandomJson.document(random);
      JsonDocument document = Json.document(bytes.clone());
      assertThat(Edits.of(document).apply()).isSameAs(document.bytes()).isEqualTo(bytes);
    }
  }

  @Test
  void an_edit_changes_its_span_and_nothing_else() {
    Random random = new Random(2);
    byte[] mask = "\"***\"".getBytes(UTF_8);
    for (int round = 0; round < 2_000; round++) {
      JsonDocument document = Json.document(RandomJson.document(random));
      List<JsonValue> leaves = new ArrayList<>();
      for (JsonValue value : JsonPathTest.path("$..*").select(document.root())) {
        if (value.size() == 0 && random.nextInt(3) == 0) {
          leaves.add(value);
        }
      }
      Edits edits = Edits.of(document);
      for (int i = leaves.size() - 1; i >= 0; i--) {
        edits.replace(leaves.get(i), mask);
      }
      byte[] edited = edits.apply();
      int read = 0;
      int written = 0;
      for (JsonValue leaf : leaves) {
        int same = leaf.start() - read;
        assertThat(
                Arrays.equals(
                    document.bytes(), read, leaf.start(), edited, written, written + same))
            .isTrue();
        written += same;
        assertThat(Arrays.equals(edited, written, written + mask.length, mask, 0, mask.length))
            .isTrue();
        written += mask.length;
        read = leaf.end();
      }
      assertThat(
              Arrays.equals(
                  document.bytes(), read, document.bytes().length, edited, written, edited.length))
          .isTrue();
    }
  }

  @Test
  void dropping_any_elements_leaves_an_array_of_the_others() {
    for (int size = 0; size <= 5; size++) {
      for (int kept = 0; kept < 1 << size; kept++) {
        StringBuilder text = new StringBuilder("{ \"tools\" : [ ");
        List<Value> expected = new ArrayList<>();
        for (int i = 0; i < size; i++) {
          text.append(i > 0 ? " ,\n" : "").append(i);
          if ((kept >> i & 1) == 1) {
            expected.add(new Value.Numeral("" + i));
          }
        }
        JsonDocument document = Json.document(text + " ] }");
        int mask = kept;
        byte[] edited =
            Edits.of(document)
                .keepElements(
                    document.root().member("tools").orElseThrow(),
                    element -> (mask >> Integer.parseInt(element.numberText()) & 1) == 1)
                .apply();
        JsonValue tools = Json.document(edited).root().member("tools").orElseThrow();
        assertThat(JsonPayload.of(tools)).isEqualTo(new Value.ListOf(expected));
      }
    }
  }

  @Test
  void dropping_members_keeps_the_others_as_they_came() {
    assertThat(without("{\"a\":1, \"b\":2.0 , \"c\" :3}", "a")).isEqualTo("{\"b\":2.0 , \"c\" :3}");
    assertThat(without("{\"a\":1, \"b\":2.0 , \"c\" :3}", "b")).isEqualTo("{\"a\":1 , \"c\" :3}");
    assertThat(without("{\"a\":1, \"b\":2.0 , \"c\" :3 }", "c")).isEqualTo("{\"a\":1, \"b\":2.0 }");
    assertThat(without("{ \"a\":1 }", "a")).isEqualTo("{  }");
  }

  @Test
  void sets_members_in_place_or_at_the_end() {
    assertThat(put("{}", "a", "1")).isEqualTo("{\"a\":1}");
    assertThat(put("{ \"x\":0 }", "a\"", "[]")).isEqualTo("{ \"x\":0,\"a\\\"\":[] }");
    assertThat(put("{\"\\u0061\" : \"old\" ,\"b\":1}", "a", "true"))
        .isEqualTo("{\"\\u0061\" : true ,\"b\":1}");
    for (String text : new String[] {"{ }", "{\"x\":[1]}"}) {
      JsonDocument document = Json.document(text);
      byte[] edited =
          Edits.of(document)
              .put(document.root(), "ttlMs", "0".getBytes(UTF_8))
              .put(document.root(), "cacheScope", JsonText.quoted("private"))
              .apply();
      JsonValue root = Json.document(edited).root();
      assertThat(root.size()).isEqualTo(document.root().size() + 2);
      assertThat(root.textOf("cacheScope")).contains("private");
    }
  }

  @Test
  void edits_at_several_depths_go_together() {
    JsonDocument document = Json.document("{\"a\":[{\"b\":1},2,{\"b\":3}],\"c\":{\"d\":null}}");
    byte[] edited =
        Edits.of(document)
            .replace(JsonPathTest.one(document.root(), "$.a[2].b"), "30".getBytes(UTF_8))
            .keepElements(JsonPathTest.one(document.root(), "$.a"), e -> e.is(JsonKind.OBJECT))
            .put(JsonPathTest.one(document.root(), "$.c"), "e", "[]".getBytes(UTF_8))
            .apply();
    assertThat(new String(edited, UTF_8))
        .isEqualTo("{\"a\":[{\"b\":1},{\"b\":30}],\"c\":{\"d\":null,\"e\":[]}}");
  }

  @Test
  void a_member_that_looks_like_the_one_that_is_set_gives_way() {
    assertThat(put("{\"puT\":0}", "put", "1")).isEqualTo("{\"put\":1}");
    assertThat(put("{ \"a\" : 0 , \"put\\u0000x\" : [2] }", "put", "1"))
        .isEqualTo("{ \"a\" : 0 , \"put\":1 }");
  }

  @Test
  void edits_that_contradict_each_other_are_an_error() {
    JsonDocument document = Json.document("{\"a\":[1,2]}");
    JsonValue array = document.root().member("a").orElseThrow();
    Edits nested =
        Edits.of(document)
            .replace(array, new byte[] {'0'})
            .replace(array.element(0).orElseThrow(), new byte[] {'0'});
    assertThatThrownBy(nested::apply).isInstanceOf(IllegalStateException.class);
    Edits twice = Edits.of(document).put(document.root(), "x", new byte[] {'0'});
    assertThatThrownBy(() -> twice.put(document.root(), "x", new byte[] {'1'}))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> twice.keepMembers(document.root(), member -> true))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Edits.of(document).replace(Json.root("1"), new byte[] {'0'}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Edits.of(document).put(array, "x", new byte[] {'0'}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String without(String text, String name) {
    JsonDocument document = Json.document(text);
    Edits edits = Edits.of(document);
    edits.keepMembers(document.root(), member -> !member.name().equals(name));
    return new String(edits.apply(), UTF_8);
  }

  private static String put(String text, String name, String json) {
    JsonDocument document = Json.document(text);
    Edits edits = Edits.of(document).put(document.root(), name, json.getBytes(UTF_8));
    return new String(edits.apply(), UTF_8);
  }
}
