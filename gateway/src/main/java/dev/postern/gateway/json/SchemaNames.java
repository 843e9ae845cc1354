package dev.postern.gateway.json;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The property names that a JSON Schema (2020-12, and the drafts before it) speaks of anywhere: the
 * keys of {@code properties} and the texts of {@code required}, in the schema itself and in every
 * schema below it, definitions included, so that a local {@code $ref} needs no following.
 *
 * <p>Keywords that hold plain values (enum, const, default, examples) are not looked into. Members
 * of a keyword that is not known here are taken for schemas: a name too many makes the check of
 * arguments stricter, never weaker.
 */
public final class SchemaNames {
  private static final Set<String> VALUES =
      Set.of("enum", "const", "default", "examples", "example");
  private static final Set<String> MAPS_OF_SCHEMAS =
      Set.of("patternProperties", "dependentSchemas", "dependencies", "$defs", "definitions");

  private final int most;
  private final Set<String> names = new HashSet<>();

  private SchemaNames(int most) {
    this.most = most;
  }

  /** The names, or empty when there are more than {@code most} different ones. */
  public static Optional<Set<String>> of(JsonValue schema, int most) {
    SchemaNames found = new SchemaNames(most);
    return found.schema(schema) ? Optional.of(Set.copyOf(found.names)) : Optional.empty();
  }

  private boolean schema(JsonValue schema) {
    for (JsonMember member : schema.members()) {
      String keyword = member.name();
      JsonValue value = member.value();
      boolean within =
          switch (keyword) {
            case "properties" -> properties(value);
            case "required" -> required(value);
            default ->
                VALUES.contains(keyword)
                    || (MAPS_OF_SCHEMAS.contains(keyword) ? schemas(value) : schema(value));
          };
      if (!within) {
        return false;
      }
    }
    for (JsonValue element : schema.elements()) {
      if (!schema(element)) {
        return false;
      }
    }
    return true;
  }

  private boolean properties(JsonValue properties) {
    for (JsonMember property : properties.members()) {
      if (!add(property.name())) {
        return false;
      }
    }
    return schemas(properties);
  }

  private boolean required(JsonValue required) {
    for (JsonValue name : required.elements()) {
      if (name.is(JsonKind.STRING) && !add(name.text())) {
        return false;
      }
    }
    return true;
  }

  private boolean schemas(JsonValue map) {
    for (JsonMember member : map.members()) {
      if (!schema(member.value())) {
        return false;
      }
    }
    return true;
  }

  private boolean add(String name) {
    return names.contains(name) || (names.size() < most && names.add(name));
  }
}
