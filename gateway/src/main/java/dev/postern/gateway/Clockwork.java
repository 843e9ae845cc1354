package dev.postern.gateway;

import dev.postern.kernel.gate.Alarm;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Wakes the gate at the moment at which something ends, with one timer. Any thread.
 *
 * <p>Ends are moments of the wall clock, and a timer counts on the machine's own: they drift apart,
 * and the wall clock may step. So only what is near gets a timer; what is further away is told
 * again by a periodic review, which also finds what a clock stepped over. A timer that comes too
 * early is set again by the strike that finds nothing.
 */
final class Clockwork implements Alarm {
  /** What is further away than this is told again before it comes. */
  static final Duration HORIZON = Duration.ofSeconds(5);

  /** The least time until a strike: so many ends as there may be, they share strikes. */
  static final Duration LEAST = Duration.ofMillis(5);

  private final InstantSource clock;
  private final Later later;
  private final Strikes strikes;
  private Optional<Timer> pending = Optional.empty();
  private long timers;

  /** A timer that is set. */
  private record Timer(long number, Instant at, Runnable clear) {}

  /** Runs things later. */
  @FunctionalInterface
  interface Later {
    /**
     * Runs a task once.
     *
     * @return keeps it from running, if it has not begun
     */
    Runnable after(Duration delay, Runnable task);
  }

  /** What it wakes. */
  interface Strikes {
    /** Something may have ended. */
    void strike();

    /** Decisions may differ now. */
    void turned();
  }

  Clockwork(InstantSource clock, Later later, Strikes strikes) {
    this.clock = clock;
    this.later = later;
    this.strikes = strikes;
  }

  @Override
  public synchronized void set(Instant at) {
    Instant now = clock.instant();
    boolean covered = pending.isPresent() && !at.isBefore(pending.get().at());
    if (covered || at.isAfter(now.plus(HORIZON))) {
      return;
    }
    pending.ifPresent(farther -> farther.clear().run());
    Duration left = Duration.between(now, at);
    long number = ++timers;
    Runnable clear = later.after(left.compareTo(LEAST) < 0 ? LEAST : left, () -> strike(number));
    pending = Optional.of(new Timer(number, at, clear));
  }

  private void strike(long number) {
    synchronized (this) {
      pending = pending.filter(timer -> timer.number() != number);
    }
    strikes.strike();
  }

  @Override
  public void turned() {
    strikes.turned();
  }
}
