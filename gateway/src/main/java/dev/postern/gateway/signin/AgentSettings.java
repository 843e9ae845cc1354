package dev.postern.gateway.signin;

import dev.postern.kernel.identity.Identity;
import java.util.Set;

/**
 * An agent that may act for others.
 *
 * @param identity its issuer, and its subject in the {@code act} claim (RFC 8693, 4.1)
 * @param name what policy, locks and the ledger call it
 * @param owner the person who answers for it
 * @param groups the groups it is in
 */
public record AgentSettings(Identity identity, String name, String owner, Set<String> groups) {
  public AgentSettings {
    groups = Set.copyOf(groups);
    if (!PartyNames.acceptable(name) || owner.isEmpty()) {
      throw new IllegalArgumentException("an agent has a usable name and an owner");
    }
  }
}
