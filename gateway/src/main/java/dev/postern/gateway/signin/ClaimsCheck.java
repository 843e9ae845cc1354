package dev.postern.gateway.signin;

import static dev.postern.gateway.signin.SignInFault.BAD_TIMES;
import static dev.postern.gateway.signin.SignInFault.BOUND_TO_A_KEY;
import static dev.postern.gateway.signin.SignInFault.EXPIRED;
import static dev.postern.gateway.signin.SignInFault.LIVES_TOO_LONG;
import static dev.postern.gateway.signin.SignInFault.NOT_AN_ACCESS_TOKEN;
import static dev.postern.gateway.signin.SignInFault.NOT_YET;
import static dev.postern.gateway.signin.SignInFault.NO_EXPIRY;
import static dev.postern.gateway.signin.SignInFault.WRONG_AUDIENCE;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The checks on claims whose signature has been proven. */
final class ClaimsCheck {
  private static final int MOST_AUDIENCES = 32;
  private static final int MOST_SCOPES = 256;

  /** The end of the year 9999, in seconds: anything later was meant in another unit. */
  private static final long LATEST = 253_402_300_799L;

  /** Claims that only other kinds of token have (OpenID Connect Core 1.0, 3.3.2.11; RFC 8417). */
  private static final List<String> FOREIGN = List.of("at_hash", "c_hash", "s_hash", "events");

  private static final Set<String> FOREIGN_TYPES = Set.of("id", "refresh", "offline", "logout");

  private ClaimsCheck() {}

  /** From when to when a token holds; the end includes the leeway. */
  record Times(Instant issued, Instant expires) {}

  /** Refuses tokens that were made for something else than access, by whoever bears them. */
  static void demandAccessToken(Claim.Members claims) throws FaultFound {
    if (claims.member("cnf").isPresent()) {
      throw new FaultFound(BOUND_TO_A_KEY);
    }
    for (String name : List.of("typ", "token_use")) {
      if (claims
          .text(name)
          .map(t -> t.toLowerCase(Locale.ROOT))
          .filter(FOREIGN_TYPES::contains)
          .isPresent()) {
        throw new FaultFound(NOT_AN_ACCESS_TOKEN);
      }
    }
    for (String name : FOREIGN) {
      if (claims.member(name).isPresent()) {
        throw new FaultFound(NOT_AN_ACCESS_TOKEN);
      }
    }
  }

  /** The token's times, if they are sane and hold now (RFC 7519, 4.1.4 to 4.1.6). */
  static Times times(Claim.Members claims, TokenRules rules, Instant now) throws FaultFound {
    Instant end = moment(claims, "exp", NO_EXPIRY).orElseThrow(() -> new FaultFound(NO_EXPIRY));
    Optional<Instant> issued = moment(claims, "iat", BAD_TIMES);
    Optional<Instant> start = moment(claims, "nbf", BAD_TIMES);
    Instant expires = end.plus(rules.leeway());
    if (!now.isBefore(expires)) {
      throw new FaultFound(EXPIRED);
    }
    Instant latest = now.plus(rules.skew());
    if (issued.filter(latest::isBefore).isPresent() || start.filter(latest::isBefore).isPresent()) {
      throw new FaultFound(NOT_YET);
    }
    if (issued.filter(end::isBefore).isPresent() || start.filter(end::isBefore).isPresent()) {
      throw new FaultFound(BAD_TIMES);
    }
    Instant from = issued.filter(now::isAfter).orElse(now);
    if (end.isAfter(from.plus(rules.longestLife()))) {
      throw new FaultFound(LIVES_TOO_LONG);
    }
    return new Times(issued.or(() -> start).orElse(now), expires);
  }

  /** Whom the token is for (RFC 7519, 4.1.3): one text, or a list of nothing but texts. */
  static Set<String> audiences(Claim.Members claims) throws FaultFound {
    Claim audience = claims.member("aud").orElseThrow(() -> new FaultFound(WRONG_AUDIENCE));
    return switch (audience) {
      case Claim.Text(String text) -> Set.of(text);
      case Claim.Items(List<Claim> items) -> texts(items);
      case Claim.Figure _, Claim.Flag _, Claim.Nothing _, Claim.Members _ ->
          throw new FaultFound(WRONG_AUDIENCE);
    };
  }

  /** The token's scopes (RFC 9068, 2.2.3); none when the claim is missing or no string. */
  static Set<String> scopes(Claim.Members claims) {
    return claims
        .text("scope")
        .map(text -> Set.copyOf(new HashSet<>(Arrays.asList(text.split(" ", MOST_SCOPES)))))
        .orElse(Set.of());
  }

  private static Set<String> texts(List<Claim> items) throws FaultFound {
    if (items.size() > MOST_AUDIENCES) {
      throw new FaultFound(WRONG_AUDIENCE);
    }
    Set<String> texts = new HashSet<>();
    for (Claim item : items) {
      texts.add(item.text().orElseThrow(() -> new FaultFound(WRONG_AUDIENCE)));
    }
    return Set.copyOf(texts);
  }

  private static Optional<Instant> moment(Claim.Members claims, String name, SignInFault fault)
      throws FaultFound {
    if (claims.member(name).isEmpty()) {
      return Optional.empty();
    }
    if (claims.member(name).get() instanceof Claim.Figure figure && figure.whole().isPresent()) {
      long seconds = figure.whole().get();
      if (seconds > 0 && seconds <= LATEST) {
        return Optional.of(Instant.ofEpochSecond(seconds));
      }
    }
    throw new FaultFound(fault);
  }
}
