package dev.postern.gateway.http;

import dev.postern.gateway.session.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Reads a connection's requests, strictly, and hands them on one at a time. What arrives while an
 * exchange still runs waits here, bounded.
 */
final class RequestDecoder extends ChannelInboundHandlerAdapter implements BodyReader.Taker {
  private static final RequestLine NO_LINE = new RequestLine("", "", false);

  private final RequestSink sink;
  private final HttpLimits limits;
  private final Hosts hosts;
  private final Runnable arrived;
  private final HeadReader head;
  private final BodyReader body;
  private RequestLine line = NO_LINE;
  private @Nullable RequestHead before;
  private @Nullable ByteBuf kept;
  private boolean inBody;
  private boolean reading;
  private boolean holding;
  private boolean ended;

  /** Runs {@code arrived} whenever bytes have come, before they are looked at. */
  RequestDecoder(RequestSink sink, HttpLimits limits, Hosts hosts, Runnable arrived) {
    this.sink = sink;
    this.limits = limits;
    this.hosts = hosts;
    this.arrived = arrived;
    this.head =
        new HeadReader(
            new HeadReader.Most(limits.requestLine(), limits.head(), limits.fields()),
            (in, from, to) -> line = RequestLine.read(in, from, to));
    this.body = new BodyReader(limits.head(), limits.fields());
  }

  /** The request that was handed on is whole, and its exchange runs: what follows waits. */
  void hold() {
    holding = true;
  }

  /** The exchange has ended: goes on with what waits. */
  void release() {
    holding = false;
    ByteBuf waiting = kept;
    if (waiting != null && !reading) {
      kept = null;
      readAndKeep(waiting);
    }
  }

  /** Nothing more is wanted from the connection. */
  void end() {
    ended = true;
    drop();
  }

  /** Whether more was pipelined than may wait; the rest is dropped and the connection must end. */
  boolean overrun() {
    return ended;
  }

  /** Whether a request has begun to arrive and is not whole. */
  boolean begun() {
    return inBody || head.begun() || kept != null;
  }

  @Override
  public boolean takes() {
    return !ended;
  }

  @Override
  public void take(ByteBuf piece) {
    sink.bytes(piece);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf bytes) || ended) {
      ReferenceCountUtil.release(message);
      return;
    }
    arrived.run();
    ByteBuf waiting = kept;
    kept = null;
    readAndKeep(waiting == null ? bytes : Kept.joined(ctx.alloc(), waiting, bytes));
  }

  /** Reads what can be read; what is left waits. */
  private void readAndKeep(ByteBuf in) {
    try {
      read(in);
      if (holding && in.readableBytes() > limits.pipelined()) {
        end();
      } else if (in.isReadable() && !ended) {
        kept = Kept.rest(in);
      }
    } finally {
      in.release();
    }
  }

  private void read(ByteBuf in) {
    reading = true;
    try {
      while (!holding && !ended && (inBody || in.isReadable())) {
        if (!inBody) {
          if (!head.read(in)) {
            return;
          }
          open();
        } else if (body.read(in, this)) {
          inBody = false;
          sink.end();
        } else {
          return;
        }
      }
    } catch (BadHead bad) {
      fault(bad.fault());
    } finally {
      reading = false;
    }
  }

  private void open() {
    RequestFields read = RequestFields.read(head, line.http10(), limits.body());
    if (read.fault().isPresent()) {
      fault(read.fault().get());
      return;
    }
    RequestHead asked = head.same() && before != null ? before : asked(read);
    if (asked == null) {
      return;
    }
    before = asked;
    head.next();
    if (read.chunked()) {
      body.chunks();
    } else {
      body.length(read.length());
    }
    inBody = true;
    sink.head(new RequestSink.Opening(asked, read.persistent(), line.http10(), read.continues()));
  }

  private @Nullable RequestHead asked(RequestFields read) {
    String path = RequestTarget.path(line.target(), read.host());
    if (path.isEmpty()) {
      fault(line.target().startsWith("http") ? HttpFault.BAD_HOST : HttpFault.BAD_TARGET);
      return null;
    }
    if (!hosts.know(read.host())) {
      fault(HttpFault.UNKNOWN_HOST);
      return null;
    }
    int question = path.indexOf('?');
    return new RequestHead(
        line.method(),
        question < 0 ? path : path.substring(0, question),
        question < 0 ? "" : path.substring(question + 1),
        read.kept());
  }

  private void fault(HttpFault fault) {
    end();
    sink.fault(fault);
  }

  private void drop() {
    ByteBuf waiting = kept;
    kept = null;
    if (waiting != null) {
      waiting.release();
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    end();
  }
}
