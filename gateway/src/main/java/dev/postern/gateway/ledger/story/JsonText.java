package dev.postern.gateway.ledger.story;

import dev.postern.kernel.operation.Value;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes JSON (RFC 8259) in ASCII, so that nothing in it can move a cursor. Bytes are {@code
 * {"base64": ...}}.
 */
final class JsonText {
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private final StringBuilder out = new StringBuilder();

  /** Writes a piece of JSON as it is. */
  JsonText raw(String json) {
    out.append(json);
    return this;
  }

  /** What was written. */
  @Override
  public String toString() {
    return out.toString();
  }

  /** A member that holds a value. */
  void value(String name, Value value) {
    name(name);
    value(value);
  }

  void value(Value value) {
    switch (value) {
      case Value.Null() -> out.append("null");
      case Value.Bool(boolean truth) -> out.append(truth);
      case Value.Text(String text) -> quoted(text);
      case Value.Numeral(String text) -> {
        // A number keeps its exact text, which nobody has checked on its way here.
        if (NUMBER.matcher(text).matches()) {
          out.append(text);
        } else {
          quoted(text);
        }
      }
      case Value.Bytes(byte[] bytes) -> {
        out.append("{\"base64\":");
        quoted(Base64.getEncoder().encodeToString(bytes));
        out.append('}');
      }
      case Value.ListOf list -> {
        String between = "[";
        for (Value item : list.items()) {
          out.append(between);
          value(item);
          between = ",";
        }
        out.append(list.items().isEmpty() ? "[]" : "]");
      }
      case Value.MapOf map -> {
        String between = "{";
        for (Map.Entry<String, Value> member : map.entries().entrySet()) {
          out.append(between);
          quoted(member.getKey());
          out.append(':');
          value(member.getValue());
          between = ",";
        }
        out.append(map.entries().isEmpty() ? "{}" : "}");
      }
    }
  }

  void texts(List<String> texts) {
    out.append('[');
    String between = "";
    for (String text : texts) {
      out.append(between);
      quoted(text);
      between = ",";
    }
    out.append(']');
  }

  /** A member that holds a text. */
  void text(String name, String value) {
    name(name);
    quoted(value);
  }

  /** A member that holds a number. */
  void number(String name, long value) {
    name(name);
    out.append(value);
  }

  /** A member's name; one that begins with a comma follows another. */
  void name(String name) {
    boolean follows = name.startsWith(",");
    out.append(follows ? ",\"" : "\"").append(follows ? name.substring(1) : name).append("\":");
  }

  void quoted(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || c > 0x7E) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /** A member that holds true or false. */
  void truth(String name, boolean value) {
    name(name);
    out.append(value);
  }
}
