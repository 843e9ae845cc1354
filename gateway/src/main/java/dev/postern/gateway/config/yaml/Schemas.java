package dev.postern.gateway.config.yaml;

import dev.postern.kernel.operation.Value;
import java.util.LinkedHashMap;
import java.util.Map;

/** Pieces of a JSON Schema, as values. */
final class Schemas {
  private Schemas() {}

  static Value text(String text) {
    return new Value.Text(text);
  }

  static Value number(long number) {
    return new Value.Numeral(Long.toString(number));
  }

  /** A map of alternating keys and values. */
  static Value.MapOf of(Object... keysAndValues) {
    Map<String, Value> entries = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      entries.put((String) keysAndValues[i], (Value) keysAndValues[i + 1]);
    }
    return new Value.MapOf(entries);
  }

  /** The same schema with one more member. */
  static Value.MapOf with(Value.MapOf schema, String key, Value value) {
    Map<String, Value> entries = new LinkedHashMap<>(schema.entries());
    entries.put(key, value);
    return new Value.MapOf(entries);
  }
}
