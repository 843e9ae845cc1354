package dev.postern.gateway.net.stream;

import dev.postern.gateway.net.Acceptor;
import dev.postern.gateway.net.Tls;
import dev.postern.gateway.net.Transport;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A listening socket for byte streams. Every connection goes to the {@link Clients} of its loop
 * once it has shown whether it begins with TLS.
 */
public final class StreamListener {
  private final Map<EventLoop, StreamFront> fronts = new IdentityHashMap<>();
  private final Acceptor acceptor;
  private final boolean secured;

  /**
   * Binds.
   *
   * @param group the loops' group, from which connections are given to the loops in turn
   * @param clients who takes clients, for each of its loops
   * @throws IOException when the address cannot be bound, or TLS files cannot be read
   */
  public StreamListener(
      StreamSettings settings,
      Transport transport,
      EventLoopGroup group,
      Map<StreamLoop, Clients> clients)
      throws IOException {
    this.secured = settings.tls().isPresent();
    Optional<SslContext> tls = presented(settings);
    clients.forEach(
        (loop, opens) -> fronts.put(loop.loop(), new StreamFront(settings, tls, loop, opens)));
    this.acceptor =
        new Acceptor(
            transport.place(new InetSocketAddress(settings.address(), settings.port())),
            group,
            new Acceptor.Room(
                settings.connections(), settings.connectionsPerSource(), settings.backlog(), true),
            (channel, peer, room) -> {
              StreamFront front = fronts.get(channel.eventLoop());
              if (front == null) {
                channel.close();
              } else {
                front.take(channel, peer, room);
              }
            });
  }

  private static Optional<SslContext> presented(StreamSettings settings) throws IOException {
    if (settings.tls().isEmpty()) {
      return Optional.empty();
    }
    StreamSettings.Secrecy secrecy = settings.tls().get();
    return Optional.of(Tls.listening(secrecy.files(), secrecy.protocol(), secrecy.clients()));
  }

  /**
   * Makes ready what the next connections meet: a certificate, authorities of clients, bounds.
   * Connections that are open keep what they were secured with.
   *
   * @param next settings of the same address, with TLS exactly where there is TLS now
   * @return puts them in force; nothing can fail in it
   * @throws IOException when TLS files cannot be read or are not what they should be
   */
  public Runnable renewing(StreamSettings next) throws IOException {
    if (next.tls().isPresent() != secured) {
      throw new IOException("a listener cannot begin or end to use TLS while it listens");
    }
    Optional<SslContext> coming = presented(next);
    return () -> {
      fronts.values().forEach(front -> front.renew(next, coming));
      acceptor.bound(next.connections(), next.connectionsPerSource());
    };
  }

  /** The port that it listens on. */
  public int port() {
    return acceptor.port();
  }

  /** How many connections are open. */
  public int connections() {
    return acceptor.connections();
  }

  /** Accepts nothing more, and ends what has no session yet. */
  public void stop() {
    acceptor.stop();
    fronts.forEach((loop, front) -> loop.execute(front::stop));
  }
}
