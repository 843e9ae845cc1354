package dev.postern.gateway.net;

import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Shown;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of a leg. It holds frames, each with its proof, and looks at the proof when the
 * socket takes the frame: once when the turn ends, and again whenever a full socket has room. A
 * frame whose proof no longer holds, or one that loses it while the socket has taken only a part,
 * ends the leg; nothing is skipped silently.
 *
 * <p>Stands in the pipeline directly above the socket (and TLS). Belongs to the loop's thread.
 */
public final class FrameWriter extends ChannelDuplexHandler {
  /** The most bytes that the socket is offered before proofs are looked at again. */
  static final int OFFER = 64 * 1024;

  /** Room for what a leg is usually sent in one turn. */
  private static final int TURN = 512;

  /** Room for the frames of a turn: an idle leg has none, and there are many. */
  private static final int USUAL = 4;

  /** Who writes to the leg. */
  public interface Owner {
    /** The turn ends: the last moment to add frames to it. */
    void beforeFlush();

    /** The socket was offered what it takes for now. */
    void afterFlush();

    /** A proof no longer held; nothing more is written. */
    void refused();

    /** Whether there is room for more frames. */
    void room(boolean now);
  }

  private final Turn turn;
  private final Owner owner;
  private final FrameLimits limits;
  private final Runnable flush = this::flushFrames;
  private final ArrayDeque<Frame> queued = new ArrayDeque<>(USUAL);
  private final List<Frame> offered = new ArrayList<>(USUAL);
  private @Nullable ChannelHandlerContext ctx;
  private long queuedBytes;
  private long offeredEver;
  private boolean awaitingFlush;
  private boolean socketFull;
  private boolean crowded;
  private boolean over;

  public FrameWriter(Turn turn, Owner owner, FrameLimits limits) {
    this.turn = turn;
    this.owner = owner;
    this.limits = limits;
  }

  /** Queues a copy of an operation's frame for its target. */
  public void send(Passage passage, boolean closing, ByteBuffer bytes) {
    copy(closing ? passage::closable : passage::live, bytes);
  }

  /** Queues a copy of what a client is shown. */
  public void show(Shown shown) {
    copy(shown::holds, shown.bytes().duplicate());
  }

  /** Small frames of a turn stand side by side in one buffer, so that they leave in one piece. */
  private void copy(BooleanSupplier proof, ByteBuffer bytes) {
    if (over) {
      return;
    }
    ChannelHandlerContext to = ctx;
    if (to == null) {
      throw new IllegalStateException("a leg is written to once it stands in its pipeline");
    }
    Frame last = queued.peekLast();
    int count = bytes.remaining();
    if (last != null && last.hasRoom(count)) {
      add(last.beside(proof, bytes));
    } else {
      int room = Math.max(count, TURN);
      add(Frame.of(to.alloc().directBuffer(room, room), proof, bytes));
    }
  }

  /**
   * Queues an operation's frame that carries a secret, whose place is overwritten once the frame is
   * gone.
   */
  public void send(Passage passage, boolean closing, ByteBuf bytes, int secretAt, int secretSize) {
    add(new Frame(bytes, closing ? passage::closable : passage::live, secretAt, secretSize));
  }

  /** Queues what a client is shown, with the transport's framing around it. */
  public void show(Shown shown, ByteBuf framed) {
    add(new Frame(framed, shown::holds, 0, 0));
  }

  /** Queues the transport's own framing, which carries nobody's content. */
  public void framing(ByteBuf bytes) {
    add(new Frame(bytes, Frame.ALWAYS, 0, 0));
  }

  /** Asks for {@link Owner#beforeFlush} and a flush when the turn ends. */
  public void flushAtEnd() {
    if (!awaitingFlush && !over) {
      awaitingFlush = true;
      turn.flushAtEnd(flush);
    }
  }

  /** How many bytes the socket was ever offered. */
  public long offeredEver() {
    return offeredEver;
  }

  /** Whether the socket has taken everything that was queued. */
  public boolean drained() {
    return queued.isEmpty() && !socketFull;
  }

  /** Whether the socket is full, so that frames wait. */
  public boolean stalled() {
    return socketFull;
  }

  /** Whether more bytes are queued than the leg may hold. */
  public boolean overfull() {
    return queuedBytes > limits.most();
  }

  /** Looks again at the frames that the socket has taken in part: after a revocation. */
  public void review() {
    if (socketFull && !offered.stream().allMatch(Frame::holds)) {
      refuse();
    }
  }

  void add(Frame frame) {
    if (over) {
      frame.release();
      return;
    }
    queued.add(frame);
    queuedBytes += frame.left();
    if (!crowded && queuedBytes > limits.crowded()) {
      crowded = true;
      owner.room(false);
    }
    flushAtEnd();
  }

  private void flushFrames() {
    if (over) {
      awaitingFlush = false;
      return;
    }
    owner.beforeFlush();
    awaitingFlush = false;
    ChannelHandlerContext to = ctx;
    while (to != null && !socketFull && !over && !queued.isEmpty()) {
      if (!offer(to)) {
        return;
      }
    }
    if (over) {
      return;
    }
    if (crowded && queuedBytes <= limits.roomy()) {
      crowded = false;
      owner.room(true);
    }
    owner.afterFlush();
  }

  /** Offers the socket one helping; false when a proof was missing. */
  private boolean offer(ChannelHandlerContext to) {
    int room = OFFER;
    ChannelFuture last = null;
    while (room > 0 && !queued.isEmpty()) {
      Frame first = queued.element();
      ByteBuf bytes = first.bytes();
      int from = first.at();
      int until = from;
      for (Frame next = first; next != null && next.follows(bytes, until); next = queued.peek()) {
        if (room == 0) {
          break;
        }
        if (!next.holds()) {
          refuse();
          taken();
          return false;
        }
        int taken = take(next, room);
        room -= taken;
        until += taken;
      }
      // With ends of its own: more frames may come to stand behind these.
      last = to.write(bytes.retainedSlice(from, until - from));
      queuedBytes -= until - from;
      offeredEver += until - from;
    }
    to.flush();
    if (last == null || last.isDone()) {
      taken();
    } else {
      socketFull = true;
      last.addListener(done -> {
        socketFull = false;
        taken();
        if (done.isSuccess() && !over) {
          flushAtEnd();
        }
      });
    }
    return true;
  }

  private int take(Frame frame, int room) {
    int taken = Math.min(room, frame.left());
    frame.take(taken);
    if (offered.isEmpty() || offered.getLast() != frame) {
      offered.add(frame);
    }
    if (frame.left() == 0) {
      queued.remove();
    }
    return taken;
  }

  /** The socket has taken, or lost, everything that it was offered. */
  private void taken() {
    for (Frame frame : offered) {
      if (frame.left() == 0) {
        frame.release();
      }
    }
    offered.clear();
  }

  private void refuse() {
    end();
    owner.refused();
  }

  private void end() {
    over = true;
    queued.forEach(Frame::release);
    queued.clear();
    queuedBytes = 0;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    ctx = added;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    end();
  }

  @Override
  public void close(ChannelHandlerContext closing, ChannelPromise promise) {
    end();
    closing.close(promise);
  }

  @Override
  public void channelInactive(ChannelHandlerContext gone) {
    end();
    gone.fireChannelInactive();
  }
}
