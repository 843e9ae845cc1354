package dev.postern.kernel.cedar;

import java.util.ArrayList;
import java.util.List;

/**
 * Resolves the escapes of string literals and of patterns. The escapes are Rust's; a pattern has
 * {@code \*} besides.
 */
final class Text {
  private static final int UNICODE_DIGITS = 6;

  private final String raw;
  private final Position at;
  private int next;

  private Text(Token token) {
    this.raw = token.text();
    this.at = token.at();
  }

  /** What the string literal {@code token} says. */
  static String string(Token token) {
    if (token.text().indexOf('\\') < 0 && plain(token.text())) {
      return token.text();
    }
    Text text = new Text(token);
    StringBuilder out = new StringBuilder();
    while (text.next < text.raw.length()) {
      out.appendCodePoint(text.character());
    }
    return out.toString();
  }

  /**
   * The pattern that {@code token} writes: a star is a wildcard, however it is escaped, except as
   * {@code \*}.
   */
  static Wildcard pattern(Token token) {
    Text text = new Text(token);
    List<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    while (text.next < text.raw.length()) {
      if (text.raw.startsWith("\\*", text.next)) {
        text.next += 2;
        piece.append('*');
        continue;
      }
      int c = text.character();
      if (c == '*') {
        pieces.add(piece.toString());
        piece.setLength(0);
      } else {
        piece.appendCodePoint(c);
      }
    }
    pieces.add(piece.toString());
    return new Wildcard(pieces);
  }

  private static boolean plain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\r' || Character.isSurrogate(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private int character() {
    int c = raw.codePointAt(next);
    next += Character.charCount(c);
    if (c == '\r') {
      throw fail("a carriage return in a string must be written \\r");
    }
    if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
      throw fail("the string has half of a surrogate pair");
    }
    return c == '\\' ? escape() : c;
  }

  private int escape() {
    int c = raw.codePointAt(next);
    next += Character.charCount(c);
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case '0' -> 0;
      case '\\', '\'', '"' -> c;
      case 'x' -> ascii();
      case 'u' -> unicode();
      default -> throw fail("\\%s is no escape of a string".formatted(Character.toString(c)));
    };
  }

  private int ascii() {
    if (next + 2 > raw.length()) {
      throw fail("\\x needs two hexadecimal digits");
    }
    int high = hexadecimal(raw.charAt(next));
    int low = hexadecimal(raw.charAt(next + 1));
    if (high < 0 || high > 7 || low < 0) {
      throw fail("\\x needs two hexadecimal digits, at most 7f");
    }
    next += 2;
    return high << 4 | low;
  }

  private int unicode() {
    int end = raw.indexOf('}', next);
    if (next >= raw.length() || raw.charAt(next) != '{' || end < 0) {
      throw fail("\\u needs hexadecimal digits in braces");
    }
    String written = raw.substring(next + 1, end);
    String digits = written.replace("_", "");
    if (written.startsWith("_") || digits.isEmpty() || digits.length() > UNICODE_DIGITS) {
      throw fail("\\u{} needs one to six hexadecimal digits");
    }
    int value = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = hexadecimal(digits.charAt(i));
      if (digit < 0) {
        throw fail("\\u{} needs hexadecimal digits");
      }
      value = value << 4 | digit;
    }
    if (value > Character.MAX_CODE_POINT
        || (value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE)) {
      throw fail("\\u{%x} is no Unicode character".formatted(value));
    }
    next = end + 1;
    return value;
  }

  private static int hexadecimal(char c) {
    return c < 128 ? Character.digit(c, 16) : -1;
  }

  private SyntaxException fail(String message) {
    return new SyntaxException(at, message);
  }
}
