package dev.postern.gateway.simulator.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Loops that nobody stops: their world just ends. */
interface EndsWithItsWorld extends EventLoopGroup {
  @Override
  @Deprecated
  default ChannelFuture register(Channel channel, ChannelPromise promise) {
    return register(promise);
  }

  @Override
  default boolean isShuttingDown() {
    return false;
  }

  @Override
  default Future<?> shutdownGracefully(long quiet, long timeout, TimeUnit unit) {
    throw new UnsupportedOperationException("its world just ends");
  }

  @Override
  default Future<?> terminationFuture() {
    throw new UnsupportedOperationException("its world just ends");
  }
}
