package dev.postern.gateway.simulator.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.AbstractEventExecutorGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Several loops, to which connections are given in turn. */
public final class SimulatedGroup extends AbstractEventExecutorGroup implements EndsWithItsWorld {
  private final List<SimulatedLoop> loops;
  private int given;

  /** These loops, one at least. */
  public SimulatedGroup(List<SimulatedLoop> loops) {
    this.loops = List.copyOf(loops);
  }

  @Override
  public EventLoop next() {
    return loops.get(given++ % loops.size());
  }

  @Override
  public Iterator<EventExecutor> iterator() {
    return loops.stream().<EventExecutor>map(loop -> loop).iterator();
  }

  @Override
  public ChannelFuture register(Channel channel) {
    return next().register(channel);
  }

  @Override
  public ChannelFuture register(ChannelPromise promise) {
    return next().register(promise);
  }

  @Override
  @Deprecated
  public void shutdown() {
    throw new UnsupportedOperationException("its world just ends");
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return false;
  }
}
