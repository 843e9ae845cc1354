package dev.postern.kernel.cedar;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which entities, attributes and actions there are: what {@link Lints} check policies against.
 * Immutable.
 */
public final class Schema {
  private final Map<String, EntityType> entities;
  private final Map<EntityUid, Action> actions;
  private final Map<String, Set<String>> ancestors = new HashMap<>();
  private final Map<EntityUid, Set<EntityUid>> groups = new HashMap<>();

  /**
   * A type of entities.
   *
   * @param parents the types whose entities one of this type may be directly in
   * @param tags the type of its tags' values, where it may have tags
   * @param ids its only ids, where they are listed
   */
  public record EntityType(
      String name,
      Set<String> parents,
      Map<String, CedarType.Field> attributes,
      Optional<CedarType> tags,
      Optional<Set<String>> ids) {
    public EntityType {
      parents = Set.copyOf(parents);
      attributes = Map.copyOf(attributes);
      ids = ids.map(Set::copyOf);
    }

    /** A type without tags whose ids are not listed. */
    public EntityType(String name, Set<String> parents, Map<String, CedarType.Field> attributes) {
      this(name, parents, attributes, Optional.empty(), Optional.empty());
    }
  }

  /**
   * An action, or a group of them.
   *
   * @param parents the groups it is directly in
   * @param principals the types that may be its principal; none for a group
   * @param resources the types that may be its resource; none for a group
   */
  public record Action(
      EntityUid uid,
      Set<EntityUid> parents,
      Set<String> principals,
      Set<String> resources,
      CedarType.Record context) {
    public Action {
      parents = Set.copyOf(parents);
      principals = Set.copyOf(principals);
      resources = Set.copyOf(resources);
    }
  }

  /** What parsing gives: all of it or nothing. */
  public sealed interface Parsed {}

  /** Every source was understood. */
  public record Accepted(Schema schema) implements Parsed {}

  /** Something was not; these are all the problems found, at least one. */
  public record Rejected(List<Problem> problems) implements Parsed {
    public Rejected {
      problems = List.copyOf(problems);
    }
  }

  /** The schema of these types and actions; of two with one name the later counts. */
  public Schema(Collection<EntityType> entities, Collection<Action> actions) {
    Map<String, EntityType> types = new HashMap<>();
    entities.forEach(type -> types.put(type.name(), type));
    Map<EntityUid, Action> all = new HashMap<>();
    actions.forEach(action -> all.put(action.uid(), action));
    this.entities = Map.copyOf(types);
    this.actions = Map.copyOf(all);
    types
        .keySet()
        .forEach(name -> ancestors.put(name, closure(name, each -> parentsOf(types, each))));
    all.keySet().forEach(uid -> groups.put(uid, closure(uid, each -> groupsOf(all, each))));
  }

  private static Set<String> parentsOf(Map<String, EntityType> types, String name) {
    EntityType type = types.get(name);
    return type == null ? Set.of() : type.parents();
  }

  private static Set<EntityUid> groupsOf(Map<EntityUid, Action> actions, EntityUid uid) {
    Action action = actions.get(uid);
    return action == null ? Set.of() : action.parents();
  }

  private interface Step<T> {
    Set<T> from(T each);
  }

  private static <T> Set<T> closure(T start, Step<T> step) {
    Set<T> found = new HashSet<>();
    Deque<T> open = new ArrayDeque<>(step.from(start));
    while (!open.isEmpty()) {
      T next = open.pop();
      if (found.add(next)) {
        open.addAll(step.from(next));
      }
    }
    return Set.copyOf(found);
  }

  /**
   * The schema that these texts write in Cedar's schema syntax, together, within the standard
   * limits.
   */
  public static Parsed parse(List<Source> sources) {
    return SchemaParser.read(sources, Limits.STANDARD);
  }

  /** The types of entities; those of actions are not among them. */
  public Collection<EntityType> entities() {
    return entities.values();
  }

  /** The actions and groups of actions. */
  public Collection<Action> actions() {
    return actions.values();
  }

  /** The type with this name. */
  public Optional<EntityType> entity(String name) {
    return Optional.ofNullable(entities.get(name));
  }

  /** The action with this name. */
  public Optional<Action> action(EntityUid uid) {
    return Optional.ofNullable(actions.get(uid));
  }

  /**
   * Whether an entity of type {@code name} can be in, or be, one of type {@code ancestor}; actions'
   * types are types here.
   */
  boolean canBeIn(String name, String ancestor) {
    if (name.equals(ancestor) || ancestors.getOrDefault(name, Set.of()).contains(ancestor)) {
      return true;
    }
    return isActionType(name)
        && groups.entrySet().stream()
            .anyMatch(entry ->
                entry.getKey().type().equals(name)
                    && entry.getValue().stream().anyMatch(group -> group.type().equals(ancestor)));
  }

  /** Whether {@code action} is {@code group} or in it. */
  boolean isIn(EntityUid action, EntityUid group) {
    return action.equals(group) || groups.getOrDefault(action, Set.of()).contains(group);
  }

  /** An action and every group that it is in. */
  public Set<EntityUid> around(EntityUid action) {
    Set<EntityUid> around = new HashSet<>(groups.getOrDefault(action, Set.of()));
    around.add(action);
    return Set.copyOf(around);
  }

  static boolean isActionType(String type) {
    return type.equals("Action") || type.endsWith("::Action");
  }
}
