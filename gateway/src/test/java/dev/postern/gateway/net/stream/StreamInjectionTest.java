package dev.postern.gateway.net.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import org.junit.jupiter.api.Test;

/** What comes in the clear between the wish for TLS and its beginning ends the stream. */
class StreamInjectionTest {
  private static SslHandler tls() throws Exception {
    return SslContextBuilder.forClient().build().newHandler(Unpooled.EMPTY_BUFFER.alloc());
  }

  @Test
  void bytes_that_come_before_tls_end_the_stream_unheard() throws Exception {
    try (EmbeddedStream end = new EmbeddedStream(StreamLimits.DEFAULT).show()) {
      end.stream.secure(tls());
      end.channel.writeInbound(Unpooled.copiedBuffer(new byte[] {'Q'}));
      end.channel.runPendingTasks();

      assertThat(end.heard).containsExactly("INJECTED");
      assertThat(end.channel.isOpen()).isFalse();
    }
  }

  @Test
  void nothing_is_read_and_nothing_is_sent_between_the_wish_and_the_handshake() throws Exception {
    try (EmbeddedStream end = new EmbeddedStream(StreamLimits.DEFAULT).show()) {
      end.stream.secure(tls());

      assertThat(end.channel.config().isAutoRead()).isFalse();
      assertThat(end.channel.pipeline().get(SslHandler.class)).isNull();
      assertThatThrownBy(end::show).isInstanceOf(IllegalStateException.class);
      end.endTurn();
      assertThat(end.channel.pipeline().first()).isInstanceOf(SslHandler.class);
      assertThat(end.heard).isEmpty();
    }
  }
}
