package dev.postern.gateway.json;

import dev.postern.gateway.json.JsonPath.Selector;
import dev.postern.gateway.json.JsonPath.Step;
import java.util.ArrayList;
import java.util.List;

/** Reads one path, RFC 9535, section 2, as far as {@link JsonPath} goes. */
final class JsonPathReader {
  private static final int MOST_STEPS = 64;
  private static final int MOST_DIGITS = 9;

  private static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;
    private final transient JsonPathFault fault;

    Unreadable(int position, String expected) {
      super(expected, null, false, false);
      this.fault = new JsonPathFault(position, expected);
    }
  }

  private final String text;
  private int at;

  JsonPathReader(String text) {
    this.text = text;
  }

  JsonPathReading read() {
    try {
      return path();
    } catch (Unreadable unreadable) {
      return unreadable.fault;
    }
  }

  private JsonPath path() throws Unreadable {
    if (!take('$')) {
      throw new Unreadable(at, "$, the root");
    }
    List<Step> steps = new ArrayList<>();
    while (at < text.length()) {
      if (steps.size() == MOST_STEPS) {
        throw new Unreadable(at, "at most " + MOST_STEPS + " steps");
      }
      steps.add(step());
    }
    return new JsonPath(steps);
  }

  private Step step() throws Unreadable {
    if (take('[')) {
      return new Step(false, bracket());
    }
    if (!take('.')) {
      throw new Unreadable(at, ". or [");
    }
    boolean anywhere = take('.');
    if (anywhere && take('[')) {
      return new Step(true, bracket());
    }
    return new Step(anywhere, take('*') ? new Selector.Every() : name());
  }

  private Selector bracket() throws Unreadable {
    Selector selector;
    if (take('*')) {
      selector = new Selector.Every();
    } else if (peek() == '\'' || peek() == '"') {
      selector = quoted(text.charAt(at++));
    } else {
      selector = index();
    }
    if (!take(']')) {
      throw new Unreadable(at, "]");
    }
    return selector;
  }

  private Selector index() throws Unreadable {
    int start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    boolean leadingZero = at - start > 1 && text.charAt(start) == '0';
    if (at == start || at - start > MOST_DIGITS || leadingZero) {
      throw new Unreadable(start, "*, a quoted name or an index from 0");
    }
    return new Selector.Index(Integer.parseInt(text, start, at, 10));
  }

  private Selector name() throws Unreadable {
    int start = at;
    while (isNamePart(peek(), at > start)) {
      at++;
    }
    if (at == start) {
      throw new Unreadable(at, "a name (in ['quotes'] if it has other than letters, digits, _)");
    }
    return new Selector.Name(text.substring(start, at));
  }

  /** RFC 9535 allows no hyphen here; JSON keys have them often, and nothing else could follow. */
  private static boolean isNamePart(int c, boolean later) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || c == '_'
        || c >= 0x80
        || (later && ((c >= '0' && c <= '9') || c == '-'));
  }

  private Selector quoted(char quote) throws Unreadable {
    StringBuilder name = new StringBuilder();
    while (at < text.length() && text.charAt(at) != quote) {
      char c = text.charAt(at++);
      if (c == '\\') {
        if (peek() != quote && peek() != '\\') {
          throw new Unreadable(at, "a quote or a backslash after the backslash");
        }
        c = text.charAt(at++);
      }
      name.append(c);
    }
    if (!take(quote)) {
      throw new Unreadable(at, "the closing " + quote);
    }
    return new Selector.Name(name.toString());
  }

  private boolean take(char c) {
    if (peek() != c) {
      return false;
    }
    at++;
    return true;
  }

  /** The character at the position, or -1 at the end. */
  private int peek() {
    return at < text.length() ? text.charAt(at) : -1;
  }
}
