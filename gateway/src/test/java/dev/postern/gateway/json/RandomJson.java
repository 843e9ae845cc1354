package dev.postern.gateway.json;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Writes random documents whose objects have unambiguous keys, in every spelling JSON allows. */
final class RandomJson {
  private static final String[] NUMBERS = {
    "0", "-0", "7", "-12", "1.50", "1e3", "-2.5E-07", "123456789012345678901234567890", "0.1e+1"
  };
  private static final String[] SPACES = {"", "", "", " ", "\n", "\t ", "\r\n"};
  private static final int[] POINTS = {
    'a', 'Z', '0', ' ', '"', '\\', '/', '\b', '\n', 0, 0x1f, 0x7f, 0xe9, 0x7ff, 0x800, 0x2028,
    0x20ac, 0xd7ff, 0xe000, 0xffff, 0x1_0000, 0x1_F600, 0x10_FFFF
  };

  private final Random random;
  private final StringBuilder text = new StringBuilder();

  private RandomJson(Random random) {
    this.random = random;
  }

  static byte[] document(Random random) {
    RandomJson writer = new RandomJson(random);
    writer.space();
    writer.value(5);
    writer.space();
    return writer.text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void value(int depth) {
    switch (random.nextInt(depth > 0 ? 9 : 6)) {
      case 0 -> text.append("null");
      case 1 -> text.append(random.nextBoolean());
      case 2, 3 -> text.append(NUMBERS[random.nextInt(NUMBERS.length)]);
      case 4, 5 -> string("", random.nextInt(12));
      case 6 -> array(depth);
      default -> object(depth);
    }
  }

  private void array(int depth) {
    text.append('[');
    space();
    for (int i = random.nextInt(5); i > 0; i--) {
      value(depth - 1);
      space();
      text.append(i > 1 ? "," : "");
      space();
    }
    text.append(']');
  }

  private void object(int depth) {
    text.append('{');
    space();
    int members = random.nextInt(20) == 0 ? 60 : random.nextInt(5);
    for (int i = members; i > 0; i--) {
      string("k" + i + "-", random.nextInt(3));
      space();
      text.append(':');
      space();
      value(members > 10 ? 0 : depth - 1);
      space();
      text.append(i > 1 ? "," : "");
      space();
    }
    text.append('}');
  }

  private void string(String prefix, int points) {
    text.append('"').append(prefix);
    for (int i = 0; i < points; i++) {
      int point = POINTS[random.nextInt(POINTS.length)];
      if (point < ' ' || point == '"' || point == '\\' || random.nextInt(4) == 0) {
        escaped(point);
      } else {
        text.appendCodePoint(point);
      }
    }
    text.append('"');
  }

  private void escaped(int point) {
    int letter = "\"\\/\b\f\n\r\t".indexOf(point);
    if (letter >= 0 && random.nextBoolean()) {
      text.append('\\').append("\"\\/bfnrt".charAt(letter));
      return;
    }
    for (char unit : Character.toChars(point)) {
      text.append(String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) unit));
    }
  }

  private void space() {
    text.append(SPACES[random.nextInt(SPACES.length)]);
  }
}
