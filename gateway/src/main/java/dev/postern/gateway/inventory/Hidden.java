package dev.postern.gateway.inventory;

import dev.postern.gateway.json.JsonMember;
import dev.postern.gateway.json.JsonValue;

/**
 * Characters of a target's texts that show nothing, or move what stands beside them: controls but
 * line ends and tabs, separators of lines and paragraphs, format characters (directions, joiners,
 * Unicode's tags), private use, halves of pairs, Hangul's fillers and other blanks, and selectors
 * of variants but for one behind what has variants: of 256 of them each could carry an octet.
 */
public final class Hidden {
  /** The fact that tells how many there are in all that a target says of a thing. */
  static final String FACT = "hidden";

  private static final int NOTHING = 0;

  private Hidden() {}

  /** How many a text has. */
  public static long in(String text) {
    long sum = 0;
    int before = NOTHING;
    for (int at = 0; at < text.length(); at += Character.charCount(before)) {
      int c = text.codePointAt(at);
      if (hides(c) || selects(c) && !hasVariants(before, c)) {
        sum++;
      }
      before = c;
    }
    return sum;
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
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> blank(c);
    };
  }

  /** Fillers of Hangul, vowels of Khmer that show nothing, a joiner of marks, a cell of Braille. */
  private static boolean blank(int c) {
    return switch (c) {
      case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0 -> true;
      default -> false;
    };
  }

  /** Whether it chooses among the forms of the character before it (Unicode, 23.4). */
  private static boolean selects(int c) {
    return c >= 0xFE00 && c <= 0xFE0F || c >= 0xE0100 && c <= 0xE01EF || mongolian(c);
  }

  private static boolean mongolian(int c) {
    return c >= 0x180B && c <= 0x180D || c == 0x180F;
  }

  private static boolean hasVariants(int base, int selector) {
    if (mongolian(selector)) {
      return Character.UnicodeScript.of(base) == Character.UnicodeScript.MONGOLIAN
          && Character.isLetter(base);
    }
    if (selector == 0xFE0E || selector == 0xFE0F) {
      return Character.isEmoji(base);
    }
    return Character.isIdeographic(base);
  }
}
