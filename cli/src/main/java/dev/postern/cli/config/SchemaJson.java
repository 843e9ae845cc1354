package dev.postern.cli.config;

import dev.postern.kernel.operation.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A schema as JSON text, its keys in their order. */
final class SchemaJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private SchemaJson() {}

  static String of(Value.MapOf schema) {
    return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(node(schema));
  }

  private static JsonNode node(Value value) {
    return switch (value) {
      case Value.Null() -> NODES.nullNode();
      case Value.Bool(boolean truth) -> NODES.booleanNode(truth);
      case Value.Text(String text) -> NODES.stringNode(text);
      case Value.Numeral(String text) -> new JsonMapper().readTree(text);
      case Value.Bytes bytes -> throw new IllegalStateException("a schema holds no bytes");
      case Value.ListOf(List<Value> items) -> {
        ArrayNode array = NODES.arrayNode();
        items.forEach(item -> array.add(node(item)));
        yield array;
      }
      case Value.MapOf(Map<String, Value> entries) -> {
        ObjectNode object = NODES.objectNode();
        new LinkedHashMap<>(entries).forEach((name, held) -> object.set(name, node(held)));
        yield object;
      }
    };
  }
}
