package dev.postern.gateway.http;

import java.util.Locale;

/** The request target (RFC 9112, 3.2): an absolute path, or an absolute form of the same host. */
final class RequestTarget {
  private RequestTarget() {}

  /**
   * The target's path and query.
   *
   * @return empty when the target has another form, another host, or a character that readers
   *     disagree about
   */
  static String path(String target, String host) {
    String path = target.startsWith("/") ? target : ofAbsolute(target, host);
    return path.chars().allMatch(RequestTarget::plain) ? path : "";
  }

  private static String ofAbsolute(String target, String host) {
    String lower = target.toLowerCase(Locale.ROOT);
    int from = lower.startsWith("http://") ? 7 : lower.startsWith("https://") ? 8 : -1;
    if (from < 0) {
      return "";
    }
    int slash = target.indexOf('/', from);
    String authority = slash < 0 ? target.substring(from) : target.substring(from, slash);
    if (!authority.equalsIgnoreCase(host)) {
      return "";
    }
    return slash < 0 ? "/" : target.substring(slash);
  }

  private static boolean plain(int c) {
    return c > ' ' && c < 0x7F && c != '#' && c != '\\';
  }
}
