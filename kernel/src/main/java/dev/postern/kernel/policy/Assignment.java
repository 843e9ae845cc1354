package dev.postern.kernel.policy;

import dev.postern.kernel.identity.Party;
import java.time.Instant;
import java.util.Optional;

/**
 * A role that somebody holds on a target, perhaps for a time only.
 *
 * @param role the role's name
 * @param holder who holds it
 * @param target the target that it holds on
 * @param from the first moment at which it holds; empty when it always did
 * @param until the first moment at which it holds no longer; empty when it has no end
 */
public record Assignment(
    String role, Holder holder, String target, Optional<Instant> from, Optional<Instant> until) {
  public Assignment {
    if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
      throw new IllegalArgumentException("an assignment ends after it begins");
    }
  }

  /** Who holds a role. */
  public sealed interface Holder {
    /** Whether this party holds what the holder holds. */
    boolean covers(Party party);

    /** One party, by kind and name. */
    record Named(Party.Kind kind, String name) implements Holder {
      @Override
      public boolean covers(Party party) {
        return party.kind() == kind && party.name().equals(name);
      }
    }

    /** Everybody in a group. */
    record Members(String group) implements Holder {
      @Override
      public boolean covers(Party party) {
        return party.groups().contains(group);
      }
    }
  }

  /** Whether it holds at this moment. */
  public boolean holdsAt(Instant moment) {
    return from.map(start -> !moment.isBefore(start)).orElse(true)
        && until.map(moment::isBefore).orElse(true);
  }

  /** The next moment after {@code now} at which it begins or ends; empty when it never does. */
  public Optional<Instant> turnsAt(Instant now) {
    return from.filter(now::isBefore).or(() -> until.filter(now::isBefore));
  }
}
