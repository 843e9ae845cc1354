package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a service manager hears on a real socket. */
class ServiceNoticesTest {
  private static final long PROCESS = 4711;

  @TempDir private Path folder;

  private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

  @BeforeEach
  void a_manager() throws InterruptedException {
    new Bootstrap()
        .group(loop)
        .channel(EpollDomainDatagramChannel.class)
        .handler(
            new SimpleChannelInboundHandler<DomainDatagramPacket>() {
              @Override
              protected void channelRead0(ChannelHandlerContext at, DomainDatagramPacket packet) {
                heard.add(packet.content().toString(StandardCharsets.UTF_8));
              }
            })
        .bind(new DomainSocketAddress(socket()))
        .sync();
  }

  @AfterEach
  void gone() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @Test
  void it_hears_of_ready_reload_and_stop_in_their_order() throws InterruptedException {
    List<String> order = new ArrayList<>();
    try (ServiceNotices notices = notices(Map.of())) {
      notices.ready();
      notices.reload(() -> order.add("reloaded"));
      notices.stopping(Duration.ofSeconds(5));
    }
    assertThat(next()).startsWith("READY=1\n");
    assertThat(next()).matches("RELOADING=1\nMONOTONIC_USEC=[0-9]+");
    assertThat(next()).startsWith("READY=1\n");
    assertThat(next())
        .startsWith("STOPPING=1\n")
        .endsWith("\nEXTEND_TIMEOUT_USEC=" + Duration.ofSeconds(35).toNanos() / 1000);
    assertThat(order).containsExactly("reloaded");
  }

  @Test
  void a_reload_that_throws_is_over_too() throws InterruptedException {
    try (ServiceNotices notices = notices(Map.of())) {
      assertThatThrownBy(() ->
              notices.reload(() -> {
                throw new IllegalStateException("broken");
              }))
          .hasMessage("broken");
    }
    assertThat(next()).startsWith("RELOADING=1");
    assertThat(next()).startsWith("READY=1");
  }

  @Test
  void the_watchdog_hears_of_every_turn() throws InterruptedException {
    try (ServiceNotices notices =
        notices(Map.of("WATCHDOG_USEC", "1000", "WATCHDOG_PID", Long.toString(PROCESS)))) {
      notices.watch(() -> CompletableFuture.completedFuture(null));
      assertThat(next()).isEqualTo("WATCHDOG=1");
      assertThat(next()).isEqualTo("WATCHDOG=1");
    }
  }

  @Test
  void the_watchdog_hears_nothing_of_a_turn_that_does_not_end() throws InterruptedException {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    try (ServiceNotices notices = notices(Map.of("WATCHDOG_USEC", "1000"))) {
      notices.watch(() -> {
        asked.complete(null);
        return new CompletableFuture<>();
      });
      asked.join();
      notices.stopping(Duration.ofSeconds(5));
      assertThat(next()).startsWith("STOPPING=1");
    }
  }

  @Test
  void a_turn_that_ends_when_all_is_over_tells_nothing() throws InterruptedException {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    CompletableFuture<Void> turn = new CompletableFuture<>();
    try (ServiceNotices notices = notices(Map.of("WATCHDOG_USEC", "100000000"))) {
      notices.watch(() -> {
        asked.complete(null);
        return turn;
      });
      asked.join();
    }
    // Were it told by whoever completes the turn, it would be told now.
    turn.complete(null);
    try (ServiceNotices others = notices(Map.of())) {
      others.ready();
    }
    assertThat(next()).startsWith("READY=1");
  }

  @Test
  void behind_the_stop_nothing_is_told_of_readiness() throws InterruptedException {
    List<String> order = new ArrayList<>();
    try (ServiceNotices notices = notices(Map.of());
        ServiceNotices others = notices(Map.of())) {
      notices.reload(() -> notices.stopping(Duration.ofSeconds(5)));
      notices.reload(() -> order.add("reloaded"));
      others.ready();
    }
    assertThat(next()).startsWith("RELOADING=1");
    assertThat(next()).startsWith("STOPPING=1");
    assertThat(next()).startsWith("READY=1");
    assertThat(heard).isEmpty();
    assertThat(order).containsExactly("reloaded");
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void a_manager_that_reads_nothing_holds_nobody_up() throws InterruptedException {
    String deaf = folder.resolve("deaf").toString();
    Channel manager =
        new Bootstrap()
            .group(loop)
            .channel(EpollDomainDatagramChannel.class)
            .option(ChannelOption.AUTO_READ, false)
            .handler(new ChannelInboundHandlerAdapter())
            .bind(new DomainSocketAddress(deaf))
            .sync()
            .channel();
    try {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1_000_000; i++) {
                  DatagramCall.send(deaf, "WATCHDOG=1");
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessageContaining("too many wait there");
    } finally {
      manager.close().sync();
    }
  }

  @Test
  void who_is_not_asked_tells_nothing() {
    try (ServiceNotices notices = ServiceNotices.of(Map.of(), PROCESS);
        ServiceNotices others = notices(Map.of("WATCHDOG_USEC", "1000", "WATCHDOG_PID", "1"))) {
      notices.ready();
      others.watch(() -> {
        throw new AssertionError("another process is watched");
      });
    }
    assertThat(heard).isEmpty();
  }

  @Test
  void a_manager_that_is_gone_is_no_trouble() {
    try (ServiceNotices notices =
        ServiceNotices.of(Map.of("NOTIFY_SOCKET", folder.resolve("nobody").toString()), PROCESS)) {
      notices.ready();
    }
    assertThat(heard).isEmpty();
  }

  private ServiceNotices notices(Map<String, String> more) {
    Map<String, String> environment = new java.util.HashMap<>(more);
    environment.put("NOTIFY_SOCKET", socket());
    return ServiceNotices.of(environment, PROCESS);
  }

  private String socket() {
    return folder.resolve("notify").toString();
  }

  private String next() throws InterruptedException {
    String notice = heard.poll(30, TimeUnit.SECONDS);
    return notice == null ? "nothing" : notice;
  }
}
