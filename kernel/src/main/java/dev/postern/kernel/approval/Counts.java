package dev.postern.kernel.approval;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** How often each name counts. */
final class Counts {
  private final Map<String, Integer> counts = new HashMap<>();

  void add(Collection<String> names) {
    names.forEach(name -> counts.merge(name, 1, Integer::sum));
  }

  void remove(Collection<String> names) {
    names.forEach(
        name -> counts.computeIfPresent(name, (key, count) -> count == 1 ? null : count - 1));
  }

  int of(String name) {
    return counts.getOrDefault(name, 0);
  }

  /** The highest count of some names. */
  int most(Collection<String> names) {
    return names.stream().mapToInt(this::of).max().orElse(0);
  }
}
