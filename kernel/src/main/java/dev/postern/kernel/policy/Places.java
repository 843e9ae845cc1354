package dev.postern.kernel.policy;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded memory of immutable things, each in the one place that its hash names: what comes later
 * takes the place. Any thread may use it; two that meet lose nothing but work.
 */
final class Places<T> {
  private final AtomicReferenceArray<@Nullable T> held;

  /** A memory of so many things, a power of two. */
  Places(int count) {
    held = new AtomicReferenceArray<>(count);
  }

  /** What is in the place; whoever asks must look whether it is what was meant. */
  @Nullable T at(int hash) {
    return held.getAcquire(place(hash));
  }

  void put(int hash, T thing) {
    held.setRelease(place(hash), thing);
  }

  private int place(int hash) {
    // Fibonacci hashing: the upper bits of the product depend on all bits of the hash.
    return (hash * 0x9E3779B9) >>> Integer.numberOfLeadingZeros(held.length()) + 1;
  }
}
