package dev.postern.gateway.http;

import dev.postern.gateway.session.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Reads a target's answers, strictly: a target is no more to be trusted than a client. Remembers
 * whether anything is left over after an answer.
 */
final class ReplyDecoder extends ChannelInboundHandlerAdapter implements BodyReader.Taker {
  private static final StatusLine NO_LINE = new StatusLine(0, false);

  private final ReplySink sink;
  private final ReplyLimits limits;
  private final HeadReader head;
  private final BodyReader body;
  private StatusLine line = NO_LINE;
  private @Nullable ResponseHead before;
  private @Nullable ByteBuf kept;
  private int interims;
  private long taken;
  private boolean bodyless;
  private boolean inBody;
  private boolean ended;

  ReplyDecoder(ReplySink sink, ReplyLimits limits) {
    this.sink = sink;
    this.limits = limits;
    this.head =
        new HeadReader(
            new HeadReader.Most(limits.statusLine(), limits.head(), limits.fields()),
            (in, from, to) -> line = StatusLine.read(in, from, to));
    this.body = new BodyReader(limits.head(), limits.fields());
  }

  /** Whether the next answer has no body whatever its head says: it answers a HEAD. */
  void bodyless(boolean so) {
    bodyless = so;
  }

  /** Whether nothing of a further answer has arrived. */
  boolean clean() {
    return !inBody && !head.begun() && kept == null;
  }

  @Override
  public boolean takes() {
    return !ended;
  }

  @Override
  public void take(ByteBuf piece) {
    taken += piece.readableBytes();
    if (taken > limits.body()) {
      malformed("an answer that is too long");
    } else {
      sink.bytes(piece);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf bytes) || ended) {
      ReferenceCountUtil.release(message);
      return;
    }
    ByteBuf in = bytes;
    if (kept != null) {
      in = Kept.joined(ctx.alloc(), kept, bytes);
      kept = null;
    }
    try {
      read(in);
      if (in.isReadable() && !ended) {
        kept = Kept.rest(in);
      }
    } finally {
      in.release();
    }
  }

  private void read(ByteBuf in) {
    try {
      while (!ended && (inBody || in.isReadable())) {
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
      malformed("an answer that is not well-formed HTTP/1.1");
    }
  }

  private void open() {
    int status = line.status();
    if (status < 100 || status > 599 || status == 101) {
      malformed("an answer with a status that was not asked for");
    } else if (status >= 200) {
      interims = 0;
      whole(status);
    } else if (++interims > limits.interims()) {
      malformed("too many interim answers");
    }
    head.next();
  }

  private void whole(int status) {
    ReplyFraming framing = ReplyFraming.of(head.fields(), line.http10());
    if (!framing.wrong().isEmpty()) {
      malformed(framing.wrong());
      return;
    }
    ResponseHead told = before;
    if (told == null || !head.same()) {
      told = new ResponseHead(status, HopByHop.without(head.fields()));
      before = told;
    }
    boolean empty = bodyless || status == 204 || status == 304;
    boolean framed = empty || framing.chunked() || framing.length() != BodyLength.NONE;
    if (empty) {
      body.length(0);
    } else if (framing.chunked()) {
      body.chunks();
    } else if (framed) {
      body.length(framing.length());
    } else {
      body.toTheEnd();
    }
    taken = 0;
    inBody = true;
    sink.head(told, framed && !framing.closes());
  }

  private void malformed(String why) {
    ended = true;
    sink.malformed(why);
  }

  /** Where nothing else ends a body, the end of the connection does. */
  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (inBody && !ended && body.endsWithConnection()) {
      inBody = false;
      sink.end();
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    ended = true;
    if (kept != null) {
      kept.release();
      kept = null;
    }
  }
}
