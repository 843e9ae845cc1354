package dev.postern.kernel.cedar;

import java.util.Map;
import java.util.Set;

/**
 * What is known of one entity.
 *
 * @param parents the entities that it is directly in; they need not be known themselves
 * @param attributes what {@code entity.name} reads
 * @param tags what {@code entity.getTag(name)} reads
 */
public record Entity(
    EntityUid uid, Set<EntityUid> parents, RecordOf attributes, Map<String, CedarValue> tags) {
  public Entity {
    parents = Set.copyOf(parents);
    tags = Map.copyOf(tags);
  }

  /** An entity with attributes and no tags. */
  public Entity(EntityUid uid, Set<EntityUid> parents, RecordOf attributes) {
    this(uid, parents, attributes, Map.of());
  }

  /** An entity without attributes and tags. */
  public Entity(EntityUid uid, Set<EntityUid> parents) {
    this(uid, parents, RecordOf.empty(), Map.of());
  }
}
