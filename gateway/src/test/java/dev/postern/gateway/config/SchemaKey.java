package dev.postern.gateway.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A key of a configuration's file, found in the schema and in a file that has it.
 *
 * @param file the file that has it
 * @param name what it is called in every file: {@code issuers[].tokens.skew}
 * @param key what it is called in this one: {@code issuers[0].tokens.skew}
 * @param pointer where it is in this one's tree (RFC 6901)
 * @param schema what is said of it
 */
record SchemaKey(String file, String name, String key, String pointer, JsonNode schema) {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Map<String, Long> UNITS =
      Map.of(
          "ms", 1L,
          "s", 1000L,
          "m", 60_000L,
          "h", 3_600_000L,
          "d", 86_400_000L,
          "B", 1L,
          "KiB", 1L << 10,
          "MiB", 1L << 20,
          "GiB", 1L << 30);

  /** The keys that the files of the configuration with every key have, each once in each file. */
  static Stream<SchemaKey> all() {
    return Stream.concat(Stream.of(EveryKey.MAIN), EveryKey.TARGETS.stream())
        .flatMap(file -> {
          Map<String, SchemaKey> found = new LinkedHashMap<>();
          new SchemaKey(file, "", "", "", EveryKey.schema(file)).walk(EveryKey.read(file), found);
          return found.values().stream();
        });
  }

  /** The names of all keys with bounds that files of a kind can have. */
  static Set<String> names(JsonNode schema) {
    Set<String> names = new TreeSet<>();
    names(schema, "", names);
    return names;
  }

  private static void names(JsonNode schema, String name, Set<String> names) {
    if (bounded(schema)) {
      names.add(name);
    }
    schema.path("oneOf").forEach(kind -> names(kind, name, names));
    schema
        .path("properties")
        .propertyStream()
        .forEach(key -> names(key.getValue(), joined(name, key.getKey()), names));
    if (schema.path("additionalProperties").isObject()) {
      names(schema.path("additionalProperties"), name + "{}", names);
    }
    if (schema.has("items")) {
      names(schema.path("items"), name + "[]", names);
    }
  }

  /** Whether its value has bounds. */
  boolean bounded() {
    return bounded(schema);
  }

  private static boolean bounded(JsonNode schema) {
    return schema.has("minimum")
        || schema.has("examples")
        || schema.has("maxItems")
        || schema.has("maxProperties");
  }

  private void walk(JsonNode value, Map<String, SchemaKey> found) {
    if (!name.isEmpty()) {
      found.putIfAbsent(name, this);
    }
    for (JsonNode kind : schema.path("oneOf")) {
      if (kind.at("/properties/kind/enum/0").equals(value.path("kind"))) {
        new SchemaKey(file, name, key, pointer, kind).walk(value, found);
      }
    }
    value
        .propertyStream()
        .forEach(entry -> {
          JsonNode named = schema.path("properties").path(entry.getKey());
          boolean free = named.isMissingNode();
          String below = free ? name + "{}" : joined(name, entry.getKey());
          JsonNode rules = free ? schema.path("additionalProperties") : named;
          child(below, joined(key, entry.getKey()), "/" + escaped(entry.getKey()), rules)
              .walk(entry.getValue(), found);
        });
    for (int i = 0; value.isArray() && i < value.size(); i++) {
      child(name + "[]", key + "[" + i + "]", "/" + i, schema.path("items"))
          .walk(value.get(i), found);
    }
  }

  private SchemaKey child(String below, String called, String at, JsonNode rules) {
    return new SchemaKey(file, below, called, pointer + at, rules);
  }

  private static String joined(String above, String name) {
    return above.isEmpty() ? name : above + "." + name;
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  /** The tree of its file without it. */
  ObjectNode without() {
    ObjectNode tree = EveryKey.read(file);
    ((ObjectNode) tree.at(above())).remove(place());
    return tree;
  }

  private String above() {
    return pointer.substring(0, pointer.lastIndexOf('/'));
  }

  /** What its own file calls it, without what it stands in. */
  String place() {
    String last = pointer.substring(pointer.lastIndexOf('/') + 1);
    return last.replace("~1", "/").replace("~0", "~");
  }

  /** The tree of its file with another value there. */
  ObjectNode with(JsonNode value) {
    ObjectNode tree = EveryKey.read(file);
    String last = place();
    switch (tree.at(above())) {
      case ObjectNode object -> object.set(last, value);
      case ArrayNode array -> array.set(Integer.parseInt(last), value);
      default -> throw new IllegalStateException(pointer);
    }
    return tree;
  }

  /** The nearest values that are too small or too large. */
  List<JsonNode> outside() {
    List<JsonNode> values = new ArrayList<>();
    if (schema.has("minimum")) {
      values.add(NODES.numberNode(schema.path("minimum").longValue() - 1));
      values.add(NODES.numberNode(schema.path("maximum").longValue() + 1));
    } else if (schema.has("examples")) {
      String unit = schema.at("/examples/0").stringValue().endsWith("B") ? "B" : "ms";
      long least = count(schema.at("/examples/0").stringValue());
      long most = count(schema.at("/examples/1").stringValue());
      if (least > 0) {
        values.add(NODES.stringNode(least - 1 + unit));
      }
      values.add(NODES.stringNode(most % 1000 == 0 ? most / 1000 + 1 + "s" : most + 1 + unit));
    } else if (schema.has("maxItems")) {
      values.add(items(schema.path("maxItems").intValue() + 1));
    } else {
      values.add(names(schema.path("maxProperties").intValue() + 1));
    }
    return values;
  }

  /** The smallest and the largest values that are taken; none for lists and sections. */
  List<JsonNode> ends() {
    if (schema.has("minimum")) {
      return List.of(schema.path("minimum"), schema.path("maximum"));
    }
    return schema.has("examples")
        ? List.of(schema.at("/examples/0"), schema.at("/examples/1"))
        : List.of();
  }

  /** What its reader is told to write there. */
  String told() {
    if (schema.has("minimum")) {
      return "a whole number from "
          + schema.path("minimum").longValue()
          + " to "
          + schema.path("maximum").longValue();
    }
    if (schema.has("examples")) {
      String from = schema.at("/examples/0").stringValue();
      return " from " + from + " to " + schema.at("/examples/1").stringValue() + ", as ";
    }
    return "at most "
        + schema.path(schema.has("maxItems") ? "maxItems" : "maxProperties").intValue();
  }

  private static long count(String measure) {
    String number = measure.replaceAll("[A-Za-z]", "");
    Long unit = UNITS.get(measure.substring(number.length()));
    if (unit == null) {
      throw new IllegalArgumentException(measure);
    }
    return Long.parseLong(number) * unit;
  }

  private static JsonNode items(int count) {
    ArrayNode array = NODES.arrayNode();
    for (int i = 0; i < count; i++) {
      array.add(i);
    }
    return array;
  }

  private static JsonNode names(int count) {
    ObjectNode object = NODES.objectNode();
    for (int i = 0; i < count; i++) {
      object.put("n" + i, i);
    }
    return object;
  }
}
