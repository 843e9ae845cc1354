package dev.postern.prove;

import dev.postern.kernel.cedar.Bool;
import dev.postern.kernel.cedar.CedarValue;
import dev.postern.kernel.cedar.Datetime;
import dev.postern.kernel.cedar.Decimal;
import dev.postern.kernel.cedar.Duration;
import dev.postern.kernel.cedar.Entity;
import dev.postern.kernel.cedar.EntityUid;
import dev.postern.kernel.cedar.Ip;
import dev.postern.kernel.cedar.Long64;
import dev.postern.kernel.cedar.RecordOf;
import dev.postern.kernel.cedar.SetOf;
import dev.postern.kernel.cedar.Str;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Reads Cedar's JSON form of entities, contexts and values, as the corpus and the official
 * implementation write it.
 */
final class CedarJson {
  private CedarJson() {}

  static List<Entity> entities(JsonNode list) {
    List<Entity> entities = new ArrayList<>();
    for (JsonNode json : list) {
      Set<EntityUid> parents = new HashSet<>();
      json.path("parents").forEach(parent -> parents.add(uid(parent)));
      entities.add(
          new Entity(
              uid(json.get("uid")),
              parents,
              RecordOf.of(fields(json.path("attrs"))),
              fields(json.path("tags"))));
    }
    return entities;
  }

  /** {@code {"type": ..., "id": ...}}, or the same inside {@code __entity}. */
  static EntityUid uid(JsonNode json) {
    JsonNode uid = json.has("__entity") ? json.get("__entity") : json;
    return new EntityUid(uid.get("type").asString(), uid.get("id").asString());
  }

  static RecordOf record(JsonNode json) {
    return RecordOf.of(fields(json));
  }

  private static Map<String, CedarValue> fields(JsonNode json) {
    Map<String, CedarValue> fields = new HashMap<>();
    json.properties().forEach(field -> fields.put(field.getKey(), value(field.getValue())));
    return fields;
  }

  private static CedarValue value(JsonNode json) {
    if (json.isBoolean()) {
      return Bool.of(json.asBoolean());
    }
    if (json.isIntegralNumber() && json.canConvertToLong()) {
      return new Long64(json.asLong());
    }
    if (json.isString()) {
      return new Str(json.asString());
    }
    if (json.isArray()) {
      List<CedarValue> elements = new ArrayList<>();
      json.forEach(element -> elements.add(value(element)));
      return SetOf.of(elements);
    }
    if (!json.isObject()) {
      throw new IllegalArgumentException("no Cedar value: " + json);
    }
    if (json.has("__entity")) {
      return uid(json);
    }
    return json.has("__extn") ? extension(json.get("__extn")) : record(json);
  }

  private static CedarValue extension(JsonNode call) {
    JsonNode argument = call.has("arg") ? call.get("arg") : call.get("args").get(0);
    String function = call.get("fn").asString();
    return switch (function) {
      case "ip" -> Ip.parse(argument.asString()).orElseThrow();
      case "decimal" -> Decimal.parse(argument.asString()).orElseThrow();
      case "datetime" -> Datetime.parse(argument.asString()).orElseThrow();
      case "duration" -> Duration.parse(argument.asString()).orElseThrow();
      case "offset" -> {
        Datetime from = (Datetime) value(argument);
        Duration by = (Duration) value(call.get("args").get(1));
        yield new Datetime(Math.addExact(from.epochMillis(), by.millis()));
      }
      default -> throw new IllegalArgumentException("no constructor: " + function);
    };
  }
}
