package dev.postern.gateway.sql;

/**
 * Reads tokens as the server's own lexer does (PostgreSQL's scan.l; manual, 4.1), comments and
 * white space left out. Every byte is looked at a bounded number of times; nothing recurses.
 *
 * <p>Where the server would refuse the whole text there is a {@link TokenKind#BROKEN} token, and
 * reading goes on behind it, so that what follows is counted too. A mutable cursor, for one thread.
 */
final class Lexer {
  private static final int NONE = -1;

  private final byte[] text;
  private final int limit;
  private final SqlRules rules;
  private int at;
  private TokenKind kind = TokenKind.BROKEN;
  private int start;
  private int signsUntil;

  /** Reads a part of a text: from a byte up to another. */
  Lexer(byte[] text, int from, int limit, SqlRules rules) {
    this.text = text;
    this.at = from;
    this.start = from;
    this.limit = limit;
    this.rules = rules;
  }

  /** Goes to the next token; false when there is none. */
  boolean next() {
    if (!skipSpace()) {
      return at < limit && ended(TokenKind.BROKEN, limit);
    }
    start = at;
    int b = text[at] & 0xff;
    if (Bytes.nameStart(b)) {
      return prefixed(Bytes.lower(b)) || ended(TokenKind.WORD, nameEnd(at));
    }
    if (Bytes.digit(b) || (b == '.' && Bytes.digit(peek(1)))) {
      return ended(TokenKind.NUMBER, numberEnd());
    }
    return switch (b) {
      case '\'' -> string(at + 1, !rules.standardStrings());
      case '"' -> quotedName(TokenKind.QUOTED_NAME, at + 1);
      case '$' -> dollar();
      default -> symbol(b);
    };
  }

  /** What the token is. */
  TokenKind kind() {
    return kind;
  }

  /** Where it begins. */
  int start() {
    return start;
  }

  /** Where it ends: the byte behind it. */
  int end() {
    return at;
  }

  /** Leaves white space and comments behind; false at the end, or at a comment that never ends. */
  private boolean skipSpace() {
    while (at < limit) {
      int b = text[at] & 0xff;
      if (Bytes.space(b)) {
        at++;
      } else if (b == '-' && peek(1) == '-') {
        at = lineEnd(at);
      } else if (b == '/' && peek(1) == '*') {
        int end = commentEnd(at + 2);
        if (end == NONE) {
          start = at;
          return false;
        }
        at = end;
      } else {
        return true;
      }
    }
    return false;
  }

  private int lineEnd(int from) {
    int p = from;
    while (p < limit && !Bytes.newline(text[p] & 0xff)) {
      p++;
    }
    return p;
  }

  /** Comments nest. */
  private int commentEnd(int from) {
    int depth = 1;
    int p = from;
    while (p + 1 < limit) {
      if (text[p] == '*' && text[p + 1] == '/') {
        p += 2;
        if (--depth == 0) {
          return p;
        }
      } else if (text[p] == '/' && text[p + 1] == '*') {
        p += 2;
        depth++;
      } else {
        p++;
      }
    }
    return NONE;
  }

  /** Literals and names that a letter announces. */
  private boolean prefixed(int letter) {
    int next = peek(1);
    if (next == '\'') {
      return switch (letter) {
        case 'e' -> string(at + 2, true);
        case 'b', 'x' -> bits(at + 2);
        default -> false;
      };
    }
    if (letter != 'u' || next != '&') {
      return false;
    }
    return switch (peek(2)) {
      // With standard_conforming_strings off the server refuses this form.
      case '\'' -> string(at + 3, !rules.standardStrings());
      case '"' -> quotedName(TokenKind.UNICODE_NAME, at + 3);
      default -> false;
    };
  }

  private boolean string(int from, boolean escapes) {
    int p = from;
    while (p < limit) {
      int b = text[p];
      if (b == '\\' && escapes) {
        p += 2;
      } else if (b != '\'') {
        p++;
      } else if (p + 1 < limit && text[p + 1] == '\'') {
        p += 2;
      } else {
        int more = continued(p + 1);
        if (more == NONE) {
          return ended(TokenKind.STRING, p + 1);
        }
        p = more;
      }
    }
    return ended(TokenKind.BROKEN, limit);
  }

  /** A doubled quote does not go on here: it ends this literal and begins a plain string. */
  private boolean bits(int from) {
    int p = from;
    while (p < limit) {
      if (text[p] != '\'') {
        p++;
        continue;
      }
      int more = continued(p + 1);
      if (more == NONE) {
        return ended(TokenKind.BIT_STRING, p + 1);
      }
      p = more;
    }
    return ended(TokenKind.BROKEN, limit);
  }

  /**
   * Where a string goes on behind its closing quote: after white space with at least one end of
   * line in it, and another quote. Line comments count as white space here, others do not.
   */
  private int continued(int from) {
    int p = from;
    boolean line = false;
    while (p < limit) {
      int b = text[p] & 0xff;
      if (Bytes.space(b)) {
        line |= Bytes.newline(b);
        p++;
      } else if (b == '-' && p + 1 < limit && text[p + 1] == '-') {
        p = lineEnd(p);
      } else {
        return b == '\'' && line ? p + 1 : NONE;
      }
    }
    return NONE;
  }

