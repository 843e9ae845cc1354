package dev.postern.kernel.policy;

import dev.postern.kernel.identity.Party;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A role that a person was given on a target for a time. It adds the role where it is in force, and
 * nothing else: what the role may do is for the rules to say.
 *
 * @param id its public name
 * @param person who holds it, by name
 * @param budget what it may be used for in all
 */
public record Grant(
    String id, String role, String person, String target, Term term, Budget budget) {
  /**
   * When it is in force.
   *
   * @param from the first moment
   * @param until the first moment at which it is in force no longer, whatever the window says
   * @param window the hours of the week; empty for all
   */
  public record Term(Instant from, Instant until, Optional<Window> window) {
    public Term {
      if (!from.isBefore(until)) {
        throw new IllegalArgumentException("a grant ends after it begins");
      }
    }
  }

  /** Whether this party holds it. */
  public boolean covers(Party party) {
    return party.kind() == Party.Kind.PERSON && party.name().equals(person);
  }

  /** Whether it is in force by the clock. */
  public boolean holdsAt(Instant moment) {
    return !moment.isBefore(term.from())
        && moment.isBefore(term.until())
        && term.window().map(window -> window.contains(moment)).orElse(true);
  }

  /** The next moment after {@code now} at which the clock begins or ends it. */
  public Optional<Instant> turnsAt(Instant now) {
    return Stream.of(
            Optional.of(term.from()),
            Optional.of(term.until()),
            term.window().flatMap(window -> window.turnsAt(now)))
        .flatMap(Optional::stream)
        .filter(turn -> turn.isAfter(now) && !turn.isAfter(term.until()))
        .min(Comparator.naturalOrder());
  }

  /** The same until another moment. */
  public Grant until(Instant moment) {
    return new Grant(
        id, role, person, target, new Term(term.from(), moment, term.window()), budget);
  }

  /** In words: {@code grant g-… of runner on shop}. */
  public String told() {
    return "grant " + id + " of " + role + " on " + target;
  }
}
