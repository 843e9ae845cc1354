package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.RequestHead;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a request's head must say before its body is looked at. */
final class HeadRules {
  static final String SESSION = "mcp-session-id";
  static final String VERSION = "mcp-protocol-version";
  static final String LAST_EVENT = "last-event-id";

  private static final String SCHEME = "Bearer ";

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

  /** The bearer token (RFC 6750, 2.1); from nowhere but the one Authorization header. */
  static Optional<String> token(RequestHead head) {
    return head.only("authorization").flatMap(HeadRules::bearer);
  }

  /** By hand: a pattern over a token of 800 characters showed in the profile of every call. */
  private static Optional<String> bearer(String value) {
    if (!value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    int from = SCHEME.length();
    while (from < value.length() && value.charAt(from) == ' ') {
      from++;
    }
    int end = from;
    while (end < value.length() && tokenCharacter(value.charAt(end))) {
      end++;
    }
    int padded = end;
    while (padded < value.length() && value.charAt(padded) == '=') {
      padded++;
    }
    boolean whole = end > from && padded == value.length();
    return whole ? Optional.of(value.substring(from)) : Optional.empty();
  }

  private static boolean tokenCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~'
        || c == '+'
        || c == '/';
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
    String range = type.substring(0, type.indexOf('/')) + "/*";
    for (Field field : head.fields()) {
      if (field.name().equals("accept")) {
        for (String offer : field.value().split(",", -1)) {
          String media = media(offer);
          if (media.equals(type) || media.equals(range) || media.equals("*/*")) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Whether a text can be a field's value as the protocol wants it: visible ASCII, not endless. */
  static boolean sendable(String id) {
    return !id.isEmpty() && id.length() <= 1_024 && id.chars().allMatch(c -> c > 0x20 && c < 0x7F);
  }

  /** A media type without its parameters, in lower case. */
  static String media(String value) {
    int end = value.indexOf(';');
    return (end < 0 ? value : value.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }
}
