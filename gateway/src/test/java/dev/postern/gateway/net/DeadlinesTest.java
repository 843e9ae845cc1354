package dev.postern.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
  private final Deadlines deadlines = new Deadlines(clock::get);
  private int told;
  private long due = 10;

  @Test
  void tells_what_is_late_and_nothing_else_even_when_the_clock_wraps_around() {
    Deadlines.Watched watched =
        new Deadlines.Watched() {
          @Override
          public long due() {
            return due;
          }

          @Override
          public void late() {
            told++;
            deadlines.forget(this);
          }
        };
    deadlines.watch(watched);
    clock.addAndGet(9);
    deadlines.beat();
    assertThat(told).isZero();

    clock.addAndGet(1);
    deadlines.beat();
    deadlines.beat();
    assertThat(told).isEqualTo(1);
  }

  @Test
  void what_has_no_deadline_is_never_late() {
    due = Deadlines.NEVER;
    deadlines.watch(
        new Deadlines.Watched() {
          @Override
          public long due() {
            return due;
          }

          @Override
          public void late() {
            told++;
          }
        });
    clock.addAndGet(Long.MAX_VALUE / 2);
    deadlines.beat();

    assertThat(told).isZero();
  }

  @Test
  void one_that_breaks_keeps_no_other_from_being_told() {
    deadlines.watch(
        late(() -> {
          throw new AssertionError("a defect");
        }));
    deadlines.watch(late(() -> told++));
    clock.addAndGet(11);

    deadlines.beat();
    deadlines.beat();

    assertThat(told).isEqualTo(2);
  }

  private Deadlines.Watched late(Runnable what) {
    return new Deadlines.Watched() {
      @Override
      public long due() {
        return due;
      }

      @Override
      public void late() {
        what.run();
      }
    };
  }
}
