package dev.postern.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A frame moves only while its proof holds, at every moment at which a socket takes some of it. */
class FrameWriterTest {
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final Turn turn = new Turn(tasks::add, tasks::add);
  private final Heard heard = new Heard();
  private final SlowSocket socket = new SlowSocket();
  private final FrameWriter writer = new FrameWriter(turn, heard, new FrameLimits(10, 4, 100_000));
  private final EmbeddedChannel channel = new EmbeddedChannel(socket, writer);

  private static final class Heard implements FrameWriter.Owner {
    private final List<String> all = new ArrayList<>();
    private Runnable before = () -> {};

    @Override
    public void beforeFlush() {
      before.run();
    }

    @Override
    public void afterFlush() {}

    @Override
    public void refused() {
      all.add("refused");
    }

    @Override
    public void room(boolean now) {
      all.add(now ? "room" : "no room");
    }
  }

  /** Takes nothing until it is told to. */
  private static final class SlowSocket extends ChannelOutboundHandlerAdapter {
    private final Queue<ChannelPromise> waiting = new ArrayDeque<>();
    private boolean full;

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      if (full) {
        waiting.add(promise);
        ctx.write(message);
      } else {
        ctx.write(message, promise);
      }
    }

    void drain() {
      full = false;
      waiting.forEach(ChannelPromise::setSuccess);
      waiting.clear();
    }
  }

  private static final class Proof {
    private boolean holds = true;
  }

  @AfterEach
  void nothing_is_left() {
    channel.finishAndReleaseAll();
  }

  @Test
  void writes_nothing_before_the_turn_ends_and_then_everything_in_order() {
    add("one", new Proof());
    add("two", new Proof());
    assertThat(written()).isEmpty();

    endTurn();
    assertThat(written()).isEqualTo("onetwo");
    assertThat(writer.drained()).isTrue();
  }

  @Test
  void refuses_a_frame_that_lost_its_proof_before_the_turn_ended_and_what_follows_it() {
    Proof lost = new Proof();
    add("one", new Proof());
    ByteBuf second = add("two", lost);
    ByteBuf third = add("three", new Proof());
    lost.holds = false;
    endTurn();

    assertThat(written()).doesNotContain("two").doesNotContain("three");
    assertThat(heard.all).contains("refused");
    assertThat(second.refCnt()).isZero();
    assertThat(third.refCnt()).isZero();
    ByteBuf late = add("late", new Proof());
    endTurn();
    assertThat(late.refCnt()).isZero();
    assertThat(written()).isEmpty();
  }

  @Test
  void looks_again_when_a_full_socket_has_room() {
    Proof lost = new Proof();
    socket.full = true;
    add("one", new Proof());
    endTurn();
    assertThat(writer.stalled()).isTrue();
    add("two", lost);
    endTurn();
    assertThat(written()).isEqualTo("one");

    lost.holds = false;
    socket.drain();
    endTurn();
    assertThat(written()).isEmpty();
    assertThat(heard.all).contains("refused");
  }

  @Test
  void ends_the_leg_when_a_frame_loses_its_proof_half_taken() {
    Proof lost = new Proof();
    socket.full = true;
    add("one", lost);
    endTurn();
    writer.review();
    assertThat(heard.all).doesNotContain("refused");

    lost.holds = false;
    writer.review();
    assertThat(heard.all).containsExactly("refused");
    socket.drain();
  }

  @Test
  void a_long_frame_is_looked_at_again_after_every_helping() {
    Proof lost = new Proof();
    socket.full = true;
    ByteBuf frame = Unpooled.buffer().writeZero(FrameWriter.OFFER * 3);
    writer.add(new Frame(frame, () -> lost.holds, 0, 0));
    endTurn();
    assertThat(writer.offeredEver()).isEqualTo(FrameWriter.OFFER);

    lost.holds = false;
    socket.drain();
    endTurn();
    assertThat(writer.offeredEver()).isEqualTo(FrameWriter.OFFER);
    assertThat(heard.all).contains("refused");
  }

  @Test
  void overwrites_a_secret_once_the_frame_is_gone() {
    ByteBuf frame = Unpooled.copiedBuffer("key: s3cret", StandardCharsets.US_ASCII).retain();
    writer.add(new Frame(frame, () -> true, 5, 6));
    socket.full = true;
    endTurn();
    assertThat(frame.toString(StandardCharsets.US_ASCII)).isEqualTo("key: s3cret");

    socket.drain();
    endTurn();
    assertThat(frame.toString(StandardCharsets.US_ASCII)).isEqualTo("key: \0\0\0\0\0\0");
    frame.release();
  }

  @Test
  void overwrites_a_secret_that_never_left() {
    ByteBuf frame = Unpooled.copiedBuffer("key: s3cret", StandardCharsets.US_ASCII).retain();
    writer.add(new Frame(frame, () -> false, 5, 6));
    endTurn();

    assertThat(frame.toString(StandardCharsets.US_ASCII)).isEqualTo("key: \0\0\0\0\0\0");
    assertThat(frame.refCnt()).isEqualTo(1);
    frame.release();
  }

  @Test
  @Tag("reaches:FrameLimits.crowded")
  @Tag("reaches:FrameLimits.roomy")
  void tells_when_there_is_too_much_and_when_there_is_room_again() {
    socket.full = true;
    add("0123456789", new Proof());
    endTurn();
    add("0123456789ab", new Proof());
    assertThat(heard.all).containsExactly("no room");

    socket.drain();
    endTurn();
    assertThat(heard.all).containsExactly("no room", "room");
  }

  @Test
  @Tag("reaches:FrameLimits.most")
  void says_when_more_waits_than_may() {
    socket.full = true;
    add("x", new Proof());
    endTurn();
    writer.add(new Frame(Unpooled.buffer().writeZero(100_001), () -> true, 0, 0));

    assertThat(writer.overfull()).isTrue();
    socket.drain();
  }

  @Test
  void what_the_owner_adds_at_the_last_moment_leaves_in_the_same_turn() {
    heard.before =
        () -> {
          heard.before = () -> {};
          add("last", new Proof());
        };
    writer.flushAtEnd();
    endTurn();

    assertThat(written()).isEqualTo("last");
    assertThat(tasks).isEmpty();
  }

  @Test
  void a_closed_leg_gives_everything_back() {
    socket.full = true;
    add("taken", new Proof());
    endTurn();
    ByteBuf waiting = add("waits", new Proof());
    channel.close();

    assertThat(waiting.refCnt()).isZero();
    socket.drain();
  }

  @Test
  void small_frames_side_by_side_leave_in_one_piece() {
    addBeside(new Proof(), new Proof());
    endTurn();

    assertThat(channel.<ByteBuf>readOutbound().toString(StandardCharsets.US_ASCII))
        .isEqualTo("onetwo");
    assertThat(channel.<ByteBuf>readOutbound()).isNull();
    assertThat(writer.drained()).isTrue();
  }

  @Test
  void a_frame_that_lost_its_proof_takes_those_beside_it_along() {
    Proof lost = new Proof();
    ByteBuf shared = addBeside(new Proof(), lost);
    lost.holds = false;
    endTurn();

    assertThat(written()).isEmpty();
    assertThat(heard.all).containsExactly("refused");
    assertThat(shared.refCnt()).isZero();
  }

  @Test
  void a_frame_that_is_added_while_the_socket_is_full_does_not_leave_with_the_one_beside_it() {
    socket.full = true;
    ByteBuf room = Unpooled.buffer(16, 16);
    Frame first = Frame.of(room, () -> true, text("one"));
    writer.add(first);
    endTurn();
    assertThat(first.hasRoom(3)).isTrue();
    writer.add(first.beside(() -> true, text("two")));
    assertThat(first.hasRoom(3)).isFalse();
    assertThat(written()).isEqualTo("one");

    socket.drain();
    endTurn();
    assertThat(written()).isEqualTo("two");
    assertThat(room.refCnt()).isZero();
  }

  /** Two frames in one buffer. */
  private ByteBuf addBeside(Proof one, Proof other) {
    ByteBuf room = Unpooled.buffer(16, 16);
    Frame first = Frame.of(room, () -> one.holds, text("one"));
    writer.add(first);
    writer.add(first.beside(() -> other.holds, text("two")));
    return room;
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private ByteBuf add(String text, Proof proof) {
    ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    writer.add(new Frame(bytes, () -> proof.holds, 0, 0));
    return bytes;
  }

  private void endTurn() {
    Runnable task;
    while ((task = tasks.poll()) != null) {
      task.run();
    }
    channel.runPendingTasks();
    while ((task = tasks.poll()) != null) {
      task.run();
    }
  }

  private String written() {
    StringBuilder all = new StringBuilder();
    Object message;
    while ((message = channel.readOutbound()) != null) {
      all.append(((ByteBuf) message).toString(StandardCharsets.US_ASCII));
      ReferenceCountUtil.release(message);
    }
    return all.toString();
  }
}
