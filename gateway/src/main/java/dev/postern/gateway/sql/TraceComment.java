package dev.postern.gateway.sql;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The comment that names a trace in a statement's text, in the form of sqlcommenter ({@code
 * key='value'} pairs with commas between them) with the {@code traceparent} of W3C Trace Context
 * 3.2, version 00.
 */
public final class TraceComment {
  /** A comment that is longer is not looked into. */
  private static final int LONGEST = 4_096;

  private static final String VALUE = "00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}";
  private static final Pattern TRACEPARENT = Pattern.compile(VALUE);
  private static final Pattern PAIR = Pattern.compile("\\s*traceparent='(" + VALUE + ")'\\s*");

  private TraceComment() {}

  /**
   * What the last comment of a text names, behind everything but semicolons; where none is there,
   * or it names nothing, the first, before everything.
   *
   * @return the {@code traceparent}; empty where there is none, it is said twice, or the text
   *     cannot be read
   */
  public static Optional<String> read(byte[] text, SqlRules rules) {
    Lexer lexer = new Lexer(text, 0, text.length, rules);
    int first = text.length;
    int end = 0;
    while (lexer.next()) {
      if (lexer.kind() == TokenKind.BROKEN) {
        return Optional.empty();
      }
      first = Math.min(first, lexer.start());
      if (text[lexer.start()] != ';') {
        end = lexer.end();
      }
    }
    Optional<String> last = Gap.last(text, end, text.length).flatMap(TraceComment::named);
    return last.isPresent() ? last : Gap.first(text, 0, first).flatMap(TraceComment::named);
  }

  private static Optional<String> named(String comment) {
    Optional<String> found = Optional.empty();
    for (String pair : comment.split(",", -1)) {
      Matcher read = PAIR.matcher(pair);
      if (read.matches()) {
        if (found.isPresent()) {
          return Optional.empty();
        }
        found = Optional.of(read.group(1));
      }
    }
    return found;
  }

  /**
   * A text with a comment behind it, and nothing else changed: read again, it has the same tokens
   * at the same places, and the comment names the trace.
   *
   * @return empty where that is not so, as behind a string that does not end, or where the text
   *     names a trace itself
   * @throws IllegalArgumentException for what is no {@code traceparent}
   */
  public static Optional<byte[]> append(byte[] text, SqlRules rules, String traceparent) {
    if (!TRACEPARENT.matcher(traceparent).matches()) {
      throw new IllegalArgumentException("no traceparent of version 00");
    }
    if (read(text, rules).isPresent()) {
      return Optional.empty();
    }
    // Behind a comment that goes to the end of its line there is room on the next.
    for (String before : new String[] {" ", "\n"}) {
      byte[] comment =
          (before + "/*traceparent='" + traceparent + "'*/").getBytes(StandardCharsets.US_ASCII);
      byte[] whole = Arrays.copyOf(text, text.length + comment.length);
      System.arraycopy(comment, 0, whole, text.length, comment.length);
      if (sameTokens(text, whole, rules)
          && read(whole, rules).filter(traceparent::equals).isPresent()) {
        return Optional.of(whole);
      }
    }
    return Optional.empty();
  }

  private static boolean sameTokens(byte[] text, byte[] whole, SqlRules rules) {
    Lexer one = new Lexer(text, 0, text.length, rules);
    Lexer other = new Lexer(whole, 0, whole.length, rules);
    boolean more = true;
    while (more) {
      more = one.next();
      if (more != other.next()) {
        return false;
      }
      boolean same =
          one.kind() == other.kind() && one.start() == other.start() && one.end() == other.end();
      if (more && (!same || one.kind() == TokenKind.BROKEN)) {
        return false;
      }
    }
    return true;
  }

  /** The block comments between two tokens, where there is nothing else but space. */
  private static final class Gap {
    private Gap() {}

    static Optional<String> first(byte[] text, int from, int limit) {
      return comment(text, from, limit, true);
    }

    static Optional<String> last(byte[] text, int from, int limit) {
      return comment(text, from, limit, false);
    }

    private static Optional<String> comment(byte[] text, int from, int limit, boolean first) {
      Optional<String> found = Optional.empty();
      int at = from;
      while (at < limit && !(first && found.isPresent())) {
        if (begins(text, at, limit, '-', '-')) {
          at = lineEnd(text, at, limit);
        } else if (begins(text, at, limit, '/', '*')) {
          int end = commentEnd(text, at + 2, limit);
          found = Optional.of(content(text, at + 2, end - 2));
          at = end;
        } else {
          at++;
        }
      }
      return found;
    }

    private static boolean begins(byte[] text, int at, int limit, char one, char two) {
      return at + 1 < limit && text[at] == one && text[at + 1] == two;
    }

    private static int lineEnd(byte[] text, int from, int limit) {
      int at = from;
      while (at < limit && !Bytes.newline(text[at] & 0xff)) {
        at++;
      }
      return at;
    }

    private static int commentEnd(byte[] text, int from, int limit) {
      int depth = 1;
      int at = from;
      while (at < limit && depth > 0) {
        if (begins(text, at, limit, '*', '/')) {
          depth--;
          at += 2;
        } else if (begins(text, at, limit, '/', '*')) {
          depth++;
          at += 2;
        } else {
          at++;
        }
      }
      return at;
    }

    private static String content(byte[] text, int from, int to) {
      return to - from > LONGEST
          ? ""
          : new String(text, from, Math.max(0, to - from), StandardCharsets.ISO_8859_1);
    }
  }
}
