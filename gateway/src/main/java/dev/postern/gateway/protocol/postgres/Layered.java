package dev.postern.gateway.protocol.postgres;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * What names mean on the target, and what they will mean once it has answered what it was asked.
 * Proposals to one name settle in the order in which they were made, or not at all.
 */
final class Layered<V> {
  private final Map<String, V> settled = new HashMap<>(2);
  private final Map<String, ArrayDeque<Optional<V>>> proposed = new HashMap<>(2);
  private final ToLongFunction<V> weighs;
  private int proposals;
  private long weight;
  private long proposedWeight;

  /**
   * @param weighs what a value counts for in {@link #weight}; the same at each time
   */
  Layered(ToLongFunction<V> weighs) {
    this.weighs = weighs;
  }

  /** What a name will mean when all that was proposed has happened. */
  Optional<V> get(String name) {
    ArrayDeque<Optional<V>> coming = proposed.get(name);
    return coming == null ? Optional.ofNullable(settled.get(name)) : coming.getLast();
  }

  /** Something that will change a name, if the target does it; empty drops it. */
  void propose(String name, Optional<V> value) {
    proposed.computeIfAbsent(name, none -> new ArrayDeque<>(1)).add(value);
    proposals++;
    proposedWeight += weight(value);
  }

  /**
   * The target did the oldest of what was proposed for a name.
   *
   * @return what the name meant before
   */
  Optional<V> settle(String name) {
    ArrayDeque<Optional<V>> coming = proposed.get(name);
    if (coming == null) {
      return Optional.empty();
    }
    Optional<V> value = coming.removeFirst();
    proposals--;
    proposedWeight -= weight(value);
    weight += weight(value);
    if (coming.isEmpty()) {
      proposed.remove(name);
    }
    Optional<V> before =
        Optional.ofNullable(
            value.isPresent() ? settled.put(name, value.get()) : settled.remove(name));
    weight -= weight(before);
    return before;
  }

  private long weight(Optional<V> value) {
    return value.isPresent() ? weighs.applyAsLong(value.get()) : 0;
  }

  /** The target dropped a name of itself. */
  Optional<V> drop(String name) {
    Optional<V> before = Optional.ofNullable(settled.remove(name));
    weight -= weight(before);
    return before;
  }

  /** The target dropped all names. */
  void dropAll() {
    settled.clear();
    weight = 0;
  }

  /** What is still proposed did not happen and will not. */
  void undo() {
    proposed.clear();
    proposals = 0;
    proposedWeight = 0;
  }

  /** What has settled. */
  Collection<V> values() {
    return settled.values();
  }

  /** What has settled, and all that is proposed. */
  List<V> all() {
    List<V> all = new ArrayList<>(settled.values());
    proposed.values().forEach(coming -> coming.forEach(each -> each.ifPresent(all::add)));
    return all;
  }

  /** What all that is kept in mind weighs together. */
  long weight() {
    return weight + proposedWeight;
  }

  /** How much is kept in mind. */
  int size() {
    return settled.size() + proposals;
  }
}
