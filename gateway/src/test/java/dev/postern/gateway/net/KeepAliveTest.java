package dev.postern.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the system was really told of the sockets of both sides. */
@Timeout(60)
class KeepAliveTest {
  /** As limits.vanished has it. */
  private static final Duration VANISHED = Duration.ofSeconds(48);

  private static final KeepAlive WATCHED = KeepAlive.finding(VANISHED);

  /** Dials once. */
  private record Once(CompletableFuture<Channel> dialled) implements Dialler.Caller {
    @Override
    public boolean waits() {
      return true;
    }

    @Override
    public void connected(Channel channel) {
      dialled.complete(channel);
    }

    @Override
    public void unreachable() {
      dialled.completeExceptionally(new AssertionError("nobody is there"));
    }

    @Override
    public void givenUp() {
      dialled.completeExceptionally(new AssertionError("given up"));
    }
  }

  private static void watched(Transport transport, Channel channel) {
    assertThat(channel.config().getOption(ChannelOption.SO_KEEPALIVE)).isTrue();
    Map<ChannelOption<Integer>, Integer> wanted = transport.watching();
    assertThat(wanted).hasSize(3);
    wanted.forEach((option, value) ->
        assertThat(channel.config().getOption(option)).as(option.name()).isEqualTo(value));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Tag("reaches:config.Limits.vanished")
  void both_ends_of_the_gateway_ask_whether_the_other_is_still_there(boolean best)
      throws Exception {
    Transport transport = (best ? Transport.best() : Transport.selector()).with(WATCHED);
    try (EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, transport.handlers())) {
      CompletableFuture<Channel> accepted = new CompletableFuture<>();
      Acceptor acceptor =
          new Acceptor(
              transport.place(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
              group,
              new Acceptor.Room(2, 2, 2, false),
              (channel, peer, room) -> accepted.complete(channel));
      Once once = new Once(new CompletableFuture<>());
      Dialler dialler = new Dialler(group.next(), transport);
      group
          .next()
          .submit(() ->
              dialler.dial(
                  new Dialler.Where("127.0.0.1", acceptor.port(), Duration.ofSeconds(20)), once))
          .sync();

      watched(transport, once.dialled().get());
      watched(transport, accepted.get());
      acceptor.stop();
      once.dialled().get().close().sync();
      accepted.get().close().sync();
    }
  }

  @Test
  void half_of_the_time_is_silence_and_half_of_it_questions() {
    assertThat(WATCHED).isEqualTo(new KeepAlive(Duration.ofSeconds(24), Duration.ofSeconds(6), 4));
    assertThat(KeepAlive.finding(KeepAlive.SHORTEST).interval()).isEqualTo(Duration.ofSeconds(1));
    assertThatThrownBy(() -> KeepAlive.finding(KeepAlive.SHORTEST.minusSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
