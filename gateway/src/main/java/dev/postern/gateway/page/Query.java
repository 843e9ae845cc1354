package dev.postern.gateway.page;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of a query (WHATWG URL, application/x-www-form-urlencoded). A query of more than
 * {@value #MOST} has none: nobody can say of one in it that it stands there once.
 */
final class Query {
  private static final int MOST = 32;

  private final Map<String, List<String>> values = new HashMap<>();

  private Query() {}

  static Query of(String query) {
    Query read = new Query();
    String[] pairs = query.split("&", MOST + 1);
    if (pairs.length > MOST) {
      return read;
    }
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        read.values
            .computeIfAbsent(decoded(pair.substring(0, equals)), name -> new ArrayList<>())
            .add(decoded(pair.substring(equals + 1)));
      }
    }
    return read;
  }

  /** The value of a parameter that stands there once, and is not empty. */
  Optional<String> only(String name) {
    List<String> found = values.getOrDefault(name, List.of());
    return found.size() == 1
        ? Optional.of(found.getFirst()).filter(value -> !value.isEmpty())
        : Optional.empty();
  }

  /** Whether a parameter is there, however often. */
  boolean has(String name) {
    return values.containsKey(name);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return "";
    }
  }
}
