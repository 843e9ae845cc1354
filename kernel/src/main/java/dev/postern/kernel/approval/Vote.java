package dev.postern.kernel.approval;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * One person's answer.
 *
 * @param person the reviewer's name as a person, whatever identity they used
 * @param identity the identity that they used
 * @param groups which of the groups that were asked they belonged to
 * @param approves whether they approve; otherwise they deny
 * @param at when
 * @param entry the ledger's entry of their answer
 * @param comment what they said to it; may be empty
 */
public record Vote(
    String person,
    Identity identity,
    Set<String> groups,
    boolean approves,
    Instant at,
    EntryId entry,
    String comment) {
  public Vote {
    groups = Set.copyOf(groups);
  }

  /** Who gave it, with the groups by which it counts. */
  Party reviewer() {
    return new Party(Party.Kind.PERSON, identity, person, groups, Optional.empty());
  }
}
