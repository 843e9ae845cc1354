package dev.postern.gateway.protocol.postgres;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What names mean on the target, and what they will mean once it has answered what it was asked.
 * Proposals to one name settle in the order in which they were made, or not at all.
 */
final class Layered<V> {
  private final Map<String, V> settled = new HashMap<>();
  private final Map<String, ArrayDeque<Optional<V>>> proposed = new HashMap<>();
  private int proposals;

  /** What a name will mean when all that was proposed has happened. */
  Optional<V> get(String name) {
    ArrayDeque<Optional<V>> coming = proposed.get(name);
    return coming == null ? Optional.ofNullable(settled.get(name)) : coming.getLast();
  }

  /** Something that will change a name, if the target does it; empty drops it. */
  void propose(String name, Optional<V> value) {
    proposed.computeIfAbsent(name, none -> new ArrayDeque<>()).add(value);
    proposals++;
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
    if (coming.isEmpty()) {
      proposed.remove(name);
    }
    return Optional.ofNullable(
        value.isPresent() ? settled.put(name, value.get()) : settled.remove(name));
  }

  /** The target dropped a name of itself. */
  Optional<V> drop(String name) {
    return Optional.ofNullable(settled.remove(name));
  }

  /** The target dropped all names. */
  void dropAll() {
    settled.clear();
  }

  /** What is still proposed did not happen and will not. */
  void undo() {
    proposed.clear();
    proposals = 0;
  }

  /** What has settled. */
  Collection<V> values() {
    return settled.values();
  }

  /** How much is kept in mind. */
  int size() {
    return settled.size() + proposals;
  }
}
