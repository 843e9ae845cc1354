package dev.postern.gateway.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** The virtual time of a world: a steady clock with timers, and a wall clock that may step. */
final class Clock implements InstantSource {
  private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private long nanos;
  private Duration skew = Duration.ZERO;
  private long set;

  private record Timer(long at, long number, Runnable task, boolean[] cleared)
      implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      return at == other.at ? Long.compare(number, other.number) : Long.compare(at, other.at);
    }
  }

  long nanos() {
    return nanos;
  }

  @Override
  public Instant instant() {
    return START.plusNanos(nanos).plus(skew);
  }

  /** The wall clock is set. */
  void step(Duration by) {
    skew = skew.plus(by);
  }

  /** Runs a task once; gives what keeps it from running. */
  Runnable after(Duration delay, Runnable task) {
    boolean[] cleared = new boolean[1];
    timers.add(new Timer(nanos + delay.toNanos(), ++set, task, cleared));
    return () -> cleared[0] = true;
  }

  /** Runs a task again and again while it is wanted. */
  void every(Duration pause, BooleanSupplier wanted, Runnable task) {
    after(
        pause,
        () -> {
          if (wanted.getAsBoolean()) {
            task.run();
            every(pause, wanted, task);
          }
        });
  }

  /** Whether a timer is due. */
  boolean due() {
    return !timers.isEmpty() && timers.peek().at() <= nanos;
  }

  /** Runs the timer that is due. */
  void runDue() {
    Timer next = timers.remove();
    if (!next.cleared()[0]) {
      next.task().run();
    }
  }

  /** When the next timer is due. */
  long next() {
    return timers.isEmpty() ? Long.MAX_VALUE : timers.peek().at();
  }

  /** Moves on. */
  void moveTo(long moment) {
    nanos = Math.max(nanos, moment);
  }
}
