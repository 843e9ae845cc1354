package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.approval.Request;
import dev.postern.kernel.approval.Wait;
import dev.postern.kernel.identity.Principal;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the desk keeps and tells of a request, whatever fails meanwhile. */
class DeskTest {
  private final DeskWorld world = new DeskWorld();

  @Test
  void every_ending_is_told_with_why_though_nobody_waits() throws Exception {
    DeskWorld.Waiting denied = world.ask("drop models");
    world.vote(denied.id(), "bo", false);
    DeskWorld.Waiting withdrawn = world.ask("drop people");
    world.desk.withdraw(request -> request.id().equals(withdrawn.id()), "ana took it back");
    DeskWorld.Waiting expired = world.ask("drop tables");
    world.desk.leave(expired, new Wait.Over(Wait.Over.Kind.PENDING, "later"), false);
    world.pass(world.limits.life());
    world.desk.sweep();

    assertThat(world.trail.told())
        .extracting(Request::state, Request::why)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Request.State.DENIED, "not today"),
            org.assertj.core.groups.Tuple.tuple(Request.State.WITHDRAWN, "ana took it back"),
            org.assertj.core.groups.Tuple.tuple(Request.State.EXPIRED, "nobody answered in time"));
  }

  @Test
  void an_approval_is_told_when_it_is_given_and_when_it_is_collected_with_its_answers()
      throws Exception {
    DeskWorld.Waiting waiting = world.ask("drop models");
    world.vote(waiting.id(), "bo", true);

    assertThat(world.trail.states())
        .containsExactly(Request.State.APPROVED, Request.State.COLLECTED);
    assertThat(world.trail.told())
        .allSatisfy(told -> assertThat(told.votes()).hasSize(1))
        .allSatisfy(told -> assertThat(told.subject().text()).isEmpty());
  }

  @Test
  void what_cannot_be_told_is_told_later_and_in_its_order() throws Exception {
    world.trail.fail(true);
    DeskWorld.Waiting waiting = world.ask("drop models");
    world.vote(waiting.id(), "bo", true);
    assertThat(waiting.collected).hasSize(1);

    world.trail.fail(false);
    world.desk.sweep();

    assertThat(world.trail.states())
        .containsExactly(Request.State.APPROVED, Request.State.COLLECTED);
  }

  @Test
  void an_ending_that_a_crash_left_untold_is_told_after_it() throws Exception {
    world.trail.fail(true);
    DeskWorld.Waiting waiting = world.ask("drop models");
    world.vote(waiting.id(), "bo", false);

    world.trail.fail(false);
    world.restart();

    assertThat(world.trail.states()).containsExactly(Request.State.DENIED);
    assertThat(world.requests.ended()).isEmpty();
  }

  @Test
  void nothing_of_a_request_stays_in_the_store_once_its_ending_was_told() throws Exception {
    DeskWorld.Waiting waiting = world.ask("drop models");
    world.vote(waiting.id(), "bo", false);
    assertThat(world.requests.ended()).hasSize(1);

    world.desk.sweep();

    assertThat(world.requests.ended()).isEmpty();
    assertThat(world.desk.find(waiting.id(), Principal.of(DeskWorld.person("bo")))).isPresent();
  }

  @Test
  void while_too_many_endings_are_owed_nobody_is_asked_anything_new() {
    DeskWorld small = new DeskWorld(DeskWorld.open(3));
    small.trail.fail(true);
    for (int i = 0; i < 3; i++) {
      small.ask("drop model " + i);
    }
    small.desk.withdraw(request -> true, "taken back");

    assertThat(small.ask("drop more").over).containsExactly(Wait.Over.Kind.UNKEPT);

    small.trail.fail(false);
    small.desk.sweep();
    assertThat(small.ask("drop more").ids).hasSize(1);
  }

  @Test
  void a_denial_that_cannot_be_kept_holds_and_is_kept_later() {
    DeskWorld.Waiting waiting = world.ask("drop models");
    world.requests.fail(true);

    assertThatThrownBy(() -> world.vote(waiting.id(), "bo", false)).isInstanceOf(IOException.class);

    assertThat(waiting.over).containsExactly(Wait.Over.Kind.DENIED);
    world.requests.fail(false);
    world.desk.sweep();
    world.restart();
    assertThat(world.requests.living()).isEmpty();
  }

  @Test
  void who_could_not_use_an_approval_when_it_was_given_collects_it_once_they_can()
      throws Exception {
    DeskWorld.Waiting waiting = world.ask("drop models", Optional.empty(), true);
    waiting.ready = false;
    world.vote(waiting.id(), "bo", true);
    world.desk.sweep();
    assertThat(waiting.collected).isEmpty();

    waiting.ready = true;
    world.desk.sweep();
    world.desk.sweep();

    assertThat(waiting.collected).hasSize(1);
  }

  @Test
  void an_approval_that_cannot_be_kept_does_not_count() {
    DeskWorld.Waiting waiting = world.ask("drop models");
    world.requests.fail(true);

    assertThatThrownBy(() -> world.vote(waiting.id(), "bo", true)).isInstanceOf(IOException.class);

    assertThat(waiting.collected).isEmpty();
    assertThat(world.trail.told()).isEmpty();
    world.requests.fail(false);
    world.restart();
    assertThat(world.ask("drop models").collected).isEmpty();
  }

  @Test
  void a_store_that_breaks_while_somebody_joins_leaves_no_wait_for_the_next_approval()
      throws Exception {
    DeskWorld.Waiting first = world.ask("drop models");
    world.desk.leave(first, new Wait.Over(Wait.Over.Kind.PENDING, "later"), false);
    world.vote(first.id(), "bo", true);

    world.requests.breakDown(true);
    DeskWorld.Waiting joined = world.ask("drop models");

    assertThat(joined.collected).isEmpty();
    assertThat(joined.over).containsExactly(Wait.Over.Kind.UNKEPT);
    world.requests.breakDown(false);
    DeskWorld.Waiting next = world.ask("drop models");
    world.vote(next.id(), "bo", true);
    assertThat(next.collected).hasSize(1);
    assertThat(joined.collected).isEmpty();
  }

  @Test
  void a_wait_that_breaks_when_it_is_told_waits_no_more_and_keeps_nobody_from_hearing() {
    DeskWorld.Waiting sound = world.ask("drop models");
    Wait broken =
        new Wait() {
          @Override
          public void held(Request request) {
            throw new IllegalStateException("told to break");
          }

          @Override
          public void collected(Request request) {
            throw new AssertionError("it waits for nothing");
          }

          @Override
          public void over(Over why) {}
        };

    assertThatThrownBy(() -> world.join("drop models", broken))
        .hasMessageContaining("told to break");
    assertThat(sound.over).isEmpty();
    world.desk.withdraw(request -> true, "taken back");
    assertThat(sound.over).containsExactly(Wait.Over.Kind.WITHDRAWN);
  }

  @Test
  void an_approval_is_not_spent_on_a_wait_that_could_not_use_it() throws Exception {
    DeskWorld.Waiting ended = world.ask("drop models");
    ended.ready = false;
    world.vote(ended.id(), "bo", true);
    assertThat(ended.collected).isEmpty();

    assertThat(world.ask("drop models").collected).hasSize(1);
    assertThat(ended.over).containsExactly(Wait.Over.Kind.WITHDRAWN);
  }

  @Test
  @Tag("reaches:DeskLimits.life")
  void a_rule_says_how_long_people_have_then_the_target_then_the_desk() {
    DeskWorld.Waiting usual = world.ask("drop models");
    DeskWorld.Waiting ruled = world.ask("drop people", Optional.of(Duration.ofSeconds(30)), false);

    assertThat(until(usual)).isEqualTo(world.now.plus(world.limits.life()));
    assertThat(until(ruled)).isEqualTo(world.now.plusSeconds(30));
  }

  private java.time.Instant until(DeskWorld.Waiting waiting) {
    return world
        .desk
        .find(waiting.id(), Principal.of(DeskWorld.person("bo")))
        .orElseThrow()
        .until();
  }
}
