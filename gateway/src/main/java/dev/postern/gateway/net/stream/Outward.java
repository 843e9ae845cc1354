package dev.postern.gateway.net.stream;

import dev.postern.gateway.net.Dialler;
import dev.postern.gateway.net.Transport;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The way to targets of streams from one event loop. Belongs to the loop's thread. */
public final class Outward {
  /** Who dials, and hears the stream. */
  public interface Caller extends StreamHearer {
    /** Whether it still wants the connection. */
    boolean waits();

    /** Here it is. */
    void connected(Stream stream, InetAddress address);

    /** There is none. */
    void unreachable(String why);
  }

  private final StreamLoop loop;
  private final Dialler dialler;
  private final Map<StreamEndpoint, Integer> connections = new HashMap<>();
  private final Set<Stream> open = new HashSet<>();

  public Outward(StreamLoop loop, Transport transport) {
    this.loop = loop;
    this.dialler = new Dialler(loop.loop(), transport);
  }

  /**
   * Dials a target. A caller that does not wait any more hears nothing.
   *
   * @param same the only address to try; empty for all that its name has
   */
  public void dial(StreamEndpoint to, Optional<InetAddress> same, Caller caller) {
    int now = connections.merge(to, 1, Integer::sum);
    if (now > to.bounds().connections()) {
      leave(to);
      caller.unreachable("too many connections to the target");
      return;
    }
    String host = same.map(InetAddress::getHostAddress).orElse(to.host());
    dialler.dial(
        new Dialler.Where(host, to.port(), to.bounds().connect()), new Dialling(to, caller));
  }

  private final class Dialling implements Dialler.Caller {
    private final StreamEndpoint to;
    private final Caller caller;

    Dialling(StreamEndpoint to, Caller caller) {
      this.to = to;
      this.caller = caller;
    }

    @Override
    public boolean waits() {
      return caller.waits();
    }

    @Override
    public void connected(Channel channel) {
      Stream stream = new Stream(loop, channel, to.bounds().limits());
      open.add(stream);
      channel
          .closeFuture()
          .addListener(closed -> {
            open.remove(stream);
            leave(to);
          });
      if (!caller.waits() || !channel.isActive()) {
        stream.reset();
        if (caller.waits()) {
          caller.unreachable("the target closed the connection at once");
        }
        return;
      }
      InetAddress address = ((InetSocketAddress) channel.remoteAddress()).getAddress();
      stream.assemble(caller);
      caller.connected(stream, address);
    }

    @Override
    public void unreachable() {
      leave(to);
      caller.unreachable("the target cannot be reached");
    }

    @Override
    public void givenUp() {
      leave(to);
    }
  }

  /**
   * Begins TLS with a target; false when it has none, or none with such a certificate.
   *
   * @param certificate the name of the certificate to present; empty for none
   */
  public boolean secure(Stream stream, StreamEndpoint to, Optional<String> certificate) {
    Optional<SslContext> context = to.tls(certificate);
    context.ifPresent(tls -> {
      SslHandler handler = tls.newHandler(stream.channel().alloc(), to.host(), to.port());
      stream.secure(handler);
    });
    return context.isPresent();
  }

  private void leave(StreamEndpoint to) {
    connections.computeIfPresent(to, (key, count) -> count == 1 ? null : count - 1);
  }

  /** How many connections there are. */
  public int connections() {
    return open.size();
  }

  /** Ends every connection. */
  public void close() {
    List.copyOf(open).forEach(Stream::reset);
  }
}
