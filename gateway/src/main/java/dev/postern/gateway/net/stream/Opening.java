package dev.postern.gateway.net.stream;

import dev.postern.gateway.session.Peer;
import dev.postern.gateway.session.Secured;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Supplier;

/** A client's connection until it has shown whether it begins with TLS. Costs no session. */
final class Opening implements StreamHearer {
  private final StreamFront front;
  private final Stream stream;
  private final InetSocketAddress peer;
  private final boolean room;

  Opening(StreamFront front, Stream stream, InetSocketAddress peer, boolean room) {
    this.front = front;
    this.stream = stream;
    this.peer = peer;
    this.room = room;
  }

  @Override
  public void bytes(ByteBuffer bytes) {
    open(Optional.empty()).bytes(bytes);
  }

  @Override
  public void secured(Secured tls) {
    if (tls.protocol().equals(front.protocol())) {
      open(Optional.of(tls));
    } else {
      // A client of another protocol was led here: it must not be answered in this one.
      stream.reset();
      front.closed(stream);
    }
  }

  private StreamHearer open(Optional<Secured> tls) {
    front.closed(stream);
    stream.expectNothing();
    Optional<Supplier<SslHandler>> server =
        front.tls().map(context -> () -> context.newHandler(stream.channel().alloc()));
    StreamHearer session =
        front.clients().open(new Client(stream, new Peer(peer, false, tls, room), server));
    stream.heardBy(session);
    return session;
  }

  @Override
  public void writable(boolean now) {
    // Nobody writes to it yet.
  }

  @Override
  public void over(End end, String why) {
    front.closed(stream);
  }
}
