package dev.postern.gateway.protocol.postgres.password;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts wrong proofs by who or what they are about: so many at once, and so many more each second.
 * The one that was not heard of for longest makes room for a new one. Safe for several threads.
 */
final class Tries<K> {
  private final int burst;
  private final int perSecond;
  private final Map<K, Left> byKey;

  /** How many are left of one, as of a moment. */
  private record Left(double count, Instant at) {}

  Tries(int burst, int perSecond, int counted) {
    this.burst = burst;
    this.perSecond = perSecond;
    this.byKey =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, Left> eldest) {
            return size() > counted;
          }
        };
  }

  /** Whether another proof is looked at. */
  synchronized boolean left(K key, Instant now) {
    return count(key, now) >= 1;
  }

  /** A proof was wrong. */
  synchronized void wrong(K key, Instant now) {
    byKey.put(key, new Left(Math.max(0, count(key, now) - 1), now));
  }

  private double count(K key, Instant now) {
    Left known = byKey.get(key);
    if (known == null) {
      return burst;
    }
    double seconds = Math.max(0, Duration.between(known.at(), now).toMillis()) / 1000.0;
    return Math.min(burst, known.count() + seconds * perSecond);
  }
}
