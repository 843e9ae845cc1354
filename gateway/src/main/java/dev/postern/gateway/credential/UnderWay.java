package dev.postern.gateway.credential;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** How much stores are asked for just now. Any thread. */
final class UnderWay {
  private final Map<SecretStore, Integer> asked = new HashMap<>();
  private boolean closed;

  /**
   * One more is asked for.
   *
   * @throws IOException when nothing begins any more
   */
  synchronized void begin(SecretStore store) throws IOException {
    if (closed) {
      throw new IOException("the gateway stops");
    }
    asked.merge(store, 1, Integer::sum);
  }

  /** One that began has its answer, and what came of it is where it belongs. */
  synchronized void end(SecretStore store) {
    asked.computeIfPresent(store, (its, count) -> count == 1 ? null : count - 1);
    notifyAll();
  }

  /** Those that are asked for something. */
  synchronized Set<SecretStore> stores() {
    return new HashSet<>(asked.keySet());
  }

  /** Nothing begins any more. */
  synchronized void close() {
    closed = true;
  }

  /**
   * Waits until nothing is asked for.
   *
   * @param until and no longer, as {@link System#nanoTime} has it
   */
  synchronized void await(long until) throws InterruptedException {
    while (!asked.isEmpty()) {
      long left = until - System.nanoTime();
      if (left <= 0) {
        return;
      }
      // Rounded up: a wait of no milliseconds would have no end.
      wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
    }
  }
}
