package dev.postern.gateway.vault.server;

import dev.postern.gateway.vault.VaultLimits;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * How often the gateway signs in at one server: one that refuses what it gave is not asked without
 * an end, and locks nobody out. Any thread.
 */
final class LoginRate {
  private final VaultLimits limits;
  private final LongSupplier nanos;
  private final Deque<Long> lately = new ArrayDeque<>();

  /**
   * @param nanos a clock that only goes on
   */
  LoginRate(VaultLimits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
  }

  /** Whether it may sign in now, which counts then. */
  synchronized boolean permits() {
    long now = nanos.getAsLong();
    while (!lately.isEmpty() && now - lately.element() >= limits.within().toNanos()) {
      lately.remove();
    }
    boolean permitted = lately.size() < limits.logins();
    if (permitted) {
      lately.add(now);
    }
    return permitted;
  }
}
