package dev.postern.gateway.drive;

import dev.postern.gateway.target.StreamTarget;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** All targets of streams by name; replaced as a whole. */
final class StreamDestinations {
  private volatile Map<String, StreamDestination> byName = Map.of();

  Optional<StreamDestination> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * Puts other targets in force.
   *
   * @throws IOException when one cannot be used; then nothing has changed
   */
  synchronized void replace(Collection<StreamTarget> targets) throws IOException {
    Map<String, StreamDestination> next = new HashMap<>();
    for (StreamTarget target : targets) {
      StreamDestination before = byName.get(target.name());
      boolean same = before != null && before.target().equals(target);
      if (next.put(target.name(), same ? before : new StreamDestination(target)) != null) {
        throw new IOException("two targets are called " + target.name());
      }
    }
    byName = Map.copyOf(next);
  }
}
