package dev.postern.gateway.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects to hosts from one event loop: resolves names off the loop and tries their addresses in
 * turn. Belongs to the loop's thread.
 */
public final class Dialler {
  /** How many of a name's addresses are tried. */
  static final int ADDRESSES = 4;

  /**
   * Where to.
   *
   * @param host a name or a literal address, without brackets
   * @param within for each address
   */
  public record Where(String host, int port, Duration within) {}

  /** Who dials. */
  public interface Caller {
    /** Whether it still wants the connection. */
    boolean waits();

    /**
     * Here it is, before anything was read from it.
     *
     * @param channel the caller's to close
     */
    void connected(Channel channel);

    /** There is none. */
    void unreachable();

    /** It did not wait. */
    void givenUp();
  }

  private static final Logger LOG = LoggerFactory.getLogger(Dialler.class);

  private final EventLoop loop;
  private final Transport transport;

  public Dialler(EventLoop loop, Transport transport) {
    this.loop = loop;
    this.transport = transport;
  }

  /** Dials; the caller hears exactly one answer. */
  public void dial(Where where, Caller caller) {
    if (literal(where.host())) {
      List<InetAddress> found = ofLiteral(where.host());
      if (found.isEmpty()) {
        loop.execute(caller::unreachable);
      } else {
        dial(where, caller, found, 0);
      }
      return;
    }
    // The system's resolver blocks, so it never runs on the loop.
    Thread.ofVirtual()
        .name("resolve")
        .start(() -> {
          List<InetAddress> found = resolved(where.host());
          try {
            loop.execute(() -> dial(where, caller, found, 0));
          } catch (RejectedExecutionException stopped) {
            LOG.debug("a loop that has stopped dials nobody");
          }
        });
  }

  private void dial(Where where, Caller caller, List<InetAddress> addresses, int at) {
    if (!caller.waits()) {
      caller.givenUp();
      return;
    }
    if (at >= Math.min(addresses.size(), ADDRESSES)) {
      caller.unreachable();
      return;
    }
    bootstrap(where)
        .connect(new InetSocketAddress(addresses.get(at), where.port()))
        .addListener(done -> {
          ChannelFuture connected = (ChannelFuture) done;
          if (connected.isSuccess()) {
            caller.connected(connected.channel());
          } else {
            dial(where, caller, addresses, at + 1);
          }
        });
  }

  private Bootstrap bootstrap(Where where) {
    Bootstrap bootstrap = new Bootstrap();
    transport.watching().forEach(bootstrap::option);
    return bootstrap
        .group(loop)
        .channel(transport.connected())
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_KEEPALIVE, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) where.within().toMillis())
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                // Who dialled assembles it once it is connected.
              }
            });
  }

  private static boolean literal(String host) {
    return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }

  private static List<InetAddress> ofLiteral(String host) {
    try {
      return List.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException wrong) {
      return List.of();
    }
  }

  private static List<InetAddress> resolved(String host) {
    try {
      return List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException unknown) {
      return List.of();
    }
  }
}
