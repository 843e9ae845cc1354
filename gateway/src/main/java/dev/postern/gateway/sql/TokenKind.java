package dev.postern.gateway.sql;

/** What a token is. */
enum TokenKind {
  /** An unquoted identifier or key word. */
  WORD,
  /** {@code "x"}. */
  QUOTED_NAME,
  /** {@code U&"x"}. */
  UNICODE_NAME,
  /** {@code 'x'}, {@code E'x'}, {@code U&'x'}, with all that continues it on later lines. */
  STRING,
  /** {@code $$x$$}. */
  DOLLAR_STRING,
  /** {@code B'1'}, {@code X'F'}. */
  BIT_STRING,
  /** A number. */
  NUMBER,
  /** {@code $1}. */
  PARAMETER,
  /** An operator, of one character or more. */
  OPERATOR,
  /** One of {@code , ( ) [ ] . ; :}, or {@code ::}, {@code ..}, {@code :=}. */
  PUNCTUATION,
  /**
   * Something that makes the server refuse the whole text: an unterminated string or comment, or a
   * character that begins no token.
   */
  BROKEN;

  /** Whether it is a literal that people write values in. */
  boolean literal() {
    return switch (this) {
      case STRING, DOLLAR_STRING, BIT_STRING, NUMBER -> true;
      case WORD, QUOTED_NAME, UNICODE_NAME, PARAMETER, OPERATOR, PUNCTUATION, BROKEN -> false;
    };
  }
}
