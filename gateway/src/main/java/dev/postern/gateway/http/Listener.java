package dev.postern.gateway.http;

import dev.postern.gateway.net.SourceCounts;
import dev.postern.gateway.net.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket. Knows no protocol beyond HTTP: every request goes to the {@link Exchanges} of
 * the loop that its connection is on.
 */
public final class Listener {
  /** How many connections may be told at once that there are too many; others are just closed. */
  static final int TOLD_AT_ONCE = 64;

  /** Who is at the other end of a local socket, for counts by source. */
  private static final InetSocketAddress LOCAL_PEER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final ListenSettings settings;
  private final Hosts hosts;
  private final Optional<SslContext> tls;
  private final boolean local;
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
    this.local = false;
    this.hosts = new Hosts(settings.hosts());
    this.tls =
        settings.tls().isPresent()
            ? Optional.of(dev.postern.gateway.net.Tls.listening(settings.tls().get()))
            : Optional.empty();
    this.counts = new SourceCounts(settings.connections(), settings.connectionsPerSource());
    loops.forEach(loop -> fronts.put(loop.loop(), new Front(this, loop)));
    this.socket =
        bound(
            transport.listening(),
            group,
            new InetSocketAddress(settings.address(), settings.port()));
  }

  /**
   * Binds a Unix socket that only the server's own user can open. The folder that it lies in must
   * let nobody else in; a socket that was left there by an earlier process is replaced.
   *
   * @throws IOException when it cannot be bound
   */
  public static Listener local(
      Path path, ListenSettings settings, Transport transport, Fronts fronts) throws IOException {
    demandOwnFolder(path);
    Files.deleteIfExists(path);
    Listener listener = new Listener(path, settings, transport, fronts);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    return listener;
  }

  /** Between bind and chmod the socket has the umask's mode: only its folder keeps others out. */
  private static void demandOwnFolder(Path socket) throws IOException {
    Path folder = socket.toAbsolutePath().getParent();
    Set<PosixFilePermission> open = EnumSet.copyOf(Files.getPosixFilePermissions(folder));
    open.removeAll(PosixFilePermissions.fromString("rwxr--r--"));
    if (!open.isEmpty()) {
      throw new IOException(
          "others can enter " + folder + ", where the local socket is to lie: chmod 700 " + folder);
    }
  }

  private Listener(Path path, ListenSettings settings, Transport transport, Fronts fronts)
      throws IOException {
    this.settings = settings;
    this.local = true;
    this.hosts = new Hosts(settings.hosts());
    this.tls = Optional.empty();
    this.counts = new SourceCounts(settings.connections(), settings.connectionsPerSource());
    fronts.loops().forEach(loop -> this.fronts.put(loop.loop(), new Front(this, loop)));
    this.socket = bound(transport.listeningLocally(), fronts.group(), transport.localAddress(path));
  }

  /**
   * What answers the connections of a listener.
   *
   * @param group the loops' group
   * @param loops all of its loops
   */
  public record Fronts(EventLoopGroup group, List<FrontLoop> loops) {
    public Fronts {
      loops = List.copyOf(loops);
    }
  }

  private Channel bound(
      Class<? extends ServerChannel> kind, EventLoopGroup group, SocketAddress address)
      throws IOException {
    boolean tcp = address instanceof InetSocketAddress;
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(kind)
            .option(ChannelOption.SO_BACKLOG, settings.backlog())
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel);
                  }
                });
    if (tcp) {
      bootstrap
          .option(ChannelOption.SO_REUSEADDR, true)
          .childOption(ChannelOption.TCP_NODELAY, true);
    }
    var bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("cannot listen on " + address, bound.cause());
    }
    return bound.channel();
  }

  private void accept(Channel channel) {
    Front front = fronts.get(channel.eventLoop());
    InetSocketAddress peer = local ? LOCAL_PEER : remote(channel);
    if (front == null || peer == null) {
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
        new ServerConnection(front, channel, new ConnectionFacts(peer, tls.isPresent(), local));
    connection.assemble(channel.pipeline());
    if (!room) {
      connection.refuseAtOnce(HttpFault.TOO_MANY_CONNECTIONS);
    }
  }

  private static @Nullable InetSocketAddress remote(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress peer ? peer : null;
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
