package dev.postern.gateway.signin;

import dev.postern.kernel.identity.Identity;
import java.util.Set;

/**
 * A person as configuration knows them.
 *
 * @param name the name that policy, locks and the ledger use
 * @param identities those that are this person, whatever their issuers call them
 * @param groups groups given here, on top of those from issuers
 */
public record PersonSettings(String name, Set<Identity> identities, Set<String> groups) {
  public PersonSettings {
    identities = Set.copyOf(identities);
    groups = Set.copyOf(groups);
    if (!PartyNames.acceptable(name)) {
      throw new IllegalArgumentException("not a usable name: " + name);
    }
  }
}
