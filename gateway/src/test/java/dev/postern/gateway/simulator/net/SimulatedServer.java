package dev.postern.gateway.simulator.net;

import io.netty.channel.AbstractServerChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** A port that the gateway listens on. */
public final class SimulatedServer extends AbstractServerChannel {
  private final ChannelConfig settings =
      new DefaultChannelConfig(this) {
        @Override
        public <T> boolean setOption(ChannelOption<T> option, T value) {
          return true;
        }
      };
  private InetSocketAddress local = new InetSocketAddress("127.0.0.1", 0);
  private boolean open = true;
  private boolean bound;

  /** One that is not bound yet. */
  public SimulatedServer() {}

  /** A client connects. */
  void accept(Line line, InetSocketAddress peer) {
    pipeline().fireChannelRead(new SimulatedSocket(this, line, peer));
    pipeline().fireChannelReadComplete();
  }

  @Override
  protected void doBind(SocketAddress address) {
    local = ((SimulatedLoop) eventLoop()).network().listens(this, (InetSocketAddress) address);
    bound = true;
  }

  @Override
  protected void doClose() {
    open = false;
    ((SimulatedLoop) eventLoop()).network().stopped(this);
  }

  @Override
  protected void doBeginRead() {
    // Clients are accepted as they come.
  }

  @Override
  public ChannelConfig config() {
    return settings;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isActive() {
    return open && bound;
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return loop instanceof SimulatedLoop;
  }

  @Override
  protected SocketAddress localAddress0() {
    return local;
  }
}
