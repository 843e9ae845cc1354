package dev.postern.gateway.inventory;

import dev.postern.gateway.json.JsonMember;
import dev.postern.gateway.json.JsonValue;

/**
 * Characters of a target's texts that show nothing, or move what stands beside them: controls but
 * line ends and tabs, format characters (directions, joiners, Unicode's tags), private use, halves
 * of pairs, and Hangul's fillers.
 */
public final class Hidden {
  /** The fact that tells how many there are in all that a target says of a thing. */
  static final String FACT = "hidden";

  private Hidden() {}

  /** How many a text has. */
  public static long in(String text) {
    return text.codePoints().filter(Hidden::hides).count();
  }

  /** How many the texts of a value have, the names of its members too. */
  public static long in(JsonValue value) {
    return switch (value.kind()) {
      case OBJECT -> {
        long sum = 0;
        for (JsonMember member : value.members()) {
          sum += in(member.name()) + in(member.value());
        }
        yield sum;
      }
      case ARRAY -> {
        long sum = 0;
        for (JsonValue element : value.elements()) {
          sum += in(element);
        }
        yield sum;
      }
      case STRING -> in(value.text());
      case NUMBER, BOOLEAN, NULL -> 0;
    };
  }

  private static boolean hides(int c) {
    if (c == '\n' || c == '\r' || c == '\t') {
      return false;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0;
    };
  }
}
