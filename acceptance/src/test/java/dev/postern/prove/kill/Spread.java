package dev.postern.prove.kill;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How long something took, many times, in milliseconds. */
final class Spread {
  private final List<Long> millis = new ArrayList<>();

  void add(long nanos) {
    millis.add(nanos / 1_000_000);
  }

  /** The middle, the slow ones, the slowest. */
  String told() {
    if (millis.isEmpty()) {
      return "none";
    }
    List<Long> sorted = new ArrayList<>(millis);
    Collections.sort(sorted);
    return "%d times, p50 %d ms, p95 %d ms, p99 %d ms, longest %d ms"
        .formatted(
            sorted.size(), at(sorted, 0.50), at(sorted, 0.95), at(sorted, 0.99), sorted.getLast());
  }

  private static long at(List<Long> sorted, double share) {
    return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(share * sorted.size())));
  }
}
