package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.sse.SseDecoder;
import dev.postern.gateway.sse.SseEvent;
import dev.postern.gateway.sse.SseFrame;
import dev.postern.gateway.sse.SseLimits;
import dev.postern.kernel.gate.Refusal;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The body of a target's answer, taken in pieces: one message, or events. Bounded in memory. */
final class Answer {
  private final McpExchange x;
  private final Inbound inbound;
  private final Optional<SseDecoder> decoder;
  private final Pieces body = new Pieces();
  private boolean resumable;
  private boolean overflow;
  private boolean writable = true;
  private boolean waiting;

  private Answer(McpExchange x, Inbound inbound, Optional<SseDecoder> decoder) {
    this.x = x;
    this.inbound = inbound;
    this.decoder = decoder;
  }

  /** One message. */
  static Answer whole(McpExchange x, Inbound inbound) {
    return new Answer(x, inbound, Optional.empty());
  }

  /** Events. */
  static Answer events(McpExchange x, Inbound inbound) {
    int most = x.limits().messageBytes();
    return new Answer(x, inbound, Optional.of(new SseDecoder(new SseLimits(most, most + 4_096))));
  }

  /** Whether it is a stream. */
  boolean streams() {
    return decoder.isPresent();
  }

  /** Whether an id was seen from which the stream can be resumed. */
  boolean resumable() {
    return resumable;
  }

  /** Takes a piece; the answer says what is wrong with the whole. */
  Optional<Trouble> bytes(ByteBuffer bytes, int leg) {
    if (decoder.isEmpty()) {
      if (body.length() + bytes.remaining() > x.limits().messageBytes()) {
        return Optional.of(tooLong());
      }
      body.add(bytes);
      return Optional.empty();
    }
    if (decoder.get().feed(Pieces.octets(bytes), this::frame).isPresent() || overflow) {
      return Optional.of(tooLong());
    }
    if (inbound.waits() && !waiting) {
      waiting = true;
      x.emit(new Command.Read(leg, false));
      inbound.end(() -> {
        waiting = false;
        x.emit(new Command.Read(leg, writable));
      });
    }
    return Optional.empty();
  }

  /** The body is whole. What was begun of an event and not ended is no event. */
  void end() {
    if (decoder.isPresent()) {
      decoder.get().end(this::frame);
      return;
    }
    inbound.body(body.whole());
  }

  /** The client takes more, or does not. */
  void writable(boolean now, int leg) {
    writable = now;
    x.emit(new Command.Read(leg, now && !waiting));
  }

  private void frame(SseFrame frame) {
    if (frame instanceof SseEvent event && event.id().filter(id -> !id.isEmpty()).isPresent()) {
      resumable = true;
    }
    overflow |= !inbound.piece(frame) || x.client().held() > x.limits().waitingFrames();
  }

  private static Trouble tooLong() {
    return Trouble.refused(
        Refusal.Code.UNMASKABLE,
        "a message of the target is longer than the limit",
        Optional.empty());
  }
}
