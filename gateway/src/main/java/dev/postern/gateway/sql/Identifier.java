package dev.postern.gateway.sql;

import java.nio.charset.StandardCharsets;

/** Identifiers as the server keeps them (manual, 4.1.1): folded, unquoted, cut. */
final class Identifier {
  private Identifier() {}

  /** The name that a token spells, one char for each byte; empty where it spells none. */
  static String kept(byte[] text, Lexer token) {
    return switch (token.kind()) {
      case WORD -> cut(folded(text, token.start(), token.end()));
      case QUOTED_NAME -> cut(unquoted(text, token.start() + 1, token.end() - 1));
      case UNICODE_NAME,
          STRING,
          DOLLAR_STRING,
          BIT_STRING,
          NUMBER,
          PARAMETER,
          OPERATOR,
          PUNCTUATION,
          BROKEN ->
          "";
    };
  }

  private static String folded(byte[] text, int from, int to) {
    StringBuilder folded = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      folded.append((char) Bytes.lower(text[i] & 0xff));
    }
    return folded.toString();
  }

  private static String unquoted(byte[] text, int from, int to) {
    return new String(text, from, to - from, StandardCharsets.ISO_8859_1).replace("\"\"", "\"");
  }

  /** Cut to what the server compares, not inside a character of UTF-8. */
  private static String cut(String name) {
    if (name.length() <= Naming.LONGEST) {
      return name;
    }
    int end = Naming.LONGEST;
    while (end > 0 && (name.charAt(end) & 0xc0) == 0x80) {
      end--;
    }
    return name.substring(0, end);
  }
}
