package dev.postern.gateway.net.stream;

import dev.postern.gateway.net.Deadlines;
import dev.postern.gateway.net.FrameWriter;
import dev.postern.gateway.net.Hangup;
import dev.postern.gateway.net.Patience;
import dev.postern.gateway.net.stream.StreamHearer.End;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Shown;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's end of one connection that carries a byte stream. Keeps no buffer while nothing
 * moves: what is read is copied out and handed over at once. Belongs to its loop's thread.
 */
public final class Stream extends ChannelInboundHandlerAdapter
    implements FrameWriter.Owner, Deadlines.Watched {
  /** How far TLS has come. */
  private enum Tls {
    NONE,
    /** Wanted as soon as everything that goes before it is gone. */
    WANTED,
    AGREEING,
    UP
  }

  private final StreamLoop loop;
  private final Channel channel;
  private final StreamLimits limits;
  private final FrameWriter writer;
  private final Patience patience;
  private @Nullable StreamHearer hearer;
  private @Nullable SslHandler coming;
  private Tls tls = Tls.NONE;
  private boolean properlyClosed = true;
  private boolean reading = true;
  private boolean finishing;
  private boolean sentAll;
  private boolean outputClosed;
  private long strangersBytes = Long.MAX_VALUE;
  private long strangersDue = Deadlines.NEVER;

  Stream(StreamLoop loop, Channel channel, StreamLimits limits) {
    this.loop = loop;
    this.channel = channel;
    this.limits = limits;
    this.writer = new FrameWriter(loop.turn(), this, limits.unsent());
    this.patience = new Patience(loop.deadlines(), writer, limits.stall());
  }

  /** Takes its place at the end of the pipeline, on the loop. */
  void assemble(StreamHearer first) {
    hearer = first;
    channel.pipeline().addLast(writer, this);
    loop.deadlines().watch(this);
  }

  /** Who hears it from now on. */
  void heardBy(StreamHearer next) {
    if (hearer != null) {
      hearer = next;
    }
  }

  /** TLS is begun from outside, before the first byte. */
  void securedAtOnce() {
    tls = Tls.AGREEING;
    properlyClosed = false;
  }

  /** Something is expected of the other end within this time. */
  void expect(Duration within) {
    patience.expect(within);
  }

  /** Nothing in particular is expected of it. */
  void expectNothing() {
    patience.expectNothing();
  }

  /** Bounds it until {@link #known}. */
  void strange(StreamSettings.Strangers bounds) {
    strangersBytes = bounds.bytes();
    strangersDue = loop.deadlines().now() + bounds.time().toNanos();
  }

  /** Somebody is known on it: the bounds of strangers hold no more. */
  public void known() {
    strangersBytes = Long.MAX_VALUE;
    strangersDue = Deadlines.NEVER;
  }

  /** The socket under it. */
  Channel channel() {
    return channel;
  }

  /** Queues what a client is shown. */
  public void show(Shown shown) {
    if (ready() && shown.bytes().hasRemaining()) {
      writer.show(shown);
      boundUnsent();
    }
  }

  /** Queues an operation's frame for its target. */
  public void send(Passage passage, boolean closing, ByteBuffer bytes) {
    if (ready() && bytes.hasRemaining()) {
      writer.send(passage, closing, bytes);
      boundUnsent();
    }
  }

  /** Queues a frame that is a secret: it is overwritten once it is gone. */
  public void sendSecret(Passage passage, ByteBuffer bytes) {
    if (ready() && bytes.hasRemaining()) {
      ByteBuf copy = channel.alloc().directBuffer(bytes.remaining()).writeBytes(bytes);
      writer.send(passage, false, copy, copy.readerIndex(), copy.readableBytes());
      boundUnsent();
    }
  }

  private boolean ready() {
    if (tls == Tls.WANTED) {
      throw new IllegalStateException("what is sent now would go before TLS or after it");
    }
    if (sentAll && hearer != null) {
      throw new IllegalStateException("nothing is sent after the last");
    }
    return hearer != null;
  }

  private void boundUnsent() {
    if (writer.overfull()) {
      fail(End.OVERFULL, "more waits for the other end than may");
    }
  }

  /** Stops or goes on reading. While TLS is agreed on it reads whatever was asked. */
  public void read(boolean on) {
    reading = on;
    if (tls == Tls.NONE || tls == Tls.UP) {
      channel.config().setAutoRead(on || finishing);
    }
  }

  /** Begins TLS once all that was queued is taken; what comes in before that ends the stream. */
  public void secure(SslHandler handler) {
    if (tls != Tls.NONE) {
      throw new IllegalStateException("TLS begins once");
    }
    if (hearer == null) {
      return;
    }
    handler.setHandshakeTimeoutMillis(limits.handshake().toMillis());
    coming = handler;
    tls = Tls.WANTED;
    channel.config().setAutoRead(false);
    beginTls();
  }

  private void beginTls() {
    SslHandler handler = coming;
    if (handler == null || !writer.drained()) {
      return;
    }
    coming = null;
    tls = Tls.AGREEING;
    properlyClosed = false;
    channel.pipeline().addFirst(handler);
    channel.config().setAutoRead(true);
  }

  /** Looks again at what the socket has taken in part: after a revocation. */
  public void review() {
    writer.review();
  }

  /** What is queued is still sent; then this end is closed. The other end is still heard. */
  public void closeOutput() {
    sentAll = true;
    writer.flushAtEnd();
  }

  /** What is queued is still sent; then it is closed. Nothing more is heard. */
  public void finish() {
    hearer = null;
    sentAll = true;
    if (tls == Tls.WANTED || tls == Tls.AGREEING) {
      Hangup.reset(channel);
    } else if (!finishing) {
      finishing = true;
      patience.expect(limits.linger());
      // What still comes is dropped: were the socket closed on it, the other end's system would
      // throw away what it was sent last.
      channel.config().setAutoRead(true);
      writer.flushAtEnd();
    }
  }

  /** Ends it at once. Nothing more is heard. */
  public void reset() {
    hearer = null;
    Hangup.reset(channel);
  }

  private void fail(End end, String why) {
    StreamHearer hears = hearer;
    hearer = null;
    // In a later turn: an exception of TLS may still be on its way here.
    loop.loop().execute(() -> Hangup.reset(channel));
    if (hears != null) {
      hears.over(end, why);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      StreamHearer hears = hearer;
      if (hears == null || !in.isReadable()) {
        return;
      }
      if (tls == Tls.WANTED) {
        fail(End.INJECTED, "bytes came where TLS was to begin");
        return;
      }
      if (strangersBytes != Long.MAX_VALUE) {
        strangersBytes -= in.readableBytes();
        if (strangersBytes < 0) {
          fail(End.OVERSTEPPED, "too much was sent before anybody was known");
          return;
        }
      }
      byte[] copy = new byte[in.readableBytes()];
      in.readBytes(copy);
      hears.bytes(ByteBuffer.wrap(copy));
    } finally {
      in.release();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        tls = Tls.UP;
        channel.config().setAutoRead(reading || finishing);
        StreamHearer hears = hearer;
        if (hears != null) {
          hears.secured(Handshakes.of(channel.pipeline().get(SslHandler.class)));
        }
      } else {
        fail(End.UNTRUSTED, "TLS could not be agreed on");
      }
    } else if (event instanceof SslCloseCompletionEvent closed) {
      properlyClosed = closed.isSuccess();
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void beforeFlush() {}

  @Override
  public void afterFlush() {
    beginTls();
    if (sentAll && !outputClosed && writer.drained()) {
      outputClosed = true;
      shutDown();
    }
  }

  private void shutDown() {
    SslHandler secured = channel.pipeline().get(SslHandler.class);
    if (secured == null) {
      shutDownSocket();
    } else {
      secured.closeOutbound().addListener(told -> shutDownSocket());
    }
  }

  private void shutDownSocket() {
    if (channel instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    } else {
      channel.close();
    }
  }

  @Override
  public void refused() {
    fail(End.TAKEN_BACK, "what was to be sent was taken back");
  }

  @Override
  public void room(boolean now) {
    StreamHearer hears = hearer;
    if (hears != null) {
      hears.writable(now);
    }
  }

  @Override
  public long due() {
    return Math.min(patience.due(), finishing ? Deadlines.NEVER : strangersDue);
  }

  @Override
  public void late() {
    fail(End.OVERSTEPPED, "the other end took too long");
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    loop.deadlines().forget(this);
    StreamHearer hears = hearer;
    hearer = null;
    if (hears != null) {
      if (properlyClosed) {
        hears.over(End.CLOSED, "the other end closed the connection");
      } else {
        hears.over(End.BROKEN, "the connection was cut");
      }
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (tls == Tls.AGREEING) {
      // What went wrong is told by the handshake's own event.
      return;
    }
    fail(End.BROKEN, "the connection was lost");
  }
}
