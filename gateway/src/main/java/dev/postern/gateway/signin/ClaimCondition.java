package dev.postern.gateway.signin;

import java.util.Set;

/**
 * A condition on one claim. A string, a whole number or a boolean is compared by its text; a list
 * meets a condition when one of its members does; anything else, and a missing claim, meets none.
 */
public sealed interface ClaimCondition {
  /** Where the claim is. */
  ClaimPath claim();

  /** The claim is this text. */
  record Is(ClaimPath claim, String text) implements ClaimCondition {}

  /** The claim is one of these texts. */
  record OneOf(ClaimPath claim, Set<String> texts) implements ClaimCondition {
    public OneOf {
      texts = Set.copyOf(texts);
    }
  }

  /** The claim matches a pattern. */
  record Like(ClaimPath claim, Glob glob) implements ClaimCondition {}
}
