package dev.postern.demo.issuer;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Things put aside under a secret name until they are collected, once, or too old. Safe to use from
 * any thread.
 */
final class Shelf<T> {
  /** The most things kept; the oldest goes when there is one more. */
  static final int ROOM = 1_000;

  /** How long a thing is kept. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final int NAME_BYTES = 32;

  private final SecureRandom random = new SecureRandom();
  private final Map<String, Kept<T>> kept = new LinkedHashMap<>();

  private record Kept<T>(T thing, Instant since) {}

  /** Puts a thing aside; returns its name, which nobody can guess. */
  synchronized String put(T thing, Instant now) {
    byte[] name = new byte[NAME_BYTES];
    random.nextBytes(name);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(name);
    kept.put(text, new Kept<>(thing, now));
    if (kept.size() > ROOM) {
      kept.remove(kept.keySet().iterator().next());
    }
    return text;
  }

  /** Looks at a thing and leaves it there. */
  synchronized Optional<T> look(String name, Instant now) {
    return Optional.ofNullable(kept.get(name))
        .filter(found -> now.isBefore(found.since.plus(PATIENCE)))
        .map(Kept::thing);
  }

  /** Takes a thing away. */
  synchronized Optional<T> take(String name, Instant now) {
    Optional<T> found = look(name, now);
    kept.remove(name);
    return found;
  }

  /** Puts another thing in a thing's place, as old as that was. */
  synchronized void replace(String name, T thing) {
    kept.computeIfPresent(name, (same, old) -> new Kept<>(thing, old.since));
  }
}
