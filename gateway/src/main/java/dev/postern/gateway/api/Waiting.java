package dev.postern.gateway.api;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** How many requests may wait for something to happen, all together. Any thread. */
final class Waiting {
  /** How long a waiting request sleeps between two looks; it holds no thread meanwhile. */
  static final Duration PAUSE = Duration.ofMillis(500);

  private final int most;
  private final AtomicInteger waiting = new AtomicInteger();

  Waiting(int most) {
    this.most = most;
  }

  /** Takes a place; whether there was one. */
  boolean begin() {
    if (waiting.incrementAndGet() > most) {
      waiting.decrementAndGet();
      return false;
    }
    return true;
  }

  /** Gives a place back. */
  void end() {
    waiting.decrementAndGet();
  }
}
