package dev.postern.cli.policy;

import dev.postern.gateway.config.yaml.Place;
import java.util.List;

/**
 * A case that was tried.
 *
 * @param name the case's name
 * @param place where the case stands
 * @param differences what came out otherwise than expected, one sentence each; empty when nothing
 *     did
 */
record Trial(String name, Place place, List<String> differences) {
  Trial {
    differences = List.copyOf(differences);
  }

  boolean passed() {
    return differences.isEmpty();
  }
}
