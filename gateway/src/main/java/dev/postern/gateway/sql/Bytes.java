package dev.postern.gateway.sql;

/** The classes of bytes that the server's lexer knows (scan.l). */
final class Bytes {
  private static final byte SPACE = 1;
  private static final byte NEWLINE = 2;
  private static final byte NAME_START = 4;
  private static final byte DIGIT = 8;
  private static final byte OPERATOR = 16;
  private static final byte PUNCTUATION = 32;

  private static final byte[] CLASSES = classes();

  private Bytes() {}

  /** White space; the vertical tab is one from version 16 on, and an error before. */
  static boolean space(int b) {
    return is(b, SPACE);
  }

  /** The end of a line, and so of a comment. */
  static boolean newline(int b) {
    return is(b, NEWLINE);
  }

  /** What begins an identifier: a letter, an underscore, any byte of a longer character. */
  static boolean nameStart(int b) {
    return is(b, NAME_START);
  }

  /** What goes on in an identifier, but for the dollar sign. */
  static boolean tag(int b) {
    return is(b, (byte) (NAME_START | DIGIT));
  }

  /** What goes on in an identifier. */
  static boolean name(int b) {
    return b == '$' || tag(b);
  }

  static boolean digit(int b) {
    return is(b, DIGIT);
  }

  /** Whether it is a digit in a base of 2, 8, 10 or 16. */
  static boolean digit(int b, int base) {
    return b >= 0 && b < 128 && Character.digit(b, base) >= 0;
  }

  /** What operators are made of. */
  static boolean operator(int b) {
    return is(b, OPERATOR);
  }

  /** What stands for itself and is part of no operator. */
  static boolean punctuation(int b) {
    return is(b, PUNCTUATION);
  }

  /** An ASCII capital as a small letter; every other byte as it is. */
  static int lower(int b) {
    return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
  }

  private static boolean is(int b, byte classes) {
    return b >= 0 && (CLASSES[b] & classes) != 0;
  }

  private static byte[] classes() {
    byte[] classes = new byte[256];
    mark(classes, " \t\f\u000b\n\r", SPACE);
    mark(classes, "\n\r", NEWLINE);
    mark(classes, "0123456789", DIGIT);
    mark(classes, "~!@#^&|`?+-*/%<>=", OPERATOR);
    mark(classes, ",()[].;:", PUNCTUATION);
    for (int b = 0; b < 256; b++) {
      boolean letter = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
      if (letter || b == '_' || b >= 128) {
        classes[b] |= NAME_START;
      }
    }
    return classes;
  }

  private static void mark(byte[] classes, String bytes, byte as) {
    for (int i = 0; i < bytes.length(); i++) {
      classes[bytes.charAt(i)] |= as;
    }
  }
}
