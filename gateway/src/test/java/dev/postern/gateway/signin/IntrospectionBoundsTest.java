package dev.postern.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.issuer.StubIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How many tokens an issuer is asked about, and how often at a time. */
@Timeout(60)
class IntrospectionBoundsTest {
  @TempDir private Path folder;
  private AskedIssuer world;

  @BeforeEach
  void open() throws IOException {
    world = new AskedIssuer(folder);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void a_token_is_asked_about_once_however_many_sign_in_with_it_at_a_time() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    world.issuer.introspection(exchange -> {
      begun.countDown();
      await(go);
      StubIssuer.answer(exchange, "{\"active\":true}");
    });
    String token = world.fixture.token();
    List<CompletableFuture<Answer>> answers =
        java.util.stream.Stream.generate(() -> attempt(token)).limit(20).toList();
    begun.await();
    go.countDown();

    for (CompletableFuture<Answer> answer : answers) {
      assertThat(answer.get(20, TimeUnit.SECONDS)).isInstanceOf(Answer.Accepted.class);
    }
    assertThat(world.issuer.introspections()).isEqualTo(1);
  }

  @Test
  void no_more_tokens_are_known_than_may_be() {
    world.desk(world.asked(Freshness.Newest.CLIENT), cached(2));

    assertThat(world.fixture.verify(numbered(1))).isInstanceOf(Answer.Accepted.class);
    assertThat(world.fixture.verify(numbered(2))).isInstanceOf(Answer.Accepted.class);

    assertThat(world.fixture.verify(numbered(3))).isInstanceOf(Answer.Busy.class);
  }

  @Test
  void many_tokens_are_asked_about_a_few_at_a_time() throws Exception {
    for (int token = 0; token < 40; token++) {
      world.accepted(numbered(token)).ground().holds();
    }
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CyclicBarrier together = new CyclicBarrier(16);
    world.issuer.introspection(exchange -> {
      most.accumulateAndGet(now.incrementAndGet(), Math::max);
      if (world.issuer.introspections() <= 40 + 32) {
        meet(together);
      }
      now.decrementAndGet();
      StubIssuer.answer(exchange, "{\"active\":true}");
    });

    world.later(AskedIssuer.EVERY);
    world.round();

    assertThat(most.get()).isEqualTo(16);
  }

  private String numbered(int token) {
    return world.fixture.token(world.fixture.claims("jti", "\"" + token + "\""));
  }

  private CompletableFuture<Answer> attempt(String token) {
    return world.fixture.desk.verify(
        new SignInDesk.Attempt(
            token, Wanted.of(Fixture.RESOURCE), InetAddress.getLoopbackAddress()));
  }

  private static SignInLimits cached(int tokens) {
    return new SignInLimits(8192, tokens, 10, Duration.ofSeconds(30), 256, 64, 4096, 64, 16);
  }

  private static void await(CountDownLatch go) {
    try {
      go.await();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  private static void meet(CyclicBarrier together) {
    try {
      together.await();
    } catch (InterruptedException | java.util.concurrent.BrokenBarrierException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
