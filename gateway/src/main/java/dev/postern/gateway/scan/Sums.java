package dev.postern.gateway.scan;

import dev.postern.gateway.inventory.Item;
import dev.postern.gateway.json.JsonMember;
import dev.postern.gateway.json.JsonText;
import dev.postern.gateway.json.JsonValue;
import dev.postern.kernel.approval.Wording;
import dev.postern.kernel.operation.Digests;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Texts and digests of what a target says, so that it can be kept and compared. */
final class Sums {
  private static final int REASON = 300;

  private Sums() {}

  /** A text, or its beginning with its length and digest, so that no change of it is missed. */
  static String bounded(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end)
        + " [cut: "
        + text.length()
        + " characters, "
        + of(text.getBytes(StandardCharsets.UTF_8))
        + "]";
  }

  /** What a target gives as its reason: in quotes, in characters that show, and not all of it. */
  static String reason(String said) {
    return Wording.quoted(said, REASON);
  }

  /** How long a thing's name and facts are together, in characters. */
  static int characters(Item item) {
    int sum = item.name().length();
    for (Map.Entry<String, String> fact : item.facts().entrySet()) {
      sum += fact.getKey().length() + fact.getValue().length();
    }
    return sum;
  }

  /** A digest of a value that does not look at the order of keys and at spaces. */
  static String of(JsonValue value) {
    JsonText text = new JsonText();
    write(value, text);
    return of(text.bytes());
  }

  private static String of(byte[] bytes) {
    return "sha256:" + HexFormat.of().formatHex(Digests.of(bytes));
  }

  private static void write(JsonValue value, JsonText text) {
    switch (value.kind()) {
      case OBJECT -> {
        SortedMap<String, JsonValue> members = new TreeMap<>();
        for (JsonMember member : value.members()) {
          members.put(member.name(), member.value());
        }
        text.beginObject();
        members.forEach((name, member) -> {
          text.key(name);
          write(member, text);
        });
        text.endObject();
      }
      case ARRAY -> {
        text.beginArray();
        value.elements().forEach(element -> write(element, text));
        text.endArray();
      }
      case STRING -> text.text(value.text());
      case NUMBER, BOOLEAN, NULL -> text.copy(value);
    }
  }
}
