package dev.postern.gateway.api;

import dev.postern.gateway.ledger.Cast;
import dev.postern.gateway.ledger.Search;
import dev.postern.gateway.ledger.story.Deed;
import dev.postern.kernel.audit.EntryId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a reader asks for, as the query says it.
 *
 * @param query the parameters
 */
record Asking(Map<String, String> query) {
  /** What became of an operation, as readers name it. */
  static final Set<String> DECISIONS = Set.of("allowed", "refused", "held");

  /** Those that took part, and the target. */
  Predicate<Cast> cast() {
    Optional<String> person = said("person");
    Optional<String> agent = said("agent");
    Optional<String> workload = said("workload");
    Optional<String> target = said("target");
    return cast ->
        person.map(cast.people()::contains).orElse(true)
            && agent.map(cast.agents()::contains).orElse(true)
            && workload.map(cast.workloads()::contains).orElse(true)
            && target.map(cast.target()::equals).orElse(true);
  }

  /** What became of it. */
  Optional<String> decision() throws Fault {
    Optional<String> decision = said("decision");
    if (decision.isPresent() && !DECISIONS.contains(decision.get())) {
      throw new Fault(400, "'decision' must be allowed, refused or held");
    }
    return decision;
  }

  /** Whether an operation came to that. */
  static boolean cameTo(Deed deed, String decision) {
    return switch (decision) {
      case "held" -> deed.held();
      case "refused" -> deed.refused();
      default -> !deed.refused();
    };
  }

  Search.Window window() throws Fault {
    return new Search.Window(
        time("since", Search.Window.ALL.since()), time("until", Search.Window.ALL.until()));
  }

  private Instant time(String name, Instant otherwise) throws Fault {
    Optional<String> said = said(name);
    if (said.isEmpty()) {
      return otherwise;
    }
    try {
      Instant time = Instant.parse(said.get());
      if (time.isBefore(Search.Window.ALL.since()) || time.isAfter(Search.Window.ALL.until())) {
        throw new Fault(400, "'" + name + "' must be a time of this epoch");
      }
      return time;
    } catch (DateTimeException wrong) {
      throw new Fault(400, "'" + name + "' must be a time, for example 2026-11-01T00:00:00Z");
    }
  }

  /** A request id. */
  Optional<EntryId> entry(String name) throws Fault {
    try {
      return said(name).map(EntryId::parse);
    } catch (IllegalArgumentException wrong) {
      throw new Fault(400, "'" + name + "' must be a request id, as callers are given it");
    }
  }

  /** Where a look goes on. */
  Optional<Search.Place> after() throws Fault {
    try {
      return said("after").map(Search.Place::parse);
    } catch (IllegalArgumentException | DateTimeException wrong) {
      throw new Fault(400, "'after' must be what an answer said as 'next'");
    }
  }

  /** How many. */
  int limit(int usual, int most) throws Fault {
    String said = query.getOrDefault("limit", Integer.toString(usual));
    if (!said.matches("[0-9]{1,6}")
        || Integer.parseInt(said) < 1
        || Integer.parseInt(said) > most) {
      throw new Fault(400, "'limit' must be a number from 1 to " + most);
    }
    return Integer.parseInt(said);
  }

  Optional<String> said(String name) {
    return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
  }
}
