package dev.postern.kernel.grant;

import dev.postern.kernel.gate.Given;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Grants that have ended: those that are listed, and those of which callers are told that they miss
 * them. Belongs to its desk, which calls it one at a time.
 */
final class Past {
  /** How long callers are told that what they miss is a grant that has ended. */
  private static final Duration TOLD = Duration.ofHours(1);

  private final Map<String, Lending> ended = new LinkedHashMap<>();
  private final Map<String, Given> told = new LinkedHashMap<>();

  /** A grant that has ended. */
  void add(Lending over) {
    ended.put(over.grant().id(), over);
  }

  /** Callers are told for a while that a grant has ended; it was added before. */
  void tell(Given given) {
    told.put(given.grant().id(), given);
  }

  /** A grant that has ended, if it is not forgotten. */
  Optional<Lending> find(String id) {
    return Optional.ofNullable(ended.get(id));
  }

  /** Those that are not forgotten, in the order in which they ended. */
  Collection<Lending> all() {
    return ended.values();
  }

  /** Those of which callers are told. */
  Collection<Given> told() {
    return told.values();
  }

  /**
   * Forgets those that ended too long ago, and the first of too many.
   *
   * @return whether any ended too long ago
   */
  boolean forget(Instant now, GrantLimits limits) {
    Instant before = now.minus(limits.kept());
    boolean forgotten = ended.values().removeIf(over -> at(over).isBefore(before));
    int tooMany = ended.size() - limits.ended();
    List.copyOf(ended.keySet()).stream().limit(Math.max(0, tooMany)).forEach(ended::remove);
    Instant stale = now.minus(TOLD);
    told.keySet()
        .removeIf(id -> {
          Lending over = ended.get(id);
          return over == null || at(over).isBefore(stale);
        });
    return forgotten;
  }

  private static Instant at(Lending over) {
    return over.ending().orElseThrow().at();
  }
}
