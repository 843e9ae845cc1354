package dev.postern.testkit.vault;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** JSON objects of texts, numbers and truths, as requests of this API are. */
final class FlatJson {
  private static final Pattern MEMBER =
      Pattern.compile(
          "\\s*\"(\\w+)\"\\s*:\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|(true|false|[0-9]+))\\s*");

  private FlatJson() {}

  /** The members; an exception for anything else. */
  static Map<String, String> read(String json) {
    String text = json.strip();
    if (!text.startsWith("{") || !text.endsWith("}")) {
      throw new IllegalArgumentException("not an object");
    }
    Map<String, String> members = new HashMap<>();
    String inner = text.substring(1, text.length() - 1);
    Matcher member = MEMBER.matcher(inner);
    int at = 0;
    while (at < inner.length()) {
      if (!member.find(at) || member.start() != at) {
        throw new IllegalArgumentException("not a flat object");
      }
      String value = member.group(2) == null ? member.group(3) : unescaped(member.group(2));
      if (members.put(member.group(1), value) != null) {
        throw new IllegalArgumentException("a member stands twice");
      }
      at = member.end();
      if (at < inner.length() && inner.charAt(at++) != ',') {
        throw new IllegalArgumentException("no comma");
      }
    }
    return members;
  }

  private static String unescaped(String text) {
    return text.replace("\\/", "/").replace("\\\"", "\"").replace("\\\\", "\\");
  }

  /** A text as JSON, with the escapes that Go's encoder makes of HTML's characters. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '<', '>', '&' -> out.append("\\u%04x".formatted((int) c));
        case '\n' -> out.append("\\n");
        default -> out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
