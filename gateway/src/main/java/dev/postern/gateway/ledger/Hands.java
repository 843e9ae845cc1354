package dev.postern.gateway.ledger;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The threads of a ledger, which are ended with it.
 *
 * @param keeper what makes room ahead and signs checkpoints; one thread
 * @param writer what writes at level power-loss; one thread
 */
record Hands(ScheduledExecutorService keeper, ExecutorService writer) {
  /** Threads of its own; the writer's begins with the first turn that it is given. */
  static Hands fresh() {
    return new Hands(
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("ledger-keeper").daemon().factory()),
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("ledger-writer").daemon().factory()));
  }

  /**
   * Ends them when they have done what they were given, and waits until they have ended.
   *
   * @param atMost how long for each
   * @return whether they have; false too when the caller is interrupted
   */
  boolean finish(Duration atMost) {
    keeper.shutdown();
    writer.shutdown();
    return ended(atMost);
  }

  /**
   * Ends them, whatever they are at, and waits until they have ended, also where the caller was
   * interrupted before.
   *
   * @param atMost how long for each
   * @return whether they have
   */
  boolean letGo(Duration atMost) {
    keeper.shutdownNow();
    writer.shutdownNow();
    boolean before = Thread.interrupted();
    boolean ended = ended(atMost);
    if (before) {
      Thread.currentThread().interrupt();
    }
    return ended;
  }

  private boolean ended(Duration atMost) {
    try {
      return keeper.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS)
          && writer.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
