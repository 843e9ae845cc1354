package dev.postern.gateway.net.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.net.Deadlines;
import dev.postern.gateway.net.Turn;
import dev.postern.gateway.session.Secured;
import dev.postern.kernel.gate.OwnWords;
import dev.postern.kernel.gate.Shown;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** What comes in the clear between the wish for TLS and its beginning ends the stream. */
class StreamInjectionTest {
  private final Queue<Runnable> turnEnds = new ArrayDeque<>();
  private final List<String> heard = new ArrayList<>();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Stream stream =
      new Stream(
          new StreamLoop(
              channel.eventLoop(),
              new Turn(turnEnds::add, turnEnds::add),
              new Deadlines(System::nanoTime)),
          channel,
          StreamLimits.DEFAULT);

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

  private static SslHandler tls() throws Exception {
    return SslContextBuilder.forClient().build().newHandler(Unpooled.EMPTY_BUFFER.alloc());
  }

  @Test
  void bytes_that_come_before_tls_end_the_stream_unheard() throws Exception {
    stream.assemble(new Hearing());
    stream.show(new Words().go());
    stream.secure(tls());
    channel.writeInbound(Unpooled.copiedBuffer(new byte[] {'Q'}));
    channel.runPendingTasks();

    assertThat(heard).containsExactly("INJECTED");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void nothing_is_read_and_nothing_is_sent_between_the_wish_and_the_handshake() throws Exception {
    stream.assemble(new Hearing());
    stream.show(new Words().go());
    stream.secure(tls());

    assertThat(channel.config().isAutoRead()).isFalse();
    assertThat(channel.pipeline().get(SslHandler.class)).isNull();
    assertThatThrownBy(() -> stream.show(new Words().go()))
        .isInstanceOf(IllegalStateException.class);
    turnEnds.remove().run();
    assertThat(channel.pipeline().first()).isInstanceOf(SslHandler.class);
    assertThat(heard).isEmpty();
  }
}
