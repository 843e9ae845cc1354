package dev.postern.prove.revocation;

import java.util.Arrays;

/** How long something took, many times. */
final class Delays {
  private long[] nanos = new long[1024];
  private int count;

  /** One of them, in nanoseconds; what came before its event took nothing. */
  synchronized void add(long took) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = Math.max(0, took);
  }

  synchronized int count() {
    return count;
  }

  /** The one that so many of a hundred do not exceed, in milliseconds. */
  synchronized double percentile(int of) {
    if (count == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int at = Math.min(count - 1, (int) Math.ceil(count * of / 100.0) - 1);
    return sorted[Math.max(0, at)] / 1e6;
  }

  /** Median, 99th of a hundred and longest, as cells of a table, in milliseconds. */
  String cells() {
    return "%.1f | %.1f | %.1f".formatted(percentile(50), percentile(99), percentile(100));
  }
}
