package dev.postern.gateway;

import dev.postern.kernel.gate.Gate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What happens by itself. The gate is looked through now and then, and woken in between by a {@link
 * Clockwork}; the rest is tended on another thread, since it reads files, and secrets on one of
 * their own, since vaults may be slow.
 */
final class Time implements AutoCloseable {
  private static final Duration REVIEW_EVERY = Duration.ofSeconds(1);
  private static final Duration TEND_EVERY = Duration.ofSeconds(5);
  private static final Duration ASK_EVERY = Duration.ofSeconds(1);

  private final ScheduledExecutorService reviews = executor("time");
  private final ScheduledExecutorService tending = executor("tending");
  private final ScheduledExecutorService secrets = executor("secrets");

  /** What is done by the clock, besides the gate's. */
  record Chores(Runnable tend, Runnable readSecrets, Runnable askIssuers, Runnable rulesTurned) {}

  /** Begins. */
  static Time start(Gate gate, InstantSource clock, Chores chores) {
    Time time = new Time();
    gate.wakeBy(
        new Clockwork(
            clock,
            time::after,
            new Clockwork.Strikes() {
              @Override
              public void strike() {
                gate.strike();
              }

              @Override
              public void turned() {
                chores.rulesTurned().run();
              }
            }));
    every(time.reviews, REVIEW_EVERY, gate::review);
    every(time.tending, TEND_EVERY, chores.tend());
    every(time.tending, ASK_EVERY, chores.askIssuers());
    every(time.secrets, TEND_EVERY, chores.readSecrets());
    return time;
  }

  private Runnable after(Duration delay, Runnable task) {
    if (reviews.isShutdown()) {
      return () -> {};
    }
    Future<?> timer = reviews.schedule(chore(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> timer.cancel(false);
  }

  private static void every(ScheduledExecutorService on, Duration pause, Runnable work) {
    on.scheduleWithFixedDelay(
        chore(work), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Runnable chore(Runnable work) {
    return new Chore("work that is done by the clock", work);
  }

  private static ScheduledExecutorService executor(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().name(name).daemon().factory());
  }

  @Override
  public void close() {
    reviews.shutdownNow();
    secrets.shutdownNow();
    tending.close();
  }
}