  private boolean quotedName(TokenKind as, int from) {
    int p = from;
    while (p < limit) {
      if (text[p] != '"') {
        p++;
      } else if (p + 1 < limit && text[p + 1] == '"') {
        p += 2;
      } else {
        return ended(as, p + 1);
      }
    }
    return ended(TokenKind.BROKEN, limit);
  }

  private boolean dollar() {
    int next = peek(1);
    if (Bytes.digit(next)) {
      int p = at + 1;
      while (p < limit && Bytes.digit(text[p] & 0xff)) {
        p++;
      }
      return ended(TokenKind.PARAMETER, p);
    }
    int p = at + 1;
    if (Bytes.nameStart(next)) {
      while (p < limit && Bytes.tag(text[p] & 0xff)) {
        p++;
      }
    }
    if (p >= limit || text[p] != '$') {
      return ended(TokenKind.BROKEN, at + 1);
    }
    int end = dollarEnd(at, p + 1);
    return end == NONE ? ended(TokenKind.BROKEN, limit) : ended(TokenKind.DOLLAR_STRING, end);
  }

  /** Where the delimiter comes again; it has no dollar sign but at its ends. */
  private int dollarEnd(int open, int body) {
    int length = body - open;
    int p = body;
    while (p + length <= limit) {
      int same = 0;
      while (same < length && text[p + same] == text[open + same]) {
        same++;
      }
      if (same == length) {
        return p + length;
      }
      p += Math.max(same, 1);
    }
    return NONE;
  }

  private int nameEnd(int from) {
    int p = from + 1;
    while (p < limit && Bytes.name(text[p] & 0xff)) {
      p++;
    }
    return p;
  }

  private int numberEnd() {
    if (rules.longNumbers() && text[at] == '0') {
      int base =
          switch (Bytes.lower(peek(1))) {
            case 'x' -> 16;
            case 'o' -> 8;
            case 'b' -> 2;
            default -> 0;
          };
      int end = base == 0 ? at + 2 : digits(at + 2, base, true);
      if (end > at + 2) {
        return end;
      }
    }
    int p = text[at] == '.' ? at : digits(at, 10, false);
    // Two dots behind digits are a range, not a fraction.
    if (p < limit && text[p] == '.' && (p + 1 >= limit || text[p + 1] != '.')) {
      p = digits(p + 1, 10, false);
    }
    return exponentEnd(p);
  }

  private int exponentEnd(int from) {
    if (from >= limit || Bytes.lower(text[from] & 0xff) != 'e') {
      return from;
    }
    int p = from + 1;
    if (p < limit && (text[p] == '+' || text[p] == '-')) {
      p++;
    }
    return p < limit && Bytes.digit(text[p] & 0xff) ? digits(p, 10, false) : from;
  }

  /** Digits, with single underscores between them where the server takes those. */
  private int digits(int from, int base, boolean mayBeginWithUnderscore) {
    int p = from;
    while (p < limit) {
      boolean underscore =
          text[p] == '_' && rules.longNumbers() && (p > from || mayBeginWithUnderscore);
      int digit = underscore ? p + 1 : p;
      if (digit >= limit || !Bytes.digit(text[digit] & 0xff, base)) {
        return p;
      }
      p = digit + 1;
    }
    return p;
  }

  private boolean symbol(int b) {
    if (Bytes.operator(b)) {
      return ended(TokenKind.OPERATOR, operatorEnd());
    }
    if (!Bytes.punctuation(b)) {
      return ended(TokenKind.BROKEN, at + 1);
    }
    int next = peek(1);
    boolean pair = (b == ':' && (next == ':' || next == '=')) || (b == '.' && next == '.');
    return ended(TokenKind.PUNCTUATION, at + (pair ? 2 : 1));
  }

  /**
   * The longest run, but a comment begins inside it, and a sign at its end belongs to what follows
   * unless an operator of SQL could not look like that.
   */
  private int operatorEnd() {
    if (at < signsUntil) {
      return at + 1;
    }
    int p = at + 1;
    boolean signMayEndIt = unusual(text[at]);
    int lastNoSign = sign(text[at]) ? NONE : at;
    while (p < limit && Bytes.operator(text[p] & 0xff)) {
      int next = p + 1 < limit ? text[p + 1] : NONE;
      if ((text[p] == '/' && next == '*') || (text[p] == '-' && next == '-')) {
        break;
      }
      signMayEndIt |= unusual(text[p]);
      lastNoSign = sign(text[p]) ? lastNoSign : p;
      p++;
    }
    if (signMayEndIt || !sign(text[p - 1])) {
      return p;
    }
    // What is left of the run is signs, each a token; finding that out once keeps this linear.
    signsUntil = p;
    return Math.max(lastNoSign, at) + 1;
  }

  private static boolean sign(int b) {
    return b == '+' || b == '-';
  }

  private static boolean unusual(int b) {
    return "~!@#^&|`?%".indexOf(b) >= 0;
  }

  private int peek(int ahead) {
    return at + ahead < limit ? text[at + ahead] & 0xff : NONE;
  }

  private boolean ended(TokenKind as, int end) {
    kind = as;
    at = Math.min(end, limit);
    return true;
  }
}
