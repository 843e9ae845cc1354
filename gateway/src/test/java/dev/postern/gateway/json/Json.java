package dev.postern.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.opentest4j.AssertionFailedError;

/** Short ways to scan a text in a test. */
final class Json {
  private Json() {}

  static JsonScan scan(String text) {
    return JsonScan.of(text.getBytes(UTF_8), JsonLimits.standard());
  }

  static JsonDocument document(String text) {
    return document(text.getBytes(UTF_8));
  }

  static JsonDocument document(byte[] bytes) {
    return switch (JsonScan.of(bytes, JsonLimits.standard())) {
      case JsonDocument document -> document;
      case JsonFault fault ->
          throw new AssertionFailedError(fault.text() + ": " + new String(bytes, UTF_8));
    };
  }

  static JsonValue root(String text) {
    return document(text).root();
  }
}
