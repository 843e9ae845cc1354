package dev.postern.gateway.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.json.JsonDocument;
import dev.postern.gateway.json.JsonFault;
import dev.postern.gateway.json.JsonLimits;
import dev.postern.gateway.json.JsonPayload;
import dev.postern.gateway.json.JsonScan;
import dev.postern.kernel.operation.Value;
import dev.postern.testkit.fuzz.FuzzTarget;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Bodies of REST's requests. */
public final class RestBodyFuzz implements FuzzTarget {
  private static final JsonMapper MAPPER = Json.mapper();

  /** What REST's reader does not look for: it reads no key by another spelling than its own. */
  private static final Set<JsonFault.Reason> ELSEWHERE =
      Set.of(
          JsonFault.Reason.AMBIGUOUS_KEY,
          JsonFault.Reason.LONE_SURROGATE,
          JsonFault.Reason.BYTE_ORDER_MARK);

  @Override
  public String name() {
    return "rest-body";
  }

  @Override
  public String property() {
    return "a body that REST reads is one JSON value without duplicate keys, no deeper than"
        + " allowed, and means what our own scanner reads; what it cannot read is refused as"
        + " such";
  }

  @Override
  public List<String> seeds() {
    return List.of(
        "{\"scope\":\"person\",\"name\":\"ana\",\"reason\":\"off-boarded\"}",
        "{\"a\":1,\"a\":2}",
        "[{\"a\":{\"b\":1},\"c\":0,\"a\":2}]",
        "{\"a\":[1,2.50,-0,1e400,true,null],\"b\":{\"c\":\"\\u00e9\"}}",
        "{\"\u00ff\u00ffn\":{\"n\":1}}",
        "{\"a\\udde5\":\"b\\udde5\"}",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]");
  }

  @Override
  public List<String> words() {
    return List.of("\"a\":1,\"a\":2", "1e999999999", "[[[[", "}{", "NaN", "//", "'", "\\u0000");
  }

  @Override
  public void run(byte[] input) {
    JsonNode read;
    try {
      read = Json.read(MAPPER, input);
    } catch (JacksonException | CharacterCodingException refused) {
      return;
    }
    if (read.isMissingNode() || new String(input, UTF_8).indexOf('\0') >= 0) {
      return;
    }
    switch (JsonScan.of(input, JsonLimits.standard())) {
      case JsonFault fault -> {
        assertThat(ELSEWHERE).as(fault.text()).contains(fault.reason());
        assertThat(twice(input)).isFalse();
      }
      case JsonDocument document -> {
        Value ours = JsonPayload.of(document.root());
        assertThat(depth(ours)).isLessThanOrEqualTo(32);
        assertThat(shape(Json.value(read))).isEqualTo(shape(ours));
      }
    }
  }

  /** Whether an object has a key twice, by a reader that does not mind. */
  private static boolean twice(byte[] input) {
    Deque<Set<String>> open = new ArrayDeque<>();
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), input)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        switch (token) {
          case START_OBJECT -> open.push(new HashSet<>());
          case END_OBJECT -> open.pop();
          case PROPERTY_NAME -> {
            if (!open.element().add(parser.currentName())) {
              return true;
            }
          }
          default -> {}
        }
      }
    }
    return false;
  }

  private static int depth(Value value) {
    return switch (value) {
      case Value.MapOf map ->
          1 + map.entries().values().stream().mapToInt(RestBodyFuzz::depth).max().orElse(0);
      case Value.ListOf list ->
          1 + list.items().stream().mapToInt(RestBodyFuzz::depth).max().orElse(0);
      default -> 0;
    };
  }

  /** Numbers may be written otherwise. */
  private static String shape(Value value) {
    return switch (value) {
      case Value.MapOf map -> {
        StringBuilder all = new StringBuilder("{");
        map.entries().forEach((key, inner) -> all.append(key).append(':').append(shape(inner)));
        yield all.append('}').toString();
      }
      case Value.ListOf list -> list.items().stream().map(RestBodyFuzz::shape).toList().toString();
      case Value.Numeral number -> "number";
      default -> value.toString();
    };
  }
}
