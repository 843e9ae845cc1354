package dev.postern.gateway.http;

import dev.postern.gateway.net.SourceCounts;
import dev.postern.gateway.net.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A listening socket. Knows no protocol beyond HTTP: every request goes to the {@link Exchanges} of
 * the loop that its connection is on.
 */
public final class Listener {
  /** How many connections may be told at once that there are too many; others are just closed. */
  static final int TOLD_AT_ONCE = 64;

  private final ListenSettings settings;
  private final Hosts hosts;
  private final Optional<SslContext> tls;
  private final SourceCounts counts;
  private final SourceCounts told = new SourceCounts(TOLD_AT_ONCE, TOLD_AT_ONCE);
  private final Map<EventLoop, Front> fronts = new IdentityHashMap<>();
  private volatile boolean stopping;
  private final Channel socket;

  /**
   * Binds.
   *
   * @param group the loops' group, from which connections are given to the loops in turn
   * @param loops all of its loops
   * @throws IOException when the address cannot be bound, or TLS files cannot be read
   */
  public Listener(
      ListenSettings settings, Transport transport, EventLoopGroup group, List<FrontLoop> loops)
      throws IOException {
    this.settings = settings;
    this.hosts = new Hosts(settings.hosts());
    this.tls =
        settings.tls().isPresent()
            ? Optional.of(dev.postern.gateway.net.Tls.listening(settings.tls().get()))
            : Optional.empty();
    this.counts = new SourceCounts(settings.connections(), settings.connectionsPerSource());
    loops.forEach(loop -> fronts.put(loop.loop(), new Front(this, loop)));
    this.socket = bind(transport, group);
  }

  private Channel bind(Transport transport, EventLoopGroup group) throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(transport.listening())
            .option(ChannelOption.SO_BACKLOG, settings.backlog())
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel);
                  }
                });
    var bound =
        bootstrap
            .bind(new InetSocketAddress(settings.address(), settings.port()))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on " + settings.address() + " port " + settings.port(), bound.cause());
    }
    return bound.channel();
  }

  private void accept(Channel channel) {
    Front front = fronts.get(channel.eventLoop());
    if (front == null || !(channel.remoteAddress() instanceof InetSocketAddress peer)) {
      channel.close();
      return;
    }
    boolean room = counts.enter(peer.getAddress());
    SourceCounts counted = room ? counts : told;
    if (!room && (tls.isPresent() || !told.enter(peer.getAddress()))) {
      channel.close();
      return;
    }
    channel.closeFuture().addListener(closed -> counted.leave(peer.getAddress()));
    if (tls.isPresent()) {
      SslHandler handler = tls.get().newHandler(channel.alloc());
      handler.setHandshakeTimeoutMillis(settings.limits().headTime().toMillis());
      channel.pipeline().addLast(handler);
    }
    ServerConnection connection =
        new ServerConnection(front, channel, new ConnectionFacts(peer, tls.isPresent()));
    connection.assemble(channel.pipeline());
    if (!room) {
      connection.refuseAtOnce(HttpFault.TOO_MANY_CONNECTIONS);
    }
  }

  ListenSettings settings() {
    return settings;
  }

  Hosts hosts() {
    return hosts;
  }

  boolean stopping() {
    return stopping;
  }

  /** The port that it listens on. */
  public int port() {
    return ((InetSocketAddress) socket.localAddress()).getPort();
  }

  /** How many connections are open. */
  public int connections() {
    return counts.now();
  }

  /** Accepts nothing more, ends idle connections, and lets busy ones end with their answer. */
  public void stop() {
    stopping = true;
    socket.close().awaitUninterruptibly();
    fronts.forEach((loop, front) -> loop.execute(front::stop));
  }
}
