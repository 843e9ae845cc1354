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
import java.net.SocketAddress;
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

  /** The channel that accepts on a Unix socket. */
  public Class<? extends ServerChannel> listeningLocally() {
    return epoll() ? EpollServerDomainSocketChannel.class : NioServerDomainSocketChannel.class;
  }

  /** A Unix socket's address, in the form that its channel wants. */
  public SocketAddress localAddress(Path path) {
    return epoll() ? new DomainSocketAddress(path.toFile()) : UnixDomainSocketAddress.of(path);
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
