package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the gate is woken, on timers that run when told and a clock that moves when told. */
class ClockworkTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private Instant now = NOON;
  private int strikes;
  private int turns;
  private final List<Timer> timers = new ArrayList<>();
  private final Clockwork clockwork =
      new Clockwork(
          () -> now,
          (delay, task) -> {
            Timer timer = new Timer(delay, task);
            timers.add(timer);
            return () -> timers.remove(timer);
          },
          new Clockwork.Strikes() {
            @Override
            public void strike() {
              strikes++;
            }

            @Override
            public void turned() {
              turns++;
            }
          });

  private record Timer(Duration delay, Runnable task) {}

  @Test
  void an_end_that_is_near_gets_a_timer_for_its_moment() {
    clockwork.set(NOON.plusMillis(730));

    assertThat(timers).extracting(Timer::delay).containsExactly(Duration.ofMillis(730));
    fire();
    assertThat(strikes).isEqualTo(1);
  }

  @Test
  void there_is_one_timer_however_many_ends_there_are() {
    for (int end = 900; end > 100; end--) {
      clockwork.set(NOON.plusMillis(end));
    }
    clockwork.set(NOON.plusMillis(500));

    assertThat(timers).extracting(Timer::delay).containsExactly(Duration.ofMillis(101));
  }

  @Test
  void an_end_that_is_far_away_gets_none_for_it_is_told_again() {
    clockwork.set(NOON.plus(Clockwork.HORIZON).plusMillis(1));
    clockwork.set(Instant.MAX);

    assertThat(timers).isEmpty();
  }

  @Test
  void ends_that_come_one_after_the_other_share_strikes() {
    clockwork.set(NOON.minusSeconds(1));

    assertThat(timers).extracting(Timer::delay).containsExactly(Clockwork.LEAST);
  }

  @Test
  void after_a_strike_the_next_end_gets_a_timer() {
    clockwork.set(NOON.plusMillis(10));
    now = NOON.plusMillis(10);
    fire();

    clockwork.set(NOON.plusMillis(40));

    assertThat(timers).extracting(Timer::delay).containsExactly(Duration.ofMillis(30));
  }

  @Test
  void a_clock_that_steps_back_leaves_a_timer_that_comes_early_and_is_set_again() {
    clockwork.set(NOON.plusSeconds(2));
    now = NOON.minusSeconds(3600);
    fire();
    assertThat(strikes).isEqualTo(1);

    clockwork.set(NOON.plusSeconds(2));
    assertThat(timers).isEmpty();
    now = NOON.plusSeconds(1);
    clockwork.set(NOON.plusSeconds(2));

    assertThat(timers).extracting(Timer::delay).containsExactly(Duration.ofSeconds(1));
  }

  @Test
  void a_clock_that_steps_on_keeps_no_near_end_from_its_timer_for_long() {
    clockwork.set(NOON.plusSeconds(4));
    now = NOON.plusSeconds(3600);

    fire();
    clockwork.set(now.plusMillis(20));

    assertThat(timers).extracting(Timer::delay).containsExactly(Duration.ofMillis(20));
  }

  @Test
  void sessions_hear_that_decisions_may_differ() {
    clockwork.turned();

    assertThat(turns).isEqualTo(1);
  }

  private void fire() {
    timers.removeFirst().task().run();
  }
}
