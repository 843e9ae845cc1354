package dev.postern.gateway.ops;

import java.util.Map;
import java.util.Set;

/**
 * The names of a configuration that may become labels.
 *
 * @param targets each with its protocol
 * @param rules the ids of the rules
 */
public record Named(Map<String, String> targets, Set<String> rules) {
  /** Nothing has a name. */
  public static final Named NOTHING = new Named(Map.of(), Set.of());

  public Named {
    targets = Map.copyOf(targets);
    rules = Set.copyOf(rules);
  }
}
