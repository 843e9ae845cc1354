package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.RequestHead;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a request's head must say before its body is looked at. */
final class HeadRules {
  static final String SESSION = "mcp-session-id";
  static final String VERSION = "mcp-protocol-version";
  static final String LAST_EVENT = "last-event-id";

  private HeadRules() {}

  /**
   * What is wrong with it.
   *
   * @param status for the answer
   * @param line one line for the client
   */
  record Fault(int status, String line) {}

  /** The first fault: the method, the origin, what is accepted, what is sent. */
  static Optional<Fault> fault(RequestHead head, Set<String> origins) {
    String method = head.method();
    if (!method.equals("POST") && !method.equals("GET") && !method.equals("DELETE")) {
      return Optional.of(new Fault(405, "this is an MCP endpoint: POST, GET or DELETE"));
    }
    if (head.count("origin") > 0 && head.only("origin").filter(origins::contains).isEmpty()) {
      return Optional.of(new Fault(403, "this origin may not call"));
    }
    if (head.count(SESSION) > 1 || head.count(VERSION) > 1 || head.count(LAST_EVENT) > 1) {
      return Optional.of(new Fault(400, "a header stands twice"));
    }
    boolean events = accepts(head, "text/event-stream");
    if ((method.equals("POST") && !(events && accepts(head, "application/json")))
        || (method.equals("GET") && !events)) {
      return Optional.of(
          new Fault(406, "accept application/json and text/event-stream, or for GET the latter"));
    }
    if (method.equals("POST") && !json(head)) {
      return Optional.of(new Fault(415, "send application/json, not encoded"));
    }
    return Optional.empty();
  }

  private static boolean json(RequestHead head) {
    boolean plain =
        head.count("content-encoding") == 0
            || head.only("content-encoding").filter("identity"::equalsIgnoreCase).isPresent();
    return plain
        && head.only("content-type")
            .filter(type -> media(type).equals("application/json"))
            .isPresent();
  }

  private static boolean accepts(RequestHead head, String type) {
    List<Field> fields = head.fields();
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      if (field.name().equals("accept") && offers(field.value(), type)) {
        return true;
      }
    }
    return false;
  }

  /** Whether one of the ranges in a list is this type, all of its kind, or everything. */
  private static boolean offers(String ranges, String type) {
    int slash = type.indexOf('/');
    int from = 0;
    while (from <= ranges.length()) {
      int comma = ranges.indexOf(',', from);
      int to = comma < 0 ? ranges.length() : comma;
      int end = ranges.indexOf(';', from);
      end = end < 0 || end > to ? to : end;
      while (from < end && blank(ranges.charAt(from))) {
        from++;
      }
      while (end > from && blank(ranges.charAt(end - 1))) {
        end--;
      }
      int length = end - from;
      boolean kind =
          length == slash + 2
              && ranges.charAt(end - 1) == '*'
              && ranges.regionMatches(true, from, type, 0, slash + 1);
      boolean all = length == 3 && ranges.startsWith("*/*", from);
      if (kind || all || (length == type.length() && same(ranges, from, type))) {
        return true;
      }
      from = to + 1;
    }
    return false;
  }

  private static boolean same(String ranges, int from, String type) {
    return ranges.regionMatches(true, from, type, 0, type.length());
  }

  private static boolean blank(char c) {
    return c == ' ' || c == '\t';
  }

  /** Whether a text can be a field's value as the protocol wants it: visible ASCII, not endless. */
  static boolean sendable(String id) {
    if (id.isEmpty() || id.length() > 1_024) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      if (id.charAt(i) <= 0x20 || id.charAt(i) >= 0x7F) {
        return false;
      }
    }
    return true;
  }

  /** A media type without its parameters, in lower case. */
  static String media(String value) {
    int end = value.indexOf(';');
    return (end < 0 ? value : value.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }
}
