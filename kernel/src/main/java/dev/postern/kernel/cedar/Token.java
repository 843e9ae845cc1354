package dev.postern.kernel.cedar;

/**
 * A word of a policy or schema text.
 *
 * @param text as written, for a string what stands between its quotes, escapes unresolved
 */
record Token(Kind kind, String text, Position at) {
  enum Kind {
    IDENTIFIER,
    NUMBER,
    STRING,
    SLOT,
    SYMBOL,
    END
  }

  /** Whether this is the symbol or word {@code text}. */
  boolean is(String word) {
    return (kind == Kind.SYMBOL || kind == Kind.IDENTIFIER) && text.equals(word);
  }

  /** How a message names this token; long ones are cut. */
  String named() {
    String shown =
        text.length() > 40
            ? text.substring(
                    0,
                    text.offsetByCodePoints(0, Math.min(40, text.codePointCount(0, text.length()))))
                + "..."
            : text;
    return switch (kind) {
      case END -> "the end of the text";
      case STRING -> "the string \"" + shown + "\"";
      case IDENTIFIER, NUMBER, SLOT, SYMBOL -> "`" + shown + "`";
    };
  }
}
