package dev.postern.gateway.signin;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an issuer's tokens must be like.
 *
 * @param algorithms those it may sign with; a key serves only algorithms of its type and curve
 * @param types the accepted {@code typ} values, without {@code application/}; {@code at+jwt} is the
 *     one of RFC 9068
 * @param untyped whether a token without {@code typ} is accepted, as some CI providers and
 *     Kubernetes issue them
 * @param longestLife the furthest that {@code exp} may lie ahead, of {@code iat} and of now
 * @param skew how far ahead of ours the issuer's clock may be, for {@code iat} and {@code nbf}
 * @param leeway how long after {@code exp} a token is still taken; the sign-in ends with it
 */
public record TokenRules(
    Set<Algorithm> algorithms,
    Set<String> types,
    boolean untyped,
    Duration longestLife,
    Duration skew,
    Duration leeway) {
  private static final Duration MOST_TOLERANCE = Duration.ofMinutes(10);

  /** Signed with RS256 or ES256, {@code at+jwt}, one day at most, a minute's skew, no leeway. */
  public static final TokenRules DEFAULT =
      new TokenRules(
          Set.of(Algorithm.RS256, Algorithm.ES256),
          Set.of("at+jwt"),
          false,
          Duration.ofDays(1),
          Duration.ofMinutes(1),
          Duration.ZERO);

  public TokenRules {
    algorithms = Set.copyOf(algorithms);
    types = types.stream().map(t -> t.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    types = Set.copyOf(types);
    if (algorithms.isEmpty() || (types.isEmpty() && !untyped)) {
      throw new IllegalArgumentException("an issuer needs an algorithm and a token type");
    }
    if (!longestLife.isPositive()) {
      throw new IllegalArgumentException("the longest life of a token is more than nothing");
    }
    if (skew.isNegative() || leeway.isNegative()) {
      throw new IllegalArgumentException("skew and leeway are not negative");
    }
    if (skew.compareTo(MOST_TOLERANCE) > 0 || leeway.compareTo(MOST_TOLERANCE) > 0) {
      throw new IllegalArgumentException("skew and leeway are at most " + MOST_TOLERANCE);
    }
  }
}
