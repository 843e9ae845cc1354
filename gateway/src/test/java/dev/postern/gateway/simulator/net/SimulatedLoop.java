package dev.postern.gateway.simulator.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * An event loop that runs when told, a task at a time. Until it {@link #begins} it runs what it is
 * given at once, so that listeners can be bound.
 */
public final class SimulatedLoop extends AbstractScheduledEventExecutor
    implements EventLoop, EndsWithItsWorld {
  private final Network network;
  private final LongSupplier nanos;
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final ArrayDeque<Runnable> tails = new ArrayDeque<>();
  private final Promise<Void> terminated = new DefaultPromise<>(ImmediateEventExecutor.INSTANCE);
  private boolean begun;
  private boolean draining;
  private boolean over;

  /**
   * @param nanos the virtual clock
   */
  public SimulatedLoop(Network network, LongSupplier nanos) {
    this.network = network;
    this.nanos = nanos;
  }

  Network network() {
    return network;
  }

  /** From now on it runs when told. */
  public void begins() {
    begun = true;
  }

  /** From now on it runs what it has and is given at once, as before it began. */
  public void hurries() {
    begun = false;
    drain();
  }

  /** Its world ends: what the library keeps for a loop, and with it the world, is let go. */
  public void ends() {
    terminated.trySuccess(null);
  }

  @Override
  public Future<?> terminationFuture() {
    return terminated;
  }

  /** Runs a task when the turn under way ends. */
  public void whenTurnEnds(Runnable task) {
    tails.add(task);
  }

  /** Whether a task waits. */
  public boolean hasTasks() {
    fetchFromScheduledTaskQueue(tasks);
    return !tasks.isEmpty();
  }

  /** Runs the next task. */
  public void runTask() {
    tasks.remove().run();
  }

  /** Whether the end of the turn waits for something. */
  public boolean hasTails() {
    return !tails.isEmpty();
  }

  /** Ends the turn. */
  public void endTurn() {
    for (int left = tails.size(); left > 0; left--) {
      tails.remove().run();
    }
  }

  /** When the next timer is due, on the virtual clock; the greatest number when none is. */
  public long nextTimer() {
    long next = nextScheduledTaskDeadlineNanos();
    return next < 0 ? Long.MAX_VALUE : next;
  }

  @Override
  protected long getCurrentTimeNanos() {
    return nanos.getAsLong();
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (!begun && !draining) {
      drain();
    }
  }

  private void drain() {
    draining = true;
    try {
      while (!tasks.isEmpty()) {
        runTask();
      }
    } finally {
      draining = false;
    }
  }

  @Override
  public boolean inEventLoop(Thread thread) {
    return true;
  }

  @Override
  public EventLoopGroup parent() {
    return this;
  }

  @Override
  public EventLoop next() {
    return this;
  }

  @Override
  public ChannelFuture register(Channel channel) {
    return register(new DefaultChannelPromise(channel, this));
  }

  @Override
  public ChannelFuture register(ChannelPromise promise) {
    promise.channel().unsafe().register(this, promise);
    return promise;
  }

  @Override
  @Deprecated
  public void shutdown() {
    over = true;
  }

  @Override
  public boolean isShutdown() {
    return over;
  }

  @Override
  public boolean isTerminated() {
    return over;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return over;
  }
}
