package dev.postern.gateway.http;

import dev.postern.gateway.net.Deadlines;
import dev.postern.gateway.net.FrameWriter;
import dev.postern.gateway.net.Hangup;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a target: one call after the other, and back to the pool only when it is proven
 * clean. Belongs to its loop's thread.
 */
final class TargetConnection extends ChannelInboundHandlerAdapter
    implements ReplySink, FrameWriter.Owner, Deadlines.Watched {
  private final Upstream upstream;
  private final Upstream.Key key;
  private final Channel channel;
  private final FrameWriter writer;
  private final ReplyDecoder decoder;
  private @Nullable Call call;
  private boolean used;
  private long offeredBefore;
  private boolean headSeen;
  private boolean persistent;
  private boolean ended;
  private boolean properlyClosed;
  private boolean over;
  private long due = Deadlines.NEVER;

  TargetConnection(Upstream upstream, Upstream.Key key, Channel channel) {
    this.upstream = upstream;
    this.key = key;
    this.channel = channel;
    this.writer = new FrameWriter(upstream.turn(), this, key.endpoint().unsent());
    this.decoder = new ReplyDecoder(this, key.endpoint().replies());
    this.properlyClosed = key.endpoint().tls().isEmpty();
  }

  /** Takes its place above TLS, if there is any; to be called when that is up. */
  void assemble(ChannelPipeline pipeline) {
    pipeline.addLast(writer, decoder, this);
    upstream.deadlines().watch(this);
  }

  /** Sends a call's request. The connection is idle. */
  void send(Call next) {
    call = next;
    next.on(this);
    headSeen = false;
    ended = false;
    persistent = false;
    offeredBefore = writer.offeredEver();
    due = later(key.endpoint().times().firstByte().toNanos());
    decoder.bodyless(next.request().head().method().equals("HEAD"));
    read(next.reading());
    boolean printed =
        RequestPrinter.print(
            next.request(), key.endpoint(), key.injected(), writer, channel.alloc());
    if (!printed) {
      fail(Event.Failure.NO_CREDENTIAL, "the credential has ended");
    }
  }

  /** Whether it can carry a call: it is there, and its target has said nothing unasked. */
  boolean usable() {
    return !over && channel.isActive() && decoder.clean();
  }

  void read(boolean on) {
    if (!over && channel.config().isAutoRead() != on) {
      if (headSeen) {
        due = on ? later(key.endpoint().times().pause().toNanos()) : Deadlines.NEVER;
      }
      channel.config().setAutoRead(on);
    }
  }

  void review() {
    writer.review();
  }

  /** Ends the connection and what is under way on it, without telling anybody. */
  void reset() {
    call = null;
    if (!over) {
      over = true;
      Hangup.reset(channel);
    }
  }

  private void fail(Event.Failure failure, String why) {
    Call was = call;
    reset();
    if (was != null) {
      was.failed(failure, why);
    }
  }

  private long later(long nanos) {
    return upstream.deadlines().now() + nanos;
  }

  @Override
  public void head(ResponseHead head, boolean persists) {
    Call now = call;
    if (now == null || ended) {
      reset();
      return;
    }
    if (writer.offeredEver() == offeredBefore) {
      // It answers somebody who was here before: this connection was not clean after all.
      broken();
      return;
    }
    headSeen = true;
    persistent = persists;
    expectMore();
    now.replies().head(head);
  }

  @Override
  public void bytes(ByteBuf bytes) {
    Call now = call;
    if (now != null) {
      expectMore();
      byte[] copy = new byte[bytes.readableBytes()];
      bytes.readBytes(copy);
      now.replies().bytes(ByteBuffer.wrap(copy));
    }
  }

  private void expectMore() {
    if (channel.config().isAutoRead()) {
      due = later(key.endpoint().times().pause().toNanos());
    }
  }

  @Override
  public void end() {
    Call now = call;
    if (now == null) {
      return;
    }
    if (!channel.isActive() && !properlyClosed) {
      // The end of the connection is the end of the body: over TLS it must be a proper one.
      fail(Event.Failure.BROKEN, "the target cut the answer");
      return;
    }
    call = null;
    ended = true;
    due = Deadlines.NEVER;
    persistent &= writer.drained() && channel.config().isAutoRead();
    now.done();
  }

  @Override
  public void malformed(String why) {
    fail(Event.Failure.MALFORMED, why);
  }

  /**
   * The last of what was read has been looked at: only now is it known that nothing is left over.
   */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (ended && call == null && !over) {
      ended = false;
      if (persistent && decoder.clean() && channel.isActive()) {
        used = true;
        due = later(key.endpoint().times().idle().toNanos());
        upstream.keep(this);
      } else {
        reset();
      }
    } else if (call == null && !over && !decoder.clean()) {
      // It speaks unasked: what comes next could be taken for the answer to somebody else.
      reset();
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    throw new IllegalStateException("everything is taken further in");
  }

  @Override
  public void late() {
    if (call == null) {
      reset();
    } else {
      fail(Event.Failure.TIMEOUT, headSeen ? "the answer stalled" : "no answer came in time");
    }
  }

  @Override
  public long due() {
    return due;
  }

  @Override
  public void beforeFlush() {}

  @Override
  public void afterFlush() {}

  @Override
  public void refused() {
    fail(Event.Failure.TAKEN_BACK, "the operation was taken back before it was sent");
  }

  @Override
  public void room(boolean now) {
    // A request is one frame, printed whole: there is nobody to slow down.
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslCloseCompletionEvent closed) {
      properlyClosed = closed.isSuccess();
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    broken();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    upstream.deadlines().forget(this);
    upstream.gone(this);
    broken();
    ctx.fireChannelInactive();
  }

  /**
   * The connection is lost. A pooled one that its target closed meanwhile is no failure of the
   * call: it is tried once on a fresh one, if nothing can have been acted on.
   */
  private void broken() {
    Call was = call;
    boolean nothingSent = writer.offeredEver() == offeredBefore;
    reset();
    over = true;
    if (was == null) {
      return;
    }
    boolean safe = nothingSent || was.request().idempotent();
    if (used && !headSeen && safe && was.mayRetry()) {
      upstream.dial(was);
    } else {
      was.failed(Event.Failure.BROKEN, "the target closed the connection");
    }
  }

  Upstream.Key key() {
    return key;
  }
}
