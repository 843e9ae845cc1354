package dev.postern.gateway.signin;

import java.util.List;

/** What a request's {@code Authorization} headers hold (RFC 9110, 11.6.2; RFC 6750, 2.1). */
public sealed interface Credentials {
  /** There is no such header: the challenge names no error. */
  record None() implements Credentials {}

  /** A bearer token, not looked at yet. */
  record Bearer(String token) implements Credentials {
    @Override
    public String toString() {
      return "Bearer[token hidden]";
    }
  }

  /** Several headers, another scheme, or no token of that scheme: answered like a bad token. */
  record Unusable() implements Credentials {}

  /** Reads the values of all {@code Authorization} headers of a request. */
  static Credentials of(List<? extends CharSequence> values) {
    if (values.isEmpty()) {
      return new None();
    }
    String value = values.getFirst().toString();
    int space = value.indexOf(' ');
    if (values.size() > 1 || space < 0 || !value.substring(0, space).equalsIgnoreCase("Bearer")) {
      return new Unusable();
    }
    int start = space;
    while (start < value.length() && value.charAt(start) == ' ') {
      start++;
    }
    String token = value.substring(start);
    return token.isEmpty() || !token.chars().allMatch(Credentials::inToken)
        ? new Unusable()
        : new Bearer(token);
  }

  /** The characters of a {@code b64token}; what a JWS may have of them is checked later. */
  private static boolean inToken(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-._~+/=".indexOf(c) >= 0;
  }
}
