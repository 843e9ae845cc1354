package dev.postern.kernel.cedar;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The entities a request is answered with: immutable, with the hierarchy closed over parents, in
 * layers. A large base is built once; {@link #with} puts a few entities of one request on it
 * without copying it.
 */
public final class Entities {
  private static final Entities EMPTY = new Entities(Map.of(), null, Set.of());

  private record Known(Entity entity, Set<EntityUid> ancestors) {}

  private final Map<EntityUid, Known> known;
  private final @Nullable Entities below;

  /** Parents that are named in this layer and unknown in it and below it. */
  private final Set<EntityUid> unknownParents;

  private Entities(
      Map<EntityUid, Known> known, @Nullable Entities below, Set<EntityUid> unknownParents) {
    this.known = known;
    this.below = below;
    this.unknownParents = unknownParents;
  }

  /** No entities: each is equal to itself only and has no attributes. */
  public static Entities none() {
    return EMPTY;
  }

  /**
   * These entities; throws {@link IllegalArgumentException} when two different ones have one name.
   */
  public static Entities of(Collection<Entity> entities) {
    return EMPTY.with(entities);
  }

  /**
   * These entities and {@code more}; throws {@link IllegalArgumentException} when two different
   * ones have one name.
   */
  public Entities with(Collection<Entity> more) {
    Map<EntityUid, Entity> added = new HashMap<>();
    boolean completes = false;
    for (Entity entity : more) {
      Entity same = added.putIfAbsent(entity.uid(), entity);
      Entity under = same == null ? lookup(entity.uid()) : same;
      if (under != null && !under.equals(entity)) {
        throw new IllegalArgumentException("two different entities are called " + entity.uid());
      }
      completes |= awaited(entity.uid());
    }
    if (completes) {
      // A parent that was only a name below becomes known: ancestors computed below would lack its
      // own.
      for (Entities layer = this; layer != null; layer = layer.below) {
        layer.known.forEach((uid, entry) -> added.put(uid, entry.entity()));
      }
      return layer(added, null);
    }
    return layer(added, this == EMPTY ? null : this);
  }

  private static Entities layer(Map<EntityUid, Entity> entities, @Nullable Entities below) {
    Map<EntityUid, Known> known = HashMap.newHashMap(entities.size());
    Set<EntityUid> unknown = new HashSet<>();
    for (Entity entity : entities.values()) {
      known.put(entity.uid(), new Known(entity, ancestors(entity, entities, below, unknown)));
    }
    return new Entities(known, below, Set.copyOf(unknown));
  }

  private static Set<EntityUid> ancestors(
      Entity entity,
      Map<EntityUid, Entity> layer,
      @Nullable Entities below,
      Set<EntityUid> unknown) {
    Set<EntityUid> found = new HashSet<>();
    Deque<EntityUid> open = new ArrayDeque<>(entity.parents());
    while (!open.isEmpty()) {
      EntityUid next = open.pop();
      if (!found.add(next)) {
        continue;
      }
      Entity here = layer.get(next);
      Known under = here != null || below == null ? null : below.entry(next);
      if (here != null) {
        open.addAll(here.parents());
      } else if (under != null) {
        found.addAll(under.ancestors());
      } else {
        unknown.add(next);
      }
    }
    return Set.copyOf(found);
  }

  private boolean awaited(EntityUid uid) {
    for (Entities layer = this; layer != null; layer = layer.below) {
      if (layer.unknownParents.contains(uid)) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Known entry(EntityUid uid) {
    for (Entities layer = this; layer != null; layer = layer.below) {
      Known entry = layer.known.get(uid);
      if (entry != null) {
        return entry;
      }
    }
    return null;
  }

  @Nullable Entity lookup(EntityUid uid) {
    Known entry = entry(uid);
    return entry == null ? null : entry.entity();
  }

  /** What is known of {@code uid}. */
  public Optional<Entity> find(EntityUid uid) {
    return Optional.ofNullable(lookup(uid));
  }

  /**
   * The entities that {@code uid} is in, directly or through others, without itself unless it is in
   * a cycle. Empty when it is unknown.
   */
  public Set<EntityUid> ancestors(EntityUid uid) {
    Known entry = entry(uid);
    return entry == null ? Collections.emptySet() : entry.ancestors();
  }

  /** Cedar's {@code in}: the same entity, or an ancestor. */
  public boolean isIn(EntityUid uid, EntityUid ancestor) {
    return uid.equals(ancestor) || ancestors(uid).contains(ancestor);
  }
}
