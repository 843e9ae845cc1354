package dev.postern.kernel.operation;

import java.util.Set;

/**
 * What an action is done to.
 *
 * @param ref its name
 * @param parents what it belongs to: its target, its environment, its tags, its class
 */
public record Resource(Ref ref, Set<Ref> parents) {
  public Resource {
    parents = Set.copyOf(parents);
  }
}
