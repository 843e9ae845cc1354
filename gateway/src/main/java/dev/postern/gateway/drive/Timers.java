package dev.postern.gateway.drive;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** The timers of one session, by number. Belongs to its loop's thread. */
final class Timers {
  private final EventLoop loop;
  private final int most;
  private final IntConsumer fired;
  private final Map<Integer, Future<?>> pending = new HashMap<>(2);

  /**
   * @param most timers at once
   * @param fired hears the number of each that is due
   */
  Timers(EventLoop loop, int most, IntConsumer fired) {
    this.loop = loop;
    this.most = most;
    this.fired = fired;
  }

  /** Sets one that is not set. */
  void set(int number, Duration after) {
    if (pending.size() >= most) {
      throw new IllegalStateException("a session sets too many timers");
    }
    Runnable due =
        () -> {
          pending.remove(number);
          fired.accept(number);
        };
    pending.put(number, loop.schedule(due, after.toNanos(), TimeUnit.NANOSECONDS));
  }

  /** Clears one; one that is not set is no fault. */
  void clear(int number) {
    Future<?> timer = pending.remove(number);
    if (timer != null) {
      timer.cancel(false);
    }
  }

  void clearAll() {
    pending.values().forEach(timer -> timer.cancel(false));
    pending.clear();
  }
}
