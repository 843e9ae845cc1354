package dev.postern.demo.registry;

import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import java.util.Map;
import java.util.Optional;

/** A call's arguments, looked at by path. The SDK has checked them against the tool's schema. */
record Arguments(Map<String, Object> members) {
  static Arguments of(CallToolRequest call) {
    return new Arguments(Optional.ofNullable(call.arguments()).orElse(Map.of()));
  }

  String text(String name) {
    return members.get(name) instanceof String text ? text : "";
  }

  /** A number, or what to take where there is none. */
  double number(String name, double otherwise) {
    return members.get(name) instanceof Number number ? number.doubleValue() : otherwise;
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(members.get(name));
  }

  /** The members of an object inside; none where there is no object. */
  @SuppressWarnings("unchecked") // JSON objects have string keys
  Arguments inside(String name) {
    return new Arguments(
        members.get(name) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of());
  }
}
