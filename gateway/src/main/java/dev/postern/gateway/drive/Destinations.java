package dev.postern.gateway.drive;

import dev.postern.gateway.target.Target;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** All targets by name; replaced as a whole. A target that did not change keeps its connections. */
final class Destinations {
  private volatile Map<String, Destination> byName = Map.of();

  Optional<Destination> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * Puts other targets in force.
   *
   * @throws IOException when one cannot be used; then nothing has changed
   */
  synchronized void replace(Collection<Target> targets) throws IOException {
    Map<String, Destination> next = new HashMap<>();
    for (Target target : targets) {
      Destination before = byName.get(target.name());
      boolean same = before != null && before.target().equals(target);
      if (next.put(target.name(), same ? before : new Destination(target)) != null) {
        throw new IOException("two targets are called " + target.name());
      }
    }
    byName = Map.copyOf(next);
  }
}
