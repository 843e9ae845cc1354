package dev.postern.gateway.signin;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What is known of tokens, by fingerprint. Bounded; the oldest entry makes room. Looking up takes
 * no lock, so event loops may; an entry that no longer holds is not found.
 */
final class TokenCache {
  private final int most;
  private final ConcurrentMap<Fingerprint, Verified> entries = new ConcurrentHashMap<>();
  private final Queue<Fingerprint> oldestFirst = new ArrayDeque<>();

  TokenCache(int most) {
    this.most = most;
  }

  /** What is known of a token, if that still holds. */
  Optional<Verified> known(Fingerprint fingerprint, Instant now) {
    Verified verified = entries.get(fingerprint);
    return verified != null && verified.holds(now) ? Optional.of(verified) : Optional.empty();
  }

  /** Remembers a token, and forgets the oldest while there are too many. */
  synchronized void put(Fingerprint fingerprint, Verified verified) {
    if (entries.put(fingerprint, verified) == null) {
      oldestFirst.add(fingerprint);
    }
    while (oldestFirst.size() > most) {
      entries.remove(oldestFirst.remove());
    }
  }

  /** Drops what no longer holds, for memory's sake. */
  synchronized void sweep(Instant now) {
    oldestFirst.removeIf(fingerprint -> {
      Verified verified = entries.get(fingerprint);
      boolean over = verified == null || !verified.holds(now);
      if (over) {
        entries.remove(fingerprint);
      }
      return over;
    });
  }

  int size() {
    return entries.size();
  }
}
