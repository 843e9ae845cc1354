package dev.postern.kernel.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.policy.Budget;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PurseTest {
  /** Enough that two processors meet between any two steps; with one they never do. */
  private static final int ROUNDS = 20_000;

  private static final Budget THREE =
      new Budget(OptionalLong.of(3), OptionalLong.of(100), OptionalLong.of(1_000));

  private final Purse purse = new Purse(THREE, Purse.Spent.NOTHING);

  @Test
  void gives_as_many_operations_as_it_has_and_is_empty_when_the_last_has_ended() {
    assertThat(List.of(purse.take(), purse.take(), purse.take(), purse.take()))
        .containsExactly(true, true, true, false);
    assertThat(purse.affords()).isFalse();
    assertThat(purse.empty()).isFalse();

    purse.ended();
    purse.ended();
    assertThat(purse.empty()).isFalse();
    purse.ended();
    assertThat(purse.empty()).isTrue();
  }

  @Test
  void takes_back_what_does_not_run() {
    purse.take();
    purse.giveBack();

    assertThat(purse.spent()).isEqualTo(Purse.Spent.NOTHING);
  }

  @Test
  void is_empty_once_more_is_to_be_shown_than_it_has_and_that_is_not_shown() {
    assertThat(purse.take(100, 900)).isTrue();
    assertThat(purse.take(1, 1)).isFalse();
    assertThat(purse.empty()).isTrue();
    assertThat(purse.take(0, 1)).isFalse();
    assertThat(purse.take()).isFalse();
  }

  @Test
  void begins_with_what_was_spent_before() {
    Purse again = new Purse(THREE, new Purse.Spent(2, 50, 10));

    assertThat(again.take()).isTrue();
    assertThat(again.take()).isFalse();
    assertThat(again.spent()).isEqualTo(new Purse.Spent(3, 50, 10));
  }

  @Test
  void one_without_bounds_is_never_empty_and_counts_all_the_same() {
    Purse open = new Purse(Budget.NONE, Purse.Spent.NOTHING);

    assertThat(open.take()).isTrue();
    assertThat(open.take(1_000_000, 1L << 40)).isTrue();
    open.settle(5, 7);
    open.ended();

    assertThat(open.bounds()).isFalse();
    assertThat(open.empty()).isFalse();
    assertThat(open.spent()).isEqualTo(new Purse.Spent(1, 1_000_005, (1L << 40) + 7));
  }

  @Test
  void is_not_empty_while_the_last_operation_runs_whoever_ends_another_meanwhile()
      throws Exception {
    Budget two = new Budget(OptionalLong.of(2), OptionalLong.empty(), OptionalLong.empty());
    AtomicReference<Purse> shared = new AtomicReference<>(purse);
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    Thread other =
        Thread.ofPlatform()
            .start(() -> {
              for (int round = 1; round <= ROUNDS; round++) {
                while (begun.get() < round) {
                  Thread.onSpinWait();
                }
                shared.get().ended();
                ended.set(round);
              }
            });
    int early = 0;
    for (int round = 1; round <= ROUNDS; round++) {
      Purse fresh = new Purse(two, Purse.Spent.NOTHING);
      fresh.take();
      shared.set(fresh);
      begun.set(round);
      // One ends while the other begins, now a little sooner and now a little later.
      for (int pause = round % 16; pause > 0; pause--) {
        Thread.onSpinWait();
      }
      boolean taken = fresh.take();
      while (ended.get() < round) {
        Thread.onSpinWait();
      }
      early += taken && !fresh.empty() ? 0 : 1;
    }
    other.join();

    assertThat(early).isZero();
  }

  @Test
  void gives_no_operation_twice_to_many_that_take_at_once() throws Exception {
    Purse shared =
        new Purse(
            new Budget(OptionalLong.of(5_000), OptionalLong.empty(), OptionalLong.of(9_999)),
            Purse.Spent.NOTHING);
    Callable<long[]> taking =
        () -> {
          long operations = 0;
          long bytes = 0;
          for (int i = 0; i < 4_000; i++) {
            operations += shared.take() ? 1 : 0;
            bytes += shared.take(0, 1) ? 1 : 0;
          }
          return new long[] {operations, bytes};
        };
    List<Future<long[]>> takers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        takers.add(threads.submit(taking));
      }
      long operations = 0;
      long bytes = 0;
      for (Future<long[]> taker : takers) {
        operations += taker.get()[0];
        bytes += taker.get()[1];
      }

      assertThat(bytes).isEqualTo(9_999);
      assertThat(operations).isLessThanOrEqualTo(5_000);
      assertThat(shared.spent()).isEqualTo(new Purse.Spent(operations, 0, 9_999));
    }
  }
}
