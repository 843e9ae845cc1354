package dev.postern.kernel.gate;

import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The grants that were given, found by who holds them. Immutable but for what becomes of each.
 * Those that have ended may stay a while, so that callers can be told.
 */
public final class Grants {
  /** Nothing was granted to anybody. */
  public static final Grants NONE = new Grants(List.of());

  private final Map<String, List<Given>> byPerson = new HashMap<>();

  /** These grants; each id once. */
  public Grants(Collection<Given> all) {
    all.stream()
        .sorted(Comparator.comparing((Given given) -> given.grant().id()))
        .forEach(given ->
            byPerson
                .computeIfAbsent(given.grant().person(), person -> new ArrayList<>())
                .add(given));
  }

  /** How many there are, those included that have ended and stay a while. */
  public int size() {
    return byPerson.values().stream().mapToInt(List::size).sum();
  }

  boolean isEmpty() {
    return byPerson.isEmpty();
  }

  /** Those that somebody in a chain holds on a target, ended or not. */
  List<Given> of(Principal caller, String target) {
    List<Given> found = new ArrayList<>(0);
    for (Party party : caller.chain()) {
      for (Given given : byPerson.getOrDefault(party.name(), List.of())) {
        if (given.grant().target().equals(target) && given.grant().covers(party)) {
          found.add(given);
        }
      }
    }
    return found;
  }

  /** The next moment after {@code now} at which the clock begins or ends one. */
  Optional<Instant> turnsAt(Instant now) {
    return byPerson.values().stream()
        .flatMap(List::stream)
        .filter(given -> given.ended(now).isEmpty())
        .flatMap(given -> given.grant().turnsAt(now).stream())
        .min(Comparator.naturalOrder());
  }
}
