package dev.postern.gateway.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reading path segments and queries (RFC 3986). */
final class Segments {
  private Segments() {}

  /**
   * A segment decoded once; empty for one that is empty, malformed or hides a slash or a control.
   */
  static Optional<String> decode(String segment) {
    return text(segment.replace("+", "%2B"))
        .filter(decoded -> !decoded.isEmpty() && decoded.indexOf('/') < 0)
        .filter(decoded -> decoded.chars().noneMatch(Character::isISOControl));
  }

  /** The parameters of a query; of two with one name neither counts. */
  static Map<String, String> query(String query) {
    Map<String, String> found = new HashMap<>();
    Map<String, Integer> times = new HashMap<>();
    Arrays.stream(query.split("&", -1))
        .filter(pair -> !pair.isEmpty())
        .forEach(pair -> {
          int equals = pair.indexOf('=');
          String name = text(equals < 0 ? pair : pair.substring(0, equals)).orElse("");
          String value = equals < 0 ? "" : text(pair.substring(equals + 1)).orElse("");
          times.merge(name, 1, Integer::sum);
          found.put(name, value);
        });
    times.forEach((name, count) -> {
      if (count > 1) {
        found.remove(name);
      }
    });
    return found;
  }

  private static Optional<String> text(String encoded) {
    try {
      String decoded = URLDecoder.decode(encoded, StandardCharsets.UTF_8);
      return decoded.indexOf('\uFFFD') >= 0 ? Optional.empty() : Optional.of(decoded);
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
