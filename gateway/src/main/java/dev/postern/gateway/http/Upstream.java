package dev.postern.gateway.http;

import dev.postern.gateway.net.Deadlines;
import dev.postern.gateway.net.Dialler;
import dev.postern.gateway.net.Transport;
import dev.postern.gateway.net.Turn;
import dev.postern.gateway.session.Event;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The way to targets from one event loop: dials, and keeps proven clean connections for the next
 * call with the same endpoint and the same credential. Belongs to the loop's thread.
 */
public final class Upstream {
  record Key(Endpoint endpoint, Injected injected) {}

  private final EventLoop loop;
  private final Dialler dialler;
  private final Turn turn;
  private final Deadlines deadlines;
  private final Map<Key, ArrayDeque<TargetConnection>> idle = new HashMap<>();
  private final Map<Endpoint, Integer> connections = new HashMap<>();
  private final Set<TargetConnection> open = new HashSet<>();

  public Upstream(EventLoop loop, Transport transport, Turn turn, Deadlines deadlines) {
    this.loop = loop;
    this.dialler = new Dialler(loop, transport);
    this.turn = turn;
    this.deadlines = deadlines;
  }

  /** Asks a target. What becomes of it is told later, never on this call's stack. */
  public Call ask(Request request, Endpoint endpoint, Injected injected, Replies replies) {
    Call call = new Call(request, endpoint, injected, replies);
    if (!request.holds()) {
      soon(call, Event.Failure.TAKEN_BACK, "the operation was taken back before it was sent");
      return call;
    }
    ArrayDeque<TargetConnection> kept = idle.get(new Key(endpoint, injected));
    while (kept != null && !kept.isEmpty()) {
      TargetConnection connection = kept.pop();
      if (connection.usable()) {
        connection.send(call);
        return call;
      }
      connection.reset();
    }
    dial(call);
    return call;
  }

  /** Sends a call over a fresh connection. */
  void dial(Call call) {
    Endpoint endpoint = call.endpoint();
    int now = connections.merge(endpoint, 1, Integer::sum);
    if (now > endpoint.connections()) {
      leave(endpoint);
      soon(call, Event.Failure.UNREACHABLE, "too many connections to the target");
      return;
    }
    dialler.dial(
        new Dialler.Where(endpoint.host(), endpoint.port(), endpoint.times().connect()),
        new Dialling(call));
  }

  /** A call that waits for its connection. */
  private final class Dialling implements Dialler.Caller {
    private final Call call;

    Dialling(Call call) {
      this.call = call;
    }

    @Override
    public boolean waits() {
      return !call.over();
    }

    @Override
    public void connected(Channel channel) {
      Upstream.this.connected(call, channel);
    }

    @Override
    public void unreachable() {
      leave(call.endpoint());
      call.failed(Event.Failure.UNREACHABLE, "the target cannot be reached");
    }

    @Override
    public void givenUp() {
      leave(call.endpoint());
    }
  }

  private void connected(Call call, Channel channel) {
    Endpoint endpoint = call.endpoint();
    if (endpoint.tls().isEmpty()) {
      ready(call, channel);
      return;
    }
    SslHandler tls =
        endpoint.tls().get().newHandler(channel.alloc(), endpoint.host(), endpoint.port());
    tls.setHandshakeTimeoutMillis(endpoint.times().connect().toMillis());
    channel.pipeline().addLast(tls, new Handshaking());
    tls.handshakeFuture()
        .addListener(done -> {
          if (done.isSuccess()) {
            channel.pipeline().remove(Handshaking.class);
            ready(call, channel);
          } else {
            // In a later turn: the handshake's own exception is still on its way here.
            loop.execute(channel::close);
            leave(call.endpoint());
            call.failed(Event.Failure.UNREACHABLE, "the target's TLS is not acceptable");
          }
        });
  }

  private void ready(Call call, Channel channel) {
    if (!channel.isActive()) {
      leave(call.endpoint());
      call.failed(Event.Failure.UNREACHABLE, "the target closed the connection at once");
      return;
    }
    TargetConnection connection =
        new TargetConnection(this, new Key(call.endpoint(), call.injected()), channel);
    open.add(connection);
    connection.assemble(channel.pipeline());
    if (call.over()) {
      connection.reset();
    } else {
      connection.send(call);
    }
  }

  /** Stands in while TLS is not up: what goes wrong is told by the handshake's future. */
  private static final class Handshaking extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }

  void keep(TargetConnection connection) {
    idle.computeIfAbsent(connection.key(), key -> new ArrayDeque<>()).push(connection);
  }

  void gone(TargetConnection connection) {
    ArrayDeque<TargetConnection> kept = idle.get(connection.key());
    if (kept != null && kept.remove(connection) && kept.isEmpty()) {
      idle.remove(connection.key());
    }
    if (open.remove(connection)) {
      leave(connection.key().endpoint());
    }
  }

  private void leave(Endpoint endpoint) {
    connections.computeIfPresent(endpoint, (key, count) -> count == 1 ? null : count - 1);
  }

  private void soon(Call call, Event.Failure failure, String why) {
    loop.execute(() -> call.failed(failure, why));
  }

  /** How many connections wait to be used again. */
  public int idle() {
    return idle.values().stream().mapToInt(ArrayDeque::size).sum();
  }

  /** Ends every connection. */
  public void close() {
    List.copyOf(open).forEach(TargetConnection::reset);
  }

  Turn turn() {
    return turn;
  }

  Deadlines deadlines() {
    return deadlines;
  }
}
