package dev.postern.gateway.net;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/**
 * A way to the system's sockets.
 *
 * @param handlers what an event loop waits with
 * @param listening the channel that accepts
 * @param connected the channel that dials
 */
public record Transport(
    IoHandlerFactory handlers,
    Class<? extends ServerChannel> listening,
    Class<? extends SocketChannel> connected) {
  /** Linux epoll where its native library loads, the JDK's selector elsewhere. */
  public static Transport best() {
    return Epoll.isAvailable()
        ? new Transport(
            EpollIoHandler.newFactory(), EpollServerSocketChannel.class, EpollSocketChannel.class)
        : selector();
  }

  /** A TCP address to listen at. */
  public Acceptor.Place place(InetSocketAddress address) {
    return new Acceptor.Place(address, listening);
  }

  /** A Unix socket to listen at. */
  public Acceptor.Place place(Path path) {
    return epoll()
        ? new Acceptor.Place(
            new DomainSocketAddress(path.toFile()), EpollServerDomainSocketChannel.class)
        : new Acceptor.Place(UnixDomainSocketAddress.of(path), NioServerDomainSocketChannel.class);
  }

  private boolean epoll() {
    return listening == EpollServerSocketChannel.class;
  }

  /** The JDK's selector. */
  public static Transport selector() {
    return new Transport(
        NioIoHandler.newFactory(), NioServerSocketChannel.class, NioSocketChannel.class);
  }
}
