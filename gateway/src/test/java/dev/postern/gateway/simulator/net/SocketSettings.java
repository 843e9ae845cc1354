package dev.postern.gateway.simulator.net;

import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DefaultSocketChannelConfig;
import io.netty.channel.socket.SocketChannelConfig;
import java.net.Socket;

/** A socket's options: those that a simulated one has no use for are taken and forgotten. */
final class SocketSettings extends DefaultSocketChannelConfig {
  private final SimulatedSocket of;
  private int linger = -1;

  SocketSettings(SimulatedSocket of) {
    super(of, new Socket());
    this.of = of;
  }

  @Override
  public <T> boolean setOption(ChannelOption<T> option, T value) {
    if (option == ChannelOption.SO_LINGER) {
      linger = (Integer) value;
      return true;
    }
    if (option == ChannelOption.CONNECT_TIMEOUT_MILLIS) {
      return super.setOption(option, value);
    }
    return true;
  }

  @Override
  public SocketChannelConfig setTcpNoDelay(boolean now) {
    return this;
  }

  @Override
  protected void autoReadCleared() {
    of.readsNoMore();
  }

  /** Whether closing resets. */
  boolean resets() {
    return linger == 0;
  }
}
