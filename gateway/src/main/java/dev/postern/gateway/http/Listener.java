package dev.postern.gateway.http;

import dev.postern.gateway.net.Acceptor;
import dev.postern.gateway.net.Tls;
import dev.postern.gateway.net.Transport;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
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

/**
 * A listening socket. Knows no protocol beyond HTTP: every request goes to the {@link Exchanges} of
 * the loop that its connection is on.
 */
public final class Listener {
  private volatile ListenSettings settings;
  private final Hosts hosts;
  private volatile Optional<SslContext> tls;
  private final boolean local;
  private final Map<EventLoop, Front> fronts = new IdentityHashMap<>();
  private volatile boolean stopping;
  private final Acceptor acceptor;

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
            ? Optional.of(Tls.listening(settings.tls().get()))
            : Optional.empty();
    loops.forEach(loop -> fronts.put(loop.loop(), new Front(this, loop)));
    this.acceptor =
        new Acceptor(
            transport.place(new InetSocketAddress(settings.address(), settings.port())),
            group,
            room(),
            this::take);
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
    fronts.loops().forEach(loop -> this.fronts.put(loop.loop(), new Front(this, loop)));
    this.acceptor = new Acceptor(transport.place(path), fronts.group(), room(), this::take);
  }

  /** Who has no room can be told so in plain HTTP; for TLS that would cost a handshake. */
  private Acceptor.Room room() {
    return new Acceptor.Room(
        settings.connections(),
        settings.connectionsPerSource(),
        settings.backlog(),
        settings.tls().isEmpty());
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

  /**
   * Makes ready what the next connections meet: a certificate, bounds. Connections that are open
   * keep what they were secured with.
   *
   * @param next settings of the same address, with TLS exactly where there is TLS now
   * @return puts them in force; nothing can fail in it
   * @throws IOException when TLS files cannot be read or are not what they should be
   */
  public Runnable renewing(ListenSettings next) throws IOException {
    if (next.tls().isPresent() != tls.isPresent()) {
      throw new IOException("a listener cannot begin or end to use TLS while it listens");
    }
    Optional<SslContext> coming =
        next.tls().isPresent() ? Optional.of(Tls.listening(next.tls().get())) : Optional.empty();
    return () -> {
      settings = next;
      tls = coming;
      acceptor.bound(next.connections(), next.connectionsPerSource());
    };
  }

  private void take(Channel channel, InetSocketAddress peer, boolean room) {
    Front front = fronts.get(channel.eventLoop());
    if (front == null) {
      channel.close();
      return;
    }
    Optional<SslContext> presented = tls;
    if (presented.isPresent()) {
      SslHandler handler = presented.get().newHandler(channel.alloc());
      handler.setHandshakeTimeoutMillis(settings.limits().headTime().toMillis());
      channel.pipeline().addLast(handler);
    }
    ServerConnection connection =
        new ServerConnection(
            front, channel, new ConnectionFacts(peer, presented.isPresent(), local));
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
    return acceptor.port();
  }

  /** How many connections are open. */
  public int connections() {
    return acceptor.connections();
  }

  /** Accepts nothing more, ends idle connections, and lets busy ones end with their answer. */
  public void stop() {
    stopping = true;
    acceptor.stop();
    fronts.forEach((loop, front) -> loop.execute(front::stop));
  }
}
