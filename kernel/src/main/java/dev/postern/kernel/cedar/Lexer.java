package dev.postern.kernel.cedar;

/** Cuts a text into tokens, one at a time. Policies and schemas have the same words. */
final class Lexer {
  private static final String[] LONG_SYMBOLS = {"::", "==", "!=", "<=", ">=", "&&", "||"};
  private static final String SHORT_SYMBOLS = "@.,;:(){}[]<>+-*/%!=?";

  private final String file;
  private final String text;
  private int next;
  private int line = 1;
  private int column = 1;

  Lexer(Source source) {
    this.file = source.file();
    this.text = source.text();
  }

  /**
   * The next token, {@code END} for ever once there is none; throws {@link SyntaxException} behind
   * what is no token.
   */
  Token token() {
    skipBlanks();
    Position at = new Position(file, line, column);
    if (next >= text.length()) {
      return new Token(Token.Kind.END, "", at);
    }
    char c = text.charAt(next);
    if (wordStart(c)) {
      return new Token(Token.Kind.IDENTIFIER, word(), at);
    }
    if (c >= '0' && c <= '9') {
      return new Token(Token.Kind.NUMBER, number(), at);
    }
    if (c == '"') {
      return new Token(Token.Kind.STRING, string(at), at);
    }
    if (c == '?' && next + 1 < text.length() && wordStart(text.charAt(next + 1))) {
      advance();
      return new Token(Token.Kind.SLOT, "?" + word(), at);
    }
    return new Token(Token.Kind.SYMBOL, symbol(at), at);
  }

  private void skipBlanks() {
    while (next < text.length()) {
      if (blank(text.charAt(next))) {
        advance();
      } else if (text.startsWith("//", next)) {
        while (next < text.length() && text.charAt(next) != '\n' && text.charAt(next) != '\r') {
          advance();
        }
      } else {
        return;
      }
    }
  }

  private String word() {
    int start = next;
    while (next < text.length() && (wordStart(text.charAt(next)) || digit(text.charAt(next)))) {
      advance();
    }
    return text.substring(start, next);
  }

  private String number() {
    int start = next;
    while (next < text.length() && digit(text.charAt(next))) {
      advance();
    }
    return text.substring(start, next);
  }

  private String string(Position at) {
    advance();
    int start = next;
    while (next < text.length() && text.charAt(next) != '"') {
      if (text.charAt(next) == '\\') {
        advance();
        if (next < text.length() && text.charAt(next) == '\n') {
          throw new SyntaxException(at, "a backslash cannot end a line of a string");
        }
      }
      if (next < text.length()) {
        advance();
      }
    }
    if (next >= text.length()) {
      throw new SyntaxException(at, "the string has no closing quote");
    }
    String inside = text.substring(start, next);
    advance();
    return inside;
  }

  private String symbol(Position at) {
    for (String symbol : LONG_SYMBOLS) {
      if (text.startsWith(symbol, next)) {
        advance();
        advance();
        return symbol;
      }
    }
    int c = text.codePointAt(next);
    advance();
    if (SHORT_SYMBOLS.indexOf(c) < 0) {
      throw new SyntaxException(at, "unexpected character U+%04X".formatted(c));
    }
    return Character.toString(c);
  }

  /** Steps over one code point. */
  private void advance() {
    int c = text.codePointAt(next);
    next += Character.charCount(c);
    if (c == '\n') {
      line++;
      column = 1;
    } else {
      column++;
    }
  }

  private static boolean wordStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Unicode's White_Space property. */
  private static boolean blank(char c) {
    return (c >= '\t' && c <= '\r')
        || c == ' '
        || c == 0x85
        || c == 0xa0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200a)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202f
        || c == 0x205f
        || c == 0x3000;
  }
}
