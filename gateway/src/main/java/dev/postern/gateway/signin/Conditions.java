package dev.postern.gateway.signin;

import java.util.List;

/** Tells whether claims meet conditions. */
final class Conditions {
  private Conditions() {}

  /** Whether every condition holds; none at all hold always. */
  static boolean hold(List<ClaimCondition> conditions, Claim.Members claims) {
    return conditions.stream().allMatch(condition -> holds(condition, claims));
  }

  private static boolean holds(ClaimCondition condition, Claim.Members claims) {
    return condition.claim().in(claims).filter(claim -> met(condition, claim)).isPresent();
  }

  private static boolean met(ClaimCondition condition, Claim claim) {
    return switch (claim) {
      case Claim.Text(String text) -> covers(condition, text);
      case Claim.Flag(boolean value) -> covers(condition, Boolean.toString(value));
      case Claim.Figure figure -> figure.whole().isPresent() && covers(condition, figure.written());
      case Claim.Items(List<Claim> items) ->
          items.stream()
              .anyMatch(item -> item instanceof Claim.Text(String text) && covers(condition, text));
      case Claim.Nothing _, Claim.Members _ -> false;
    };
  }

  private static boolean covers(ClaimCondition condition, String value) {
    return switch (condition) {
      case ClaimCondition.Is is -> is.text().equals(value);
      case ClaimCondition.OneOf one -> one.texts().contains(value);
      case ClaimCondition.Like like -> like.glob().matches(value);
    };
  }
}
