package dev.postern.gateway.http;

import dev.postern.gateway.session.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The fields that belong to one connection or to a message's framing (RFC 9110, 7.6.1; RFC 9112,
 * section 6). They end at the gateway, in both directions.
 */
final class HopByHop {
  private HopByHop() {}

  /** Whether a field of this name, in lower case, is one of them. */
  static boolean is(String name) {
    return switch (name) {
      case "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings",
          "content-length",
          "expect" ->
          true;
      default -> false;
    };
  }

  /**
   * Whether a client's Connection field names nothing but what ends here anyway. A client that
   * could name any field could make a check further in miss it, so such a request is refused.
   */
  static boolean harmless(String connection) {
    if (plain(connection)) {
      return true;
    }
    for (String option : options(connection)) {
      if (!option.isEmpty() && !option.equals("close") && !is(option)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a Connection field has this option. */
  static boolean has(String connection, String option) {
    return connection.equalsIgnoreCase(option)
        || (!plain(connection) && options(connection).contains(option));
  }

  /** The fields of a target's answer that go further; names in lower case. */
  static List<Field> without(List<Field> fields) {
    Set<String> named = Set.of();
    for (Field field : fields) {
      if (field.name().equals("connection") && !plain(field.value())) {
        named = new HashSet<>(named);
        named.addAll(options(field.value()));
      }
    }
    List<Field> kept = new ArrayList<>(fields.size());
    for (Field field : fields) {
      if (!is(field.name()) && !named.contains(field.name())) {
        kept.add(field);
      }
    }
    return kept;
  }

  private static boolean plain(String connection) {
    return connection.equalsIgnoreCase("keep-alive") || connection.equalsIgnoreCase("close");
  }

  private static Set<String> options(String connection) {
    Set<String> options = new HashSet<>();
    for (String option : connection.split(",", -1)) {
      options.add(option.strip().toLowerCase(Locale.ROOT));
    }
    return options;
  }
}
