package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.approval.BallotException;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.approval.Wait;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** No clock gives people more time than they were given, or an approval back. */
class DeskClockTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private final DeskWorld world = new DeskWorld();

  @Test
  void a_request_ends_at_its_moment_and_not_before() {
    DeskWorld.Waiting waiting = world.ask("drop models");

    world.pass(world.limits.life().minus(MOMENT));
    world.desk.sweep();
    assertThat(waiting.over).isEmpty();
    world.pass(MOMENT);
    world.desk.sweep();

    assertThat(waiting.over).containsExactly(Wait.Over.Kind.EXPIRED);
  }

  @Test
  void what_expired_does_not_come_back_with_the_clock() throws Exception {
    String id = approvedAndLeft();
    world.pass(world.limits.life());
    world.desk.sweep();

    world.pass(world.limits.life().negated());
    DeskWorld.Waiting again = world.ask("drop models");

    assertThat(again.collected).isEmpty();
    assertThat(again.id()).isNotEqualTo(id);
  }

  @Test
  void what_was_collected_does_not_come_back_with_the_clock_or_a_restart() throws Exception {
    DeskWorld.Waiting first = world.ask("drop models");
    world.vote(first.id(), "bo", true);
    assertThat(first.collected).hasSize(1);

    world.pass(Duration.ofSeconds(30).negated());
    world.restart();

    assertThat(world.ask("drop models").collected).isEmpty();
  }

  @Test
  void a_small_step_back_gives_nobody_more_time() {
    DeskWorld.Waiting waiting = world.ask("drop models");
    world.pass(world.limits.life().minus(MOMENT));
    world.desk.sweep();

    world.pass(Duration.ofSeconds(50).negated());
    world.desk.sweep();
    assertThat(waiting.over).isEmpty();
    world.pass(Duration.ofSeconds(51));
    world.desk.sweep();

    assertThat(waiting.over).containsExactly(Wait.Over.Kind.EXPIRED);
  }

  @Test
  void a_clock_that_is_set_back_takes_back_what_is_open() throws Exception {
    approvedAndLeft();
    DeskWorld.Waiting open = world.ask("drop people");

    world.pass(DAY.negated());
    DeskWorld.Waiting again = world.ask("drop models");

    assertThat(again.collected).isEmpty();
    assertThat(open.over).containsExactly(Wait.Over.Kind.WITHDRAWN);
    assertThat(world.trail.told().getLast().why()).contains("clock was set back");
  }

  @Test
  void a_restart_on_a_clock_far_behind_keeps_no_approval() throws Exception {
    approvedAndLeft();

    world.pass(DAY.negated());
    world.restart();

    assertThat(world.requests.living()).isEmpty();
    assertThat(world.ask("drop models").collected).isEmpty();
  }

  @Test
  void a_restart_on_a_clock_far_ahead_ends_everything_once_and_for_all() throws Exception {
    approvedAndLeft();

    world.pass(DAY);
    world.restart();
    world.pass(DAY.negated());
    world.restart();

    assertThat(world.ask("drop models").collected).isEmpty();
    assertThat(world.trail.states()).containsOnlyOnce(Request.State.EXPIRED);
  }

  @Test
  void what_is_asked_on_a_clock_that_ran_ahead_is_taken_back_when_it_is_put_right()
      throws Exception {
    world.pass(DAY);
    String early = approvedAndLeft();

    world.pass(DAY.negated());
    world.desk.sweep();

    assertThat(world.requests.living()).isEmpty();
    assertThat(world.trail.told().getLast().id()).isEqualTo(early);
  }

  private String approvedAndLeft() throws BallotException, IOException {
    DeskWorld.Waiting first = world.ask("drop models");
    world.desk.leave(first, new Wait.Over(Wait.Over.Kind.PENDING, "later"), false);
    world.vote(first.id(), "bo", true);
    return first.id();
  }
}
