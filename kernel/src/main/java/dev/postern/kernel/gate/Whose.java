package dev.postern.kernel.gate;

import dev.postern.kernel.identity.Principal;
import java.util.Optional;
import java.util.Set;

/**
 * Whose open operations are looked at again.
 *
 * @param people their names; empty for everybody's
 */
record Whose(Optional<Set<String>> people) {
  static final Whose EVERYBODYS = new Whose(Optional.empty());

  static Whose of(Set<String> people) {
    return new Whose(Optional.of(Set.copyOf(people)));
  }

  /** Whether somebody of them asked for it, or sees its reply. */
  boolean fits(Description description) {
    return people.isEmpty()
        || concerns(description.operation().caller(), people.get())
        || concerns(description.visit().signIn().principal(), people.get());
  }

  private static boolean concerns(Principal principal, Set<String> people) {
    return principal.chain().stream().anyMatch(party -> people.contains(party.name()));
  }
}
