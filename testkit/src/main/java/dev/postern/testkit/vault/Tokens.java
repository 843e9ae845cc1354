package dev.postern.testkit.vault;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The tokens of a stand-in, with their ends. */
final class Tokens {
  /** One token; what it asked for ends with it. */
  static final class Token {
    private final long born;
    private final Duration ttl;
    private final Duration longest;
    private long until;

    Token(long now, Duration ttl, Duration longest) {
      this.born = now;
      this.ttl = ttl;
      this.longest = longest;
      this.until = now + ttl.toNanos();
    }
  }

  private final Map<String, Token> known = new ConcurrentHashMap<>();
  private final LongSupplier now;

  Tokens(LongSupplier now) {
    this.now = now;
  }

  String issue(Duration ttl, Duration longest) {
    String text = "hvs.standin-" + UUID.randomUUID();
    add(text, ttl, longest);
    return text;
  }

  void add(String text, Duration ttl, Duration longest) {
    known.put(text, new Token(now.getAsLong(), ttl, longest));
  }

  /** Whether it is good now. */
  boolean good(String text) {
    return left(text).isPresent();
  }

  Optional<Duration> left(String text) {
    Token token = known.get(text);
    if (token == null || now.getAsLong() >= token.until) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofNanos(token.until - now.getAsLong()));
  }

  /** Puts its end off, as far as it may be. */
  Duration renew(String text) {
    Token token = known.get(text);
    if (token == null) {
      throw new IllegalStateException("no such token");
    }
    token.until =
        Math.min(now.getAsLong() + token.ttl.toNanos(), token.born + token.longest.toNanos());
    return Duration.ofNanos(token.until - now.getAsLong());
  }

  void revoke(String text) {
    known.remove(text);
  }

  int count() {
    return (int) known.keySet().stream().filter(this::good).count();
  }
}
