package dev.postern.gateway.net.stream;

import dev.postern.gateway.net.Deadlines;
import dev.postern.gateway.net.Turn;
import dev.postern.gateway.session.Secured;
import dev.postern.kernel.gate.OwnWords;
import dev.postern.kernel.gate.Shown;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** A stream without a socket, whose turns end and whose time goes on when a test says so. */
final class EmbeddedStream implements AutoCloseable {
  final EmbeddedChannel channel = new EmbeddedChannel();

  /** What its hearer was told. */
  final List<String> heard = new ArrayList<>();

  final Stream stream;
  private final Queue<Runnable> turnEnds = new ArrayDeque<>();
  private final Deadlines deadlines = new Deadlines(this::nanos);
  private final Untaken other = new Untaken();
  private long nanos;

  EmbeddedStream(StreamLimits limits) {
    stream =
        new Stream(
            new StreamLoop(channel.eventLoop(), new Turn(turnEnds::add, turnEnds::add), deadlines),
            channel,
            limits);
    stream.assemble(new Hearing());
  }

  /** Words of the gateway's own. */
  private static final class Words extends OwnWords {
    Shown go() {
      return say(ByteBuffer.wrap(new byte[] {'S'}));
    }
  }

  private final class Hearing implements StreamHearer {
    @Override
    public void bytes(ByteBuffer bytes) {
      heard.add("bytes");
    }

    @Override
    public void secured(Secured tls) {
      heard.add("secured");
    }

    @Override
    public void writable(boolean now) {
      heard.add("writable");
    }

    @Override
    public void over(End end, String why) {
      heard.add(end.toString());
    }
  }

  /** Another end that takes nothing. */
  private static final class Untaken extends ChannelOutboundHandlerAdapter {
    private final Queue<ChannelPromise> waiting = new ArrayDeque<>();

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      ReferenceCountUtil.release(message);
      waiting.add(promise);
    }
  }

  /** From now on the other end takes nothing. */
  EmbeddedStream takesNothing() {
    channel.pipeline().addFirst(other);
    return this;
  }

  /** The other end takes the first thing that waits for it. */
  EmbeddedStream takesOne() {
    other.waiting.remove().setSuccess();
    return this;
  }

  /** Shows a word of the gateway's own. */
  EmbeddedStream show() {
    stream.show(new Words().go());
    return this;
  }

  /** The turns that were wanted end. */
  EmbeddedStream endTurn() {
    for (Runnable end = turnEnds.poll(); end != null; end = turnEnds.poll()) {
      end.run();
    }
    return this;
  }

  /** Time goes on, and what is late is told. */
  EmbeddedStream pass(Duration time) {
    nanos += time.toNanos();
    deadlines.beat();
    channel.runPendingTasks();
    return this;
  }

  private long nanos() {
    return nanos;
  }

  /** What was queued is nobody's any more, and is given back. */
  @Override
  public void close() {
    stream.reset();
    channel.runPendingTasks();
    endTurn();
    channel.finishAndReleaseAll();
  }
}
