package dev.postern.gateway.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket: binds, counts its connections, all and by source, and gives each one to who
 * takes it. Knows no protocol.
 */
public final class Acceptor {
  /** How many connections may be told at once that there are too many; others are just closed. */
  static final int TOLD_AT_ONCE = 64;

  /** Who is at the other end of a local socket, for counts by source. */
  private static final InetSocketAddress LOCAL_PEER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /**
   * A place to listen at.
   *
   * @param kind the channel that accepts there
   * @param options of each connection, besides those of all TCP connections
   */
  public record Place(
      SocketAddress address,
      Class<? extends ServerChannel> kind,
      Map<ChannelOption<Integer>, Integer> options) {
    public Place {
      options = Map.copyOf(options);
    }

    boolean local() {
      return !(address instanceof InetSocketAddress);
    }
  }

  /**
   * How many connections there may be.
   *
   * @param all at once, all sources together
   * @param perSource at once from one address
   * @param backlog that the system may hold before they are accepted
   * @param tells whether one for which there is no room can be told so; otherwise it is closed
   */
  public record Room(int all, int perSource, int backlog, boolean tells) {}

  /** Who takes connections. Called on the connection's loop, before anything is read. */
  @FunctionalInterface
  public interface Taker {
    /**
     * Takes one.
     *
     * @param peer the other end; a loopback address on a local socket
     * @param room false when there are too many: then it is only to be told so
     */
    void take(Channel channel, InetSocketAddress peer, boolean room);
  }

  private final Room room;
  private final Taker taker;
  private final SourceCounts counts;
  private final SourceCounts told = new SourceCounts(TOLD_AT_ONCE, TOLD_AT_ONCE);
  private final boolean local;
  private final Channel socket;

  /**
   * Binds.
   *
   * @param group the loops' group, from which connections are given to the loops in turn
   * @throws IOException when the place cannot be bound
   */
  public Acceptor(Place place, EventLoopGroup group, Room room, Taker taker) throws IOException {
    this.room = room;
    this.taker = taker;
    this.counts = new SourceCounts(room.all(), room.perSource());
    this.local = place.local();
    this.socket = bound(place, group);
  }

  /** Other bounds for the connections that come from now on. */
  public void bound(int all, int perSource) {
    counts.bound(all, perSource);
  }

  private Channel bound(Place place, EventLoopGroup group) throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(place.kind())
            .option(ChannelOption.SO_BACKLOG, room.backlog())
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel);
                  }
                });
    if (!local) {
      bootstrap
          .option(ChannelOption.SO_REUSEADDR, true)
          .childOption(ChannelOption.TCP_NODELAY, true)
          .childOption(ChannelOption.SO_KEEPALIVE, true);
    }
    place.options().forEach(bootstrap::childOption);
    var bound = bootstrap.bind(place.address()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("cannot listen on " + place.address(), bound.cause());
    }
    return bound.channel();
  }

  private void accept(Channel channel) {
    InetSocketAddress peer = local ? LOCAL_PEER : remote(channel);
    if (peer == null) {
      channel.close();
      return;
    }
    boolean enters = counts.enter(peer.getAddress());
    SourceCounts counted = enters ? counts : told;
    if (!enters && !(room.tells() && told.enter(peer.getAddress()))) {
      channel.close();
      return;
    }
    channel.closeFuture().addListener(closed -> counted.leave(peer.getAddress()));
    taker.take(channel, peer, enters);
  }

  private static @Nullable InetSocketAddress remote(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress peer ? peer : null;
  }

  /** The port that it listens on. */
  public int port() {
    return ((InetSocketAddress) socket.localAddress()).getPort();
  }

  /** How many connections are open. */
  public int connections() {
    return counts.now();
  }

  /** Accepts nothing more. */
  public void stop() {
    socket.close().awaitUninterruptibly();
  }
}
