package dev.postern.gateway.signin;

import java.util.List;
import java.util.Set;

/**
 * What the subject of a token is, for tokens that meet some conditions. An issuer's rules are tried
 * in order, and the first whose conditions hold is the one.
 */
public sealed interface PartyRule {
  /** The conditions, all of which must hold; an empty list holds always. */
  List<ClaimCondition> when();

  /** How the party is named. */
  Naming naming();

  /** Groups that the rule itself gives. */
  Set<String> groups();

  /** The subject is a person. */
  record Person(List<ClaimCondition> when, Naming naming, Set<String> groups) implements PartyRule {
    public Person {
      when = List.copyOf(when);
      groups = Set.copyOf(groups);
    }
  }

  /** The subject is a job or service, which a person owns. */
  record Workload(List<ClaimCondition> when, Naming naming, Ownership ownership, Set<String> groups)
      implements PartyRule {
    public Workload {
      when = List.copyOf(when);
      groups = Set.copyOf(groups);
    }
  }
}
