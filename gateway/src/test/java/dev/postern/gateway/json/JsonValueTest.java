package dev.postern.gateway.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.operation.Value;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonValueTest {
  private static final String CALL =
      """
      {"jsonrpc":"2.0", "id": 1.50, "method":"tools/call",
       "params":{"name":"d\\u00e9ploy","arguments":{"models":["a", {"b":[]}, true]},"\\u005fmeta":null}}
      """;

  private final JsonValue root = Json.root(CALL);

  @Test
  void finds_members_by_their_decoded_name() {
    JsonValue params = root.member("params").orElseThrow();
    assertThat(root.textOf("method")).contains("tools/call");
    assertThat(params.textOf("name")).contains("d\u00e9ploy");
    assertThat(params.member("_meta")).map(JsonValue::kind).contains(JsonKind.NULL);
    assertThat(params.member("Name")).isEmpty();
    assertThat(params.member("nam")).isEmpty();
    assertThat(root.member("name")).as("a member of params, not of the root").isEmpty();
    assertThat(root.member("id", JsonKind.STRING)).isEmpty();
    assertThat(root.textOf("id")).isEmpty();
    assertThat(root.member("method").orElseThrow().member("x")).isEmpty();
  }

  @Test
  void keeps_the_exact_text_of_a_number_and_the_span_of_everything() {
    JsonValue id = root.member("id").orElseThrow();
    assertThat(id.numberText()).isEqualTo("1.50");
    assertThat(CALL.substring(id.start(), id.end())).isEqualTo("1.50");
    JsonValue method = root.member("method").orElseThrow();
    assertThat(CALL.substring(method.start(), method.end())).isEqualTo("\"tools/call\"");
    assertThat(new String(root.member("params").orElseThrow().raw()))
        .startsWith("{\"name\"")
        .endsWith("null}");
  }

  @Test
  void walks_members_and_elements_in_the_order_of_the_text() {
    List<String> names = new ArrayList<>();
    root.members().forEach(member -> names.add(member.name()));
    assertThat(names).containsExactly("jsonrpc", "id", "method", "params");
    JsonValue models = JsonPathTest.one(root, "$.params.arguments.models");
    assertThat(models.size()).isEqualTo(3);
    List<JsonKind> kinds = new ArrayList<>();
    models.elements().forEach(element -> kinds.add(element.kind()));
    assertThat(kinds).containsExactly(JsonKind.STRING, JsonKind.OBJECT, JsonKind.BOOLEAN);
    assertThat(models.element(2).orElseThrow().truth()).isTrue();
    assertThat(models.element(3)).isEmpty();
    assertThat(models.element(-1)).isEmpty();
    assertThat(models.members()).isEmpty();
    assertThat(root.elements()).isEmpty();
  }

  @Test
  void asking_for_the_content_of_another_kind_is_an_error() {
    assertThatThrownBy(root::text).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(root.member("method").orElseThrow()::numberText)
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(root.member("id").orElseThrow()::truth)
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void does_not_print_content() {
    assertThat(root.member("method").orElseThrow().toString()).doesNotContain("tools");
    assertThat(root.members().iterator().next().toString())
        .startsWith("jsonrpc[")
        .doesNotContain("2.0");
  }

  @Test
  void becomes_a_payload_of_the_kernel() {
    Value.MapOf payload =
        JsonPayload.map(Json.root("{\"b\":[1.0,\"\\n\",null],\"a\":{\"x\":false}}"));
    assertThat(payload.entries().keySet()).containsExactly("b", "a");
    assertThat(payload.entries().get("b"))
        .isEqualTo(
            new Value.ListOf(
                List.of(new Value.Numeral("1.0"), new Value.Text("\n"), new Value.Null())));
    assertThat(payload.entries().get("a"))
        .isEqualTo(JsonPayload.of(Json.root("{ \"x\" : false }")));
  }
}
