package dev.postern.gateway.drive;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread is about to bring about. */
final class Awaiting {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);
  private static final long GLANCE = TimeUnit.MILLISECONDS.toNanos(2);

  private Awaiting() {}

  static void until(BooleanSupplier met) {
    long end = System.nanoTime() + PATIENCE;
    while (!met.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it did not come about");
      }
      LockSupport.parkNanos(GLANCE);
    }
  }
}
