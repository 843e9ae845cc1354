package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.session.RequestHead;
import java.lang.ref.WeakReference;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Finds the bearer token of a request (RFC 6750, 2.1). A client repeats its token with every
 * request, and the connection gives the very text object again: it is read once. Held weakly, so
 * that of tokens nothing stays here once nobody else has them. Safe for several threads.
 */
final class Bearers {
  private static final String SCHEME = "Bearer ";
  private static final boolean[] TOKEN = tokenCharacters();

  /** A power of two. */
  private static final int REMEMBERED = 256;

  private final AtomicReferenceArray<@Nullable Seen> seen = new AtomicReferenceArray<>(REMEMBERED);

  /** A field's value that had a token, and the token. */
  private record Seen(WeakReference<String> value, WeakReference<String> token) {}

  /** The token, from nowhere but the one Authorization header. */
  Optional<String> token(RequestHead head) {
    Optional<String> value = head.only("authorization");
    return value.isEmpty() ? value : token(value.get());
  }

  private Optional<String> token(String value) {
    int place = System.identityHashCode(value) & REMEMBERED - 1;
    Seen known = seen.get(place);
    if (known != null && known.value().refersTo(value)) {
      String token = known.token().get();
      if (token != null) {
        return Optional.of(token);
      }
    }
    Optional<String> read = read(value);
    read.ifPresent(
        token -> seen.set(place, new Seen(new WeakReference<>(value), new WeakReference<>(token))));
    return read;
  }

  /** By hand: a pattern over a token of 800 characters showed in the profile of every call. */
  private static Optional<String> read(String value) {
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
    return c < TOKEN.length && TOKEN[c];
  }

  private static boolean[] tokenCharacters() {
    boolean[] allowed = new boolean[128];
    String all = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~+/";
    for (char c : all.toCharArray()) {
      allowed[c] = true;
    }
    return allowed;
  }
}
