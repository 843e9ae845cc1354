package dev.postern.gateway.simulator.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketChannelConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The gateway's end of a {@link Line}: a channel as Netty's own sockets are. */
public final class SimulatedSocket extends AbstractChannel implements SocketChannel {
  private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

  private final SocketSettings settings = new SocketSettings(this);
  private final InetSocketAddress local = new InetSocketAddress("127.0.0.1", 1);
  private InetSocketAddress remote = local;
  private @Nullable Line line;
  private @Nullable ChannelPromise connecting;
  private boolean open = true;
  private boolean reads;
  private boolean outputShut;
  private boolean writing;

  /** One that dials. */
  public SimulatedSocket() {
    super(null);
  }

  /** One that was accepted. */
  SimulatedSocket(SimulatedServer server, Line line, InetSocketAddress peer) {
    super(server);
    this.line = line;
    this.remote = peer;
    line.of(this);
  }

  /** A dialled connection is there; nothing when nobody waits for it any more. */
  void established(Line made) {
    ChannelPromise waiting = connecting;
    connecting = null;
    if (waiting == null || !open) {
      made.of(this);
      made.gatewayCloses(true);
      return;
    }
    line = made;
    made.of(this);
    waiting.trySuccess();
    pipeline().fireChannelActive();
  }

  /** A dialled connection cannot be had. */
  void refused() {
    ChannelPromise waiting = connecting;
    connecting = null;
    if (waiting != null) {
      waiting.tryFailure(new ConnectException("refused"));
      unsafe().close(voidPromise());
    }
  }

  /** Its process is gone: nobody hears of it. */
  void dies() {
    open = false;
    connecting = null;
  }

  boolean wantsToRead() {
    return open && reads;
  }

  void readsNoMore() {
    reads = false;
  }

  void received(byte[] bytes) {
    reads = false;
    pipeline().fireChannelRead(alloc().heapBuffer(bytes.length).writeBytes(bytes));
    pipeline().fireChannelReadComplete();
  }

  void endOfInput() {
    reads = false;
    pipeline().fireChannelReadComplete();
    if (open) {
      unsafe().close(voidPromise());
    }
  }

  void lost() {
    reads = false;
    pipeline().fireChannelReadComplete();
    pipeline().fireExceptionCaught(new IOException("reset by the peer"));
    if (open) {
      unsafe().close(voidPromise());
    }
  }

  void hasRoom() {
    if (writing) {
      unsafe().flush();
    }
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer out) {
    Line to = line;
    writing = false;
    while (to != null && out.current() instanceof ByteBuf next) {
      int taken = to.take(next);
      int all = next.readableBytes();
      out.removeBytes(taken);
      if (taken < all) {
        writing = true;
        return;
      }
    }
  }

  @Override
  protected void doRegister() {
    settings.setAllocator(((SimulatedLoop) eventLoop()).network().buffers());
  }

  @Override
  protected void doClose() {
    open = false;
    ChannelPromise waiting = connecting;
    connecting = null;
    if (waiting != null) {
      waiting.tryFailure(new ClosedChannelException());
    }
    if (line != null) {
      line.gatewayCloses(settings.resets());
    }
  }

  @Override
  protected void doShutdownOutput() {
    outputShut = true;
    if (line != null) {
      line.gatewayFinishes();
    }
  }

  @Override
  protected void doBeginRead() {
    reads = true;
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new Dialling();
  }

  private final class Dialling extends AbstractUnsafe {
    @Override
    public void connect(SocketAddress to, @Nullable SocketAddress from, ChannelPromise promise) {
      if (!promise.setUncancellable() || !ensureOpen(promise)) {
        return;
      }
      connecting = promise;
      remote = (InetSocketAddress) to;
      ((SimulatedLoop) eventLoop()).network().dial(SimulatedSocket.this, remote);
      eventLoop()
          .schedule(
              () -> {
                if (connecting == promise) {
                  connecting = null;
                  promise.tryFailure(new ConnectTimeoutException("too slow"));
                  close(voidPromise());
                }
              },
              config().getConnectTimeoutMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public ChannelFuture shutdownOutput(ChannelPromise promise) {
    doShutdownOutput();
    promise.trySuccess();
    return promise;
  }

  @Override
  public ChannelFuture shutdownOutput() {
    return shutdownOutput(newPromise());
  }

  @Override
  public ChannelFuture shutdownInput() {
    return shutdownInput(newPromise());
  }

  @Override
  public ChannelFuture shutdownInput(ChannelPromise promise) {
    throw new UnsupportedOperationException("nobody shuts input alone");
  }

  @Override
  public ChannelFuture shutdown() {
    return shutdown(newPromise());
  }

  @Override
  public ChannelFuture shutdown(ChannelPromise promise) {
    throw new UnsupportedOperationException("nobody shuts both and stays open");
  }

  @Override
  public boolean isInputShutdown() {
    return !open;
  }

  @Override
  public boolean isOutputShutdown() {
    return outputShut || !open;
  }

  @Override
  public boolean isShutdown() {
    return !open;
  }

  @Override
  public SocketChannelConfig config() {
    return settings;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isActive() {
    return open && line != null;
  }

  @Override
  public ChannelMetadata metadata() {
    return METADATA;
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return loop instanceof SimulatedLoop;
  }

  @Override
  protected SocketAddress localAddress0() {
    return local;
  }

  @Override
  protected SocketAddress remoteAddress0() {
    return remote;
  }

  @Override
  public InetSocketAddress localAddress() {
    return local;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return remote;
  }

  @Override
  public ServerSocketChannel parent() {
    throw new UnsupportedOperationException("nobody asks who accepted it");
  }

  @Override
  protected void doBind(SocketAddress address) {
    throw new UnsupportedOperationException("a connection binds nothing");
  }

  @Override
  protected void doDisconnect() {
    doClose();
  }
}
