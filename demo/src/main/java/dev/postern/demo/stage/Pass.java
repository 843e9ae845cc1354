package dev.postern.demo.stage;

import dev.postern.demo.issuer.Cast;
import dev.postern.demo.issuer.Character;
import dev.postern.demo.issuer.DevelopmentIssuer;
import dev.postern.demo.issuer.Grant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A token that somebody in the story holds.
 *
 * @param holder what the demo calls it: {@code ana}, {@code assistant-for-ana}
 * @param use {@code mcp}, {@code sql} or {@code api}: what it opens
 * @param token the token
 */
public record Pass(String holder, String use, String token) {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration MONTH = Duration.ofDays(30);

  /** How long those hold that were given out this morning. */
  private static final Duration SHIFT = Duration.ofHours(12);

  /** Everybody's tokens. */
  static List<Pass> handedOut(DevelopmentIssuer issuer, Addresses at, Instant now) {
    String mcp = at.mcp().toString();
    String sql = at.sql().toString();
    String api = at.api().toString();
    List<Pass> passes = new ArrayList<>();
    for (Character who : List.of(Cast.ANA, Cast.OLGA, Cast.ADA, Cast.CI)) {
      passes.add(
          new Pass(
              who.subject(), "mcp", issuer.token(Grant.usual(who, mcp, now).during(now, SHIFT))));
    }
    passes.add(
        new Pass(
            "assistant-for-ana",
            "mcp",
            issuer.token(Grant.usual(Cast.ANA, mcp, now).by(Cast.ASSISTANT).during(now, SHIFT))));
    for (Character who : List.of(Cast.ANA, Cast.ADA, Cast.CI)) {
      passes.add(
          new Pass(
              who.subject(), "sql", issuer.token(Grant.usual(who, sql, now).during(now, SHIFT))));
    }
    for (Map.Entry<String, String> use : Map.of("mcp", mcp, "sql", sql, "api", api).entrySet()) {
      Grant lasting = Grant.usual(Cast.CARL, use.getValue(), now);
      passes.add(
          new Pass(
              "carl",
              use.getKey(),
              issuer.token(lasting.during(now.minus(DAY.multipliedBy(2)), MONTH))));
    }
    for (Character who : List.of(Cast.ANA, Cast.OLGA, Cast.RITA, Cast.ADA)) {
      passes.add(
          new Pass(
              who.subject(), "api", issuer.token(Grant.usual(who, api, now).during(now, SHIFT))));
    }
    return List.copyOf(passes);
  }
}
