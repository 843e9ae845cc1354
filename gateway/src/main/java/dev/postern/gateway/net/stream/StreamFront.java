package dev.postern.gateway.net.stream;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A listener of streams on one event loop. Belongs to the loop's thread. */
final class StreamFront {
  private volatile StreamSettings settings;
  private volatile Optional<SslContext> tls;
  private final StreamLoop loop;
  private final Clients clients;
  private final Set<Stream> unopened = new HashSet<>();

  StreamFront(StreamSettings settings, Optional<SslContext> tls, StreamLoop loop, Clients clients) {
    this.settings = settings;
    this.tls = tls;
    this.loop = loop;
    this.clients = clients;
  }

  /** What the next connections meet. */
  void renew(StreamSettings next, Optional<SslContext> presented) {
    settings = next;
    tls = presented;
  }

  /**
   * Takes a connection that was accepted.
   *
   * @param room false when there are too many: then it is only to be told so, and soon
   */
  void take(Channel channel, InetSocketAddress peer, boolean room) {
    Stream stream = new Stream(loop, channel, settings.limits());
    tls.ifPresent(context -> {
      channel.pipeline().addLast(new FirstByte(stream, () -> handler(context, channel)));
    });
    StreamSettings.Strangers bounds = room ? settings.strangers() : settings.strangers().hurried();
    stream.assemble(new Opening(this, stream, peer, room));
    stream.strange(bounds);
    stream.expect(bounds.first());
    unopened.add(stream);
  }

  private SslHandler handler(SslContext context, Channel channel) {
    SslHandler handler = context.newHandler(channel.alloc());
    handler.setHandshakeTimeoutMillis(settings.limits().handshake().toMillis());
    return handler;
  }

  Optional<SslContext> tls() {
    return tls;
  }

  /** What a client that begins with TLS must call the protocol. */
  Optional<String> protocol() {
    return settings.tls().map(StreamSettings.Secrecy::protocol);
  }

  Clients clients() {
    return clients;
  }

  /** A connection is not waited for any more. */
  void closed(Stream stream) {
    unopened.remove(stream);
  }

  /** Ends what has no session; the others are ended by theirs. */
  void stop() {
    List.copyOf(unopened).forEach(Stream::reset);
    unopened.clear();
  }
}
