package dev.postern.kernel.cedar;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The entities that there are, for types where all are known: a policy that names another of such a
 * type is mistaken.
 *
 * @param ids the ids of each type; a type that is not a key is not looked at
 */
public record Known(Map<String, Set<String>> ids) {
  public Known {
    ids =
        ids.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, type -> Set.copyOf(type.getValue())));
  }

  /** Nothing is known to be complete. */
  public static Known nothing() {
    return new Known(Map.of());
  }
}
