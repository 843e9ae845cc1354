package dev.postern.gateway.http;

import java.util.Locale;
import java.util.Set;

/**
 * The names a listener answers to. A page that a browser was lured to can make its own name point
 * at the gateway's address; its requests carry that name, and are refused here.
 */
final class Hosts {
  private static final int LONGEST = 255;

  private final Set<String> names;

  Hosts(Set<String> names) {
    this.names =
        names.stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(java.util.stream.Collectors.toUnmodifiableSet());
  }

  /** Whether a Host field is well-formed and names this gateway. */
  boolean know(String host) {
    String name = nameOf(host);
    return !name.isEmpty() && (loopback(name) || names.contains(name));
  }

  /** The name in a Host field, lower-case and without its port; empty when it is malformed. */
  static String nameOf(String host) {
    if (host.isEmpty() || host.length() > LONGEST) {
      return "";
    }
    boolean literal = host.charAt(0) == '[';
    int close = literal ? host.indexOf(']') : -1;
    int colon = host.indexOf(':', literal ? Math.max(close, 0) : 0);
    String name = colon < 0 ? host : host.substring(0, colon);
    boolean sound =
        literal
            ? close > 1 && name.length() == close + 1
            : !name.isEmpty() && name.chars().allMatch(Hosts::ofName);
    boolean port = colon < 0 || port(host, colon + 1);
    return sound && port ? name.toLowerCase(Locale.ROOT) : "";
  }

  private static boolean ofName(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '-'
        || c == '_';
  }

  private static boolean port(String host, int from) {
    int digits = host.length() - from;
    if (digits < 1 || digits > 5) {
      return false;
    }
    return host.substring(from).chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean loopback(String name) {
    return name.equals("localhost") || name.equals("[::1]") || dotted127(name);
  }

  private static boolean dotted127(String name) {
    String[] parts = name.split("\\.", -1);
    if (parts.length != 4 || !parts[0].equals("127")) {
      return false;
    }
    for (String part : parts) {
      if (part.isEmpty()
          || part.length() > 3
          || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return false;
      }
    }
    return true;
  }
}
