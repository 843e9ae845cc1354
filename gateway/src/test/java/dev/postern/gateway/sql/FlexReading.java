package dev.postern.gateway.sql;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A slow second reading of PostgreSQL's lexical rules, written from the rule tables of scan.l: in
 * each state all patterns are tried, the longest match wins, the first of equal ones. It knows
 * nothing of how {@link Lexer} goes about it.
 */
final class FlexReading {
  private static final String SPACE = "[ \\t\\n\\r\\f\\x0b]";
  private static final String HORIZ = "[ \\t\\f\\x0b]";
  private static final String NEWLINE = "[\\n\\r]";
  private static final String COMMENT = "(?:--[^\\n\\r]*+)";
  private static final String OPS = "[~!@#^&|`?+\\-*/%<>=]";
  private static final String IDENT_START = "[A-Za-z\\x80-\\xff_]";
  private static final String IDENT = IDENT_START + "[A-Za-z\\x80-\\xff_0-9$]*+";
  private static final String TAG = IDENT_START + "[A-Za-z\\x80-\\xff_0-9]*+";
  private static final String CONTINUE =
      "(?:" + HORIZ + "|" + COMMENT + ")*+" + NEWLINE + "(?:" + SPACE + "|" + COMMENT + NEWLINE
          + ")*+'";

  /** One token as {@code KIND:text}. */
  static List<String> of(String latin1, SqlRules rules) {
    return new FlexReading(latin1, rules).read();
  }

  private static final Map<String, Pattern> PATTERNS = new HashMap<>();

  private final String text;
  private final boolean standard;
  private final Pattern number;
  private final List<String> tokens = new ArrayList<>();
  private int at;

  private FlexReading(String text, SqlRules rules) {
    this.text = text;
    this.standard = rules.standardStrings();
    this.number = Pattern.compile(rules.longNumbers() ? modernNumber() : oldNumber());
  }

  private static String oldNumber() {
    return "(?:[0-9]++(?=\\.\\.)|(?:[0-9]*\\.[0-9]+|[0-9]+\\.[0-9]*|[0-9]+)(?:[Ee][-+]?[0-9]+)?)";
  }

  private static String modernNumber() {
    String dec = "[0-9](?:_?[0-9])*";
    return "(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+"
        + "|"
        + dec
        + "(?=\\.\\.)"
        + "|(?:"
        + dec
        + "\\.(?:"
        + dec
        + ")?|\\."
        + dec
        + "|"
        + dec
        + ")(?:[Ee][-+]?"
        + dec
        + ")?)";
  }

  private List<String> read() {
    while (at < text.length()) {
      one();
    }
    return tokens;
  }

  private void one() {
    int start = at;
    if (match(SPACE + "+") > 0 || match(COMMENT) > 0) {
      return;
    }
    if (text.startsWith("/*", at)) {
      comment(start);
    } else if (match("[eE]'") > 0) {
      quoted(start, "STRING", "(?:[^\\\\']|''|\\\\[\\x00-\\xff])");
    } else if (match("[bBxX]'") > 0) {
      quoted(start, "BIT_STRING", "[^']");
    } else if (match("[uU]&'") > 0 || match("'") > 0) {
      quoted(start, "STRING", standard ? "(?:[^']|'')" : "(?:[^\\\\']|''|\\\\[\\x00-\\xff])");
    } else if (match("[uU]&\"") > 0) {
      name(start, "UNICODE_NAME");
    } else if (match("\"") > 0) {
      name(start, "QUOTED_NAME");
    } else if (match("\\$(?:" + TAG + ")?\\$") > 0) {
      dollar(start);
    } else if (match("\\$[0-9]+") > 0) {
      token("PARAMETER", start);
    } else if (match(IDENT) > 0) {
      token("WORD", start);
    } else if (number() > 0) {
      token("NUMBER", start);
    } else if (match("::|\\.\\.|:=") > 0 || match("[,()\\[\\].;:]") > 0) {
      token("PUNCTUATION", start);
    } else if (match(OPS + "+") > 0) {
      operator(start);
    } else {
      at++;
      token("BROKEN", start);
    }
  }

  private void comment(int start) {
    int depth = 0;
    do {
      if (text.startsWith("/*", at)) {
        depth++;
        at += 2;
      } else if (text.startsWith("*/", at)) {
        depth--;
        at += 2;
      } else if (at >= text.length()) {
        at = text.length();
        token("BROKEN", start);
        return;
      } else {
        at++;
      }
    } while (depth > 0);
  }

  private void quoted(int start, String kind, String inside) {
    do {
      while (at < text.length()) {
        if (match(inside) == 0) {
          break;
        }
      }
      if (at >= text.length() || text.charAt(at) != '\'') {
        at = text.length();
        token("BROKEN", start);
        return;
      }
      at++;
    } while (match(CONTINUE) > 0);
    token(kind, start);
  }

  private void name(int start, String kind) {
    while (match("\"\"|[^\"]") > 0) {}
    if (match("\"") > 0) {
      token(kind, start);
    } else {
      at = text.length();
      token("BROKEN", start);
    }
  }

  private void dollar(int start) {
    String delimiter = text.substring(start, at);
    while (at < text.length()) {
      int before = at;
      if (match("\\$(?:" + TAG + ")?\\$") > 0) {
        if (text.substring(before, at).equals(delimiter)) {
          token("DOLLAR_STRING", start);
          return;
        }
        at--;
      } else if (match("[^$]+") == 0 && match("\\$" + TAG) == 0) {
        at++;
      }
    }
    token("BROKEN", start);
  }

  private int number() {
    Matcher matcher = number.matcher(text).region(at, text.length()).useTransparentBounds(true);
    int longest = 0;
    if (matcher.lookingAt()) {
      longest = matcher.end() - at;
    }
    at += longest;
    return longest;
  }

  private void operator(int start) {
    String run = text.substring(start, at);
    int length = run.length();
    for (String comment : List.of("/*", "--")) {
      int begins = run.indexOf(comment);
      if (begins >= 0) {
        length = Math.min(length, begins);
      }
    }
    String op = run.substring(0, length);
    if (!op.substring(0, length - 1).matches(".*[~!@#^&|`?%].*")) {
      while (op.length() > 1 && (op.endsWith("+") || op.endsWith("-"))) {
        op = op.substring(0, op.length() - 1);
      }
    }
    at = start + op.length();
    token("OPERATOR", start);
  }

  private int match(String pattern) {
    Matcher matcher =
        PATTERNS.computeIfAbsent(pattern, Pattern::compile).matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      return 0;
    }
    int length = matcher.end() - at;
    at += length;
    return length;
  }

  private void token(String kind, int start) {
    tokens.add(kind + ":" + text.substring(start, at));
  }

  /** The bytes of a text of one char a byte. */
  static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }
}
