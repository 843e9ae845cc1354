package dev.postern.gateway.drive;

import dev.postern.gateway.net.KeepAlive;
import dev.postern.gateway.net.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The JDK's selector and sockets; what they ask of the system is counted. */
public final class CountedSockets {
  static final AtomicLong READS = new AtomicLong();
  static final AtomicLong WRITES = new AtomicLong();
  static final AtomicLong WAKEUPS = new AtomicLong();

  private CountedSockets() {}

  /** The transport whose sockets count. */
  public static Transport transport() {
    IoHandlerFactory plain = NioIoHandler.newFactory();
    return new Transport(
        executor -> new Waking(executor, plain.newHandler(executor)),
        Listening.class,
        Connected.class,
        KeepAlive.DEFAULT);
  }

  /** All reads, writes and wake-ups by other threads so far, of all its sockets. */
  public static long all() {
    return READS.get() + WRITES.get() + WAKEUPS.get();
  }

  /** A socket that counts; made by Netty. */
  public static final class Connected extends NioSocketChannel {
    public Connected() {}

    Connected(Channel parent, SocketChannel socket) {
      super(parent, socket);
    }

    @Override
    protected int doReadBytes(ByteBuf into) throws Exception {
      READS.incrementAndGet();
      return super.doReadBytes(into);
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer from) throws Exception {
      WRITES.incrementAndGet();
      super.doWrite(from);
    }
  }

  /** A listening socket whose connections count; made by Netty. */
  public static final class Listening extends NioServerSocketChannel {
    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
      SocketChannel socket = javaChannel().accept();
      if (socket == null) {
        return 0;
      }
      accepted.add(new Connected(this, socket));
      return 1;
    }
  }

  /** A selector of which is counted how often another thread wakes it. */
  private record Waking(ThreadAwareExecutor loop, IoHandler to) implements IoHandler {
    @Override
    public void initialize() {
      to.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
      return to.run(context);
    }

    @Override
    public void prepareToDestroy() {
      to.prepareToDestroy();
    }

    @Override
    public void destroy() {
      to.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
      return to.register(handle);
    }

    @Override
    public void wakeup() {
      if (!loop.isExecutorThread(Thread.currentThread())) {
        WAKEUPS.incrementAndGet();
      }
      to.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> kind) {
      return to.isCompatible(kind);
    }
  }
}
