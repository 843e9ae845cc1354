package dev.postern.gateway.net;

import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import jdk.net.ExtendedSocketOptions;

/**
 * A way to the system's sockets.
 *
 * @param handlers what an event loop waits with
 * @param listening the channel that accepts
 * @param connected the channel that dials
 * @param keepAlive how the other ends of its connections are watched
 */
public record Transport(
    IoHandlerFactory handlers,
    Class<? extends ServerChannel> listening,
    Class<? extends SocketChannel> connected,
    KeepAlive keepAlive) {
  /** Linux epoll where its native library loads, the JDK's selector elsewhere. */
  public static Transport best() {
    return Epoll.isAvailable()
        ? new Transport(
            EpollIoHandler.newFactory(),
            EpollServerSocketChannel.class,
            EpollSocketChannel.class,
            KeepAlive.DEFAULT)
        : selector();
  }

  /** The same sockets, with the other ends watched like this. */
  public Transport with(KeepAlive watched) {
    return new Transport(handlers, listening, connected, watched);
  }

  /** What {@link KeepAlive} is in the system's own options, of TCP connections. */
  Map<ChannelOption<Integer>, Integer> watching() {
    return epoll()
        ? watching(
            EpollChannelOption.TCP_KEEPIDLE,
            EpollChannelOption.TCP_KEEPINTVL,
            EpollChannelOption.TCP_KEEPCNT)
        : watching(
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE),
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL),
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT));
  }

  private Map<ChannelOption<Integer>, Integer> watching(
      ChannelOption<Integer> idle, ChannelOption<Integer> interval, ChannelOption<Integer> probes) {
    return Map.of(
        idle,
        Math.toIntExact(keepAlive.idle().toSeconds()),
        interval,
        Math.toIntExact(keepAlive.interval().toSeconds()),
        probes,
        keepAlive.probes());
  }

  /** A TCP address to listen at. */
  public Acceptor.Place place(InetSocketAddress address) {
    return new Acceptor.Place(address, listening, watching());
  }

  /** A Unix socket to listen at. */
  public Acceptor.Place place(Path path) {
    return epoll()
        ? new Acceptor.Place(
            new DomainSocketAddress(path.toFile()), EpollServerDomainSocketChannel.class, Map.of())
        : new Acceptor.Place(
            UnixDomainSocketAddress.of(path), NioServerDomainSocketChannel.class, Map.of());
  }

  private boolean epoll() {
    return listening == EpollServerSocketChannel.class;
  }

  /** The JDK's selector. */
  public static Transport selector() {
    return new Transport(
        NioIoHandler.newFactory(),
        NioServerSocketChannel.class,
        NioSocketChannel.class,
        KeepAlive.DEFAULT);
  }
}
