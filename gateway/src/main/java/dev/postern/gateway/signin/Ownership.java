package dev.postern.gateway.signin;

import java.util.Map;

/** Who answers for a workload. A workload for which this yields nobody is refused. */
public sealed interface Ownership {
  /** One person for all that the rule covers. */
  record Fixed(String person) implements Ownership {}

  /** A claim holds the person's name; the issuer is trusted to set it. */
  record Named(ClaimPath claim) implements Ownership {}

  /** A claim holds the subject that this same issuer gives the person. */
  record Subject(ClaimPath claim) implements Ownership {}

  /** A claim's text is looked up: repository to person, for example. */
  record Listed(ClaimPath claim, Map<String, String> people) implements Ownership {
    public Listed {
      people = Map.copyOf(people);
    }
  }
}
