package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is done by the clock is done again, whatever went wrong before. */
class ChoreTest {
  private final AtomicInteger times = new AtomicInteger();

  @Test
  void is_done_again_after_a_stack_overflow() throws Exception {
    CountDownLatch thrice = new CountDownLatch(3);
    Runnable deep =
        () -> {
          thrice.countDown();
          throw new StackOverflowError("rules too deep");
        };
    try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
      clock.scheduleWithFixedDelay(new Chore("a look", deep), 0, 1, TimeUnit.MILLISECONDS);
      assertThat(thrice.await(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  @Test
  void throws_nothing_of_what_its_work_throws() {
    new Chore(
            "a look",
            () -> {
              times.incrementAndGet();
              throw new OutOfMemoryError("a test");
            })
        .run();

    assertThat(times).hasValue(1);
  }
}
