package dev.postern.gateway.http;

import dev.postern.gateway.net.Deadlines;
import dev.postern.gateway.net.FrameWriter;
import dev.postern.gateway.net.Patience;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: one exchange after the other, never two at once. It keeps reading while
 * an exchange runs, so that a client that leaves is heard. Belongs to its loop's thread.
 */
final class ServerConnection extends ChannelInboundHandlerAdapter
    implements RequestSink, Serving.Place, FrameWriter.Owner, Deadlines.Watched {
  private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);
  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Front front;
  private final Channel channel;
  private final ConnectionFacts facts;
  private final FrameWriter writer;
  private final RequestDecoder requests;
  private final Patience patience;
  private final Departure departure;
  private @Nullable Serving current;
  private @Nullable HttpFault refusedAtOnce;
  private long bodyBytes;
  private boolean requestWhole = true;
  private boolean paused;
  private boolean waiting = true;
  private boolean lastWords;

  ServerConnection(Front front, Channel channel, ConnectionFacts facts) {
    this.front = front;
    this.channel = channel;
    this.facts = facts;
    this.writer = new FrameWriter(front.turn(), this, front.limits().unsent());
    this.requests = new RequestDecoder(this, front.limits(), front.hosts(), this::arrived);
    this.departure = new Departure(channel);
    this.patience = new Patience(front.deadlines(), writer, front.limits().stall());
    patience.expect(front.limits().headTime());
  }

  /** Puts the connection together; TLS, where there is any, stands there already. */
  void assemble(ChannelPipeline pipeline) {
    pipeline.addLast(writer, requests, this);
  }

  /** Answers whatever comes with a fault: there is no room for this connection. */
  void refuseAtOnce(HttpFault fault) {
    refusedAtOnce = fault;
  }

  private void arrived() {
    if (waiting && !departure.begun()) {
      waiting = false;
      patience.expect(front.limits().headTime());
    }
  }

  @Override
  public boolean serves(Serving one) {
    return current == one && !departure.begun();
  }

  @Override
  public void hangUp() {
    current = null;
    departure.reset();
  }

  @Override
  public void tellCrash() {
    current = null;
    refuse(HttpFault.CRASHED);
  }

  @Override
  public void read(boolean on) {
    if (!requestWhole) {
      paused = !on;
      channel.config().setAutoRead(on);
      expectBody();
    }
  }

  @Override
  public void review() {
    writer.review();
  }

  @Override
  public void head(Opening opening) {
    requestWhole = false;
    waiting = false;
    bodyBytes = 0;
    if (front.stopping()) {
      refuse(HttpFault.STOPPING);
      return;
    }
    Serving begun =
        new Serving(
            this,
            new AnswerWriter(
                writer,
                channel.alloc(),
                opening.http10(),
                opening.head().method().equals("HEAD"),
                opening.persistent()));
    current = begun;
    expectBody();
    if (opening.continues()) {
      writer.framing(Unpooled.copiedBuffer(CONTINUE));
    }
    try {
      begun.by(front.exchanges().begin(opening.head(), facts, begun));
    } catch (RuntimeException crash) {
      LOG.error("an exchange could not begin: {}", crash.getClass().getName());
      begun.crashed();
    }
  }

  @Override
  public void bytes(ByteBuf bytes) {
    bodyBytes += bytes.readableBytes();
    if (bodyBytes > front.limits().body()) {
      turnAway(HttpFault.BODY_TOO_LARGE);
      return;
    }
    expectBody();
    Exchange exchange = running();
    if (exchange != null) {
      byte[] copy = new byte[bytes.readableBytes()];
      bytes.readBytes(copy);
      exchange.bytes(ByteBuffer.wrap(copy));
    }
  }

  @Override
  public void end() {
    requestWhole = true;
    patience.expectNothing();
    if (current != null) {
      requests.hold();
      Exchange exchange = running();
      if (exchange != null) {
        exchange.all();
      }
    }
  }

  @Override
  public void fault(HttpFault fault) {
    turnAway(fault);
  }

  private @Nullable Exchange running() {
    return current == null ? null : current.exchange();
  }

  /** Ends the running exchange, if there is one, because of what its client sent. */
  private void turnAway(HttpFault fault) {
    Serving was = current;
    current = null;
    if (was != null) {
      was.gone(fault.text());
    }
    if (was != null && was.answer().started()) {
      departure.reset();
    } else {
      refuse(fault);
    }
  }

  /** Answers a fault as the connection's last words. */
  private void refuse(HttpFault fault) {
    lastWords = true;
    requests.end();
    AnswerWriter last = new AnswerWriter(writer, channel.alloc(), false, false, false);
    current = new Serving(this, last);
    patience.expect(front.limits().headTime());
    last.head(HttpWords.head(fault));
    last.add(front.words().body(fault));
    last.end();
  }

  @Override
  public void beforeFlush() {
    if (current != null && !prints(current)) {
      turnAway(HttpFault.CRASHED);
      if (current != null) {
        current.answer().print();
      }
    }
  }

  /**
   * False when a session gave what HTTP cannot carry, or more than may wait: the gateway's fault.
   */
  private boolean prints(Serving now) {
    if (!requestWhole || front.stopping()) {
      now.answer().close();
    }
    try {
      now.answer().print();
      return !writer.overfull();
    } catch (IllegalArgumentException unprintable) {
      LOG.error("an answer could not be printed: {}", unprintable.getMessage());
      return false;
    }
  }

  @Override
  public void afterFlush() {
    Serving now = current;
    if (now == null || !now.answer().printed() || !writer.drained() || departure.begun()) {
      return;
    }
    current = null;
    boolean lingers = lastWords || !requestWhole || requests.overrun();
    if (lingers) {
      linger();
    } else if (now.answer().closes() || front.stopping()) {
      departure.close();
    } else {
      next();
    }
  }

  private void next() {
    waiting = !requests.begun();
    Duration allowed = waiting ? front.limits().idle() : front.limits().headTime();
    patience.expect(allowed);
    requests.release();
  }

  private void linger() {
    requests.end();
    patience.expect(front.limits().headTime());
    departure.linger();
  }

  private void expectBody() {
    if (paused) {
      patience.expectNothing();
    } else {
      patience.expect(front.limits().bodyPause());
    }
  }

  @Override
  public void refused() {
    Serving was = current;
    current = null;
    departure.reset();
    if (was != null) {
      was.gone("an answer was taken back while it was sent");
    }
  }

  @Override
  public void room(boolean now) {
    Exchange exchange = running();
    if (exchange != null) {
      exchange.writable(now);
    }
  }

  @Override
  public long due() {
    return patience.due();
  }

  @Override
  public void late() {
    if (departure.begun() || lastWords || patience.stalled()) {
      departure.reset();
    } else if (waiting) {
      channel.close();
    } else {
      turnAway(HttpFault.TOO_SLOW);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    front.deadlines().watch(this);
    front.opened(this);
    if (refusedAtOnce != null) {
      refuse(refusedAtOnce);
    }
    ctx.fireChannelActive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent) {
      patience.expect(front.limits().headTime());
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    front.deadlines().forget(this);
    front.closed(this);
    departure.gone();
    Serving was = current;
    current = null;
    if (was != null) {
      was.gone("the client closed the connection");
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  /** The gateway stops: an idle connection ends now, a busy one with its answer. */
  void stop() {
    if (current == null && !departure.begun()) {
      channel.close();
    }
  }
}
