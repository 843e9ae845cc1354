package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.approval.BallotException;
import dev.postern.kernel.approval.DeskLimits;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.approval.Wait;
import dev.postern.kernel.identity.Principal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How much the desk takes, and that it says so. */
class DeskBoundsTest {
  private static final Principal BO = Principal.of(DeskWorld.person("bo"));

  @Test
  @Tag("reaches:DeskLimits.open")
  @Tag("reaches:DeskLimits.waits")
  void of_requests_by_the_ten_thousand_a_bounded_number_is_asked_and_the_rest_is_told_why() {
    DeskWorld world = new DeskWorld(DeskWorld.open(1_000));
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      DeskWorld.Waiting waiting = world.ask("drop model " + i);
      refused += waiting.over.contains(Wait.Over.Kind.OVER_LIMIT) ? 1 : 0;
    }

    assertThat(refused).isEqualTo(19_000);
    assertThat(world.desk.seenBy(BO)).hasSize(1_000);
  }

  @Test
  void thousands_of_requests_that_are_due_end_in_a_few_transactions() {
    DeskWorld world = new DeskWorld(DeskWorld.open(10_000));
    for (int i = 0; i < 10_000; i++) {
      world.ask("drop model " + i);
    }
    int before = world.requests.puts();

    world.pass(world.limits.life());
    world.desk.sweep();

    assertThat(world.requests.puts() - before).isLessThanOrEqualTo(20);
    assertThat(world.trail.states()).hasSize(10_000).containsOnly(Request.State.EXPIRED);
    assertThat(world.requests.living()).isEmpty();
  }

  @Test
  @Tag("reaches:DeskLimits.ended")
  void of_what_has_ended_a_bounded_number_can_be_looked_at_the_newest() {
    DeskWorld world = new DeskWorld(OneBound.of(DeskWorld.LIMITS, "ended", 10));
    for (int i = 0; i < 100; i++) {
      world.ask("drop model " + i);
      world.desk.withdraw(request -> true, "taken back");
    }

    assertThat(world.desk.seenBy(BO))
        .hasSize(10)
        .allMatch(request -> request.subject().label().compareTo("drop model 90") >= 0);
  }

  @Test
  @Tag("reaches:DeskLimits.endedChars")
  void the_texts_of_what_has_ended_take_a_bounded_room_together() {
    DeskWorld world = new DeskWorld(OneBound.of(DeskWorld.LIMITS, "endedChars", 50));
    for (int i = 10; i < 30; i++) {
      world.ask("drop model " + i);
      world.desk.withdraw(request -> true, "taken back");
    }

    assertThat(world.desk.seenBy(BO)).hasSize(20);
    assertThat(world.desk.seenBy(BO).stream().mapToInt(r -> r.subject().text().length()).sum())
        .isBetween(1, 50);
  }

  @Test
  @Tag("reaches:DeskLimits.openOfTarget")
  @Tag("reaches:DeskLimits.OfTarget.open")
  @Tag("reaches:DeskLimits.OfTarget.life")
  void a_target_has_a_bound_and_a_time_of_its_own() {
    DeskWorld world = new DeskWorld(ofRegistry(Optional.of(1), Optional.of(Duration.ofSeconds(7))));

    DeskWorld.Waiting waiting = world.ask("drop models");
    assertThat(waiting.over).isEmpty();
    assertThat(world.ask("drop people").over).containsExactly(Wait.Over.Kind.OVER_LIMIT);

    world.pass(Duration.ofSeconds(7).minusNanos(1));
    world.desk.sweep();
    assertThat(waiting.over).isEmpty();
    world.pass(Duration.ofNanos(1));
    world.desk.sweep();
    assertThat(waiting.over).containsExactly(Wait.Over.Kind.EXPIRED);
  }

  @Test
  @Tag("reaches:DeskLimits.votes")
  void a_request_has_so_many_answers_and_a_denial_counts_all_the_same() throws Exception {
    DeskWorld world = new DeskWorld(OneBound.of(DeskWorld.LIMITS, "votes", 2));
    DeskWorld.Waiting waiting = world.askOf(9, "drop models");
    world.vote(waiting.id(), "bo", true);
    world.vote(waiting.id(), "cy", true);

    assertThatThrownBy(() -> world.vote(waiting.id(), "di", true))
        .isInstanceOfSatisfying(
            BallotException.class,
            full -> assertThat(full.why()).isEqualTo(BallotException.Why.FULL))
        .hasMessage("the request has too many answers");
    assertThat(waiting.over).isEmpty();

    world.vote(waiting.id(), "di", false);
    assertThat(waiting.over).containsExactly(Wait.Over.Kind.DENIED);
  }

  @Test
  @Tag("reaches:DeskLimits.kept")
  void what_has_ended_can_be_looked_at_for_so_long() {
    DeskWorld world = new DeskWorld(OneBound.of(DeskWorld.LIMITS, "kept", Duration.ofHours(2)));
    DeskWorld.Waiting waiting = world.ask("drop models");
    world.pass(world.limits.life().plusHours(2));
    world.desk.sweep();
    assertThat(world.desk.find(waiting.id(), BO))
        .hasValueSatisfying(
            request -> assertThat(request.state()).isEqualTo(Request.State.EXPIRED));

    world.pass(Duration.ofNanos(1));
    world.desk.sweep();
    assertThat(world.desk.find(waiting.id(), BO)).isEmpty();
  }

  @Test
  void nothing_that_ended_in_the_interest_of_a_person_is_left_once_it_is_erased() {
    DeskWorld world = new DeskWorld();
    world.ask("drop models");
    world.desk.withdraw(request -> true, "taken back");
    DeskWorld.Waiting open = world.ask("drop people");

    assertThat(world.desk.erase("ana")).isEqualTo(1);

    assertThat(world.requests.ended()).isEmpty();
    assertThat(world.desk.seenBy(BO)).extracting(Request::id).containsExactly(open.id());
  }

  private static DeskLimits ofRegistry(Optional<Integer> open, Optional<Duration> life) {
    return OneBound.of(
        DeskWorld.LIMITS, "targets", Map.of("registry", new DeskLimits.OfTarget(open, life)));
  }
}
