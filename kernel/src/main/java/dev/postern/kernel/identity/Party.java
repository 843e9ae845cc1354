package dev.postern.kernel.identity;

import java.util.Optional;
import java.util.Set;

/**
 * One link of a delegation chain: somebody or something with rights of its own.
 *
 * @param kind what it is
 * @param identity the canonical identity that was proven
 * @param name what policy, locks and the ledger call it; unique within its kind. Several identities
 *     of one person share a name
 * @param groups the groups that its issuer or the configuration gave it
 * @param owner the name of the person who answers for a workload or an agent; empty for a person
 */
public record Party(
    Kind kind, Identity identity, String name, Set<String> groups, Optional<String> owner) {
  /** What a party is. */
  public enum Kind {
    /** A human being. */
    PERSON,
    /** A job or service that calls for itself; a person owns it. */
    WORKLOAD,
    /** Software that acts for somebody else in the chain. */
    AGENT,
    /** A target that speaks first. */
    SERVER,
    /** The gateway itself. */
    POSTERN
  }

  public Party {
    groups = Set.copyOf(groups);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a party has a name");
    }
  }
}
