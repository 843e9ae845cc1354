package dev.postern.gateway.config.yaml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names that a configuration gives and those that it refers to. References are resolved when
 * everything is read, so that neither the order of sections nor that of files matters.
 */
public final class Names {
  /** What has a name. */
  public enum Kind {
    ISSUER("issuer"),
    ISSUER_ADDRESS("issuer's address"),
    IDENTITY("identity"),
    PERSON("person"),
    WORKLOAD("workload"),
    AGENT("agent"),
    GROUP("group"),
    ROLE("role"),
    TARGET("target"),
    CLASS("class"),
    VAULT("vault");

    private final String noun;

    Kind(String noun) {
      this.noun = noun;
    }

    /** What a person calls it. */
    public String noun() {
      return noun;
    }
  }

  private record Reference(Kind kind, String name, Place place, String key) {}

  private final Map<Kind, Map<String, Place>> given = new EnumMap<>(Kind.class);
  private final List<Reference> references = new ArrayList<>();
  private final Map<Kind, Set<String>> predefined = new EnumMap<>(Kind.class);
  private final Problems problems;

  Names(Problems problems) {
    this.problems = problems;
    for (Kind kind : Kind.values()) {
      given.put(kind, new HashMap<>());
    }
  }

  /** Gives a name; false after a problem was noted, because something of the kind has it. */
  public boolean give(Kind kind, String name, Spot spot) {
    Place before = of(kind).putIfAbsent(name, spot.place());
    if (before != null) {
      spot.problem(
          "the " + kind.noun + " \"" + name + "\" was already named at " + before,
          "each name once");
    }
    return before == null;
  }

  void refer(Kind kind, String name, Spot spot) {
    references.add(new Reference(kind, name, spot.place(), spot.key()));
  }

  /** Names that may be referred to though nothing in the configuration gives them. */
  public void predefine(Kind kind, Set<String> names) {
    predefined.put(kind, Set.copyOf(names));
  }

  /** The names given so far. */
  public Collection<String> given(Kind kind) {
    return List.copyOf(of(kind).keySet());
  }

  /** Notes a problem for each reference to a name that nothing has. */
  public void resolve() {
    for (Reference reference : references) {
      Map<String, Place> known = of(reference.kind);
      Set<String> own = predefined.getOrDefault(reference.kind, Set.of());
      if (!known.containsKey(reference.name) && !own.contains(reference.name)) {
        problems.add(
            reference.place,
            reference.key,
            "there is no " + reference.kind.noun + " \"" + reference.name + "\"",
            Nearest.expectation(reference.name, known.keySet()));
      }
    }
  }

  private Map<String, Place> of(Kind kind) {
    return given.getOrDefault(kind, Map.of());
  }
}
