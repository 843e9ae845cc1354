package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Preview;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.gate.Shown;
import dev.postern.kernel.policy.Decision;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What takes a passage back, before it returns, and what such a passage can still do. */
class GateReviewTest {
  private final GateWorld world = new GateWorld();

  @Test
  void a_lock_takes_open_passages_back_before_it_returns() {
    world.admit("run");
    world.turns();
    Passage passage = world.heard.passage();
    Shown shown = passage.show(ByteBuffer.wrap("reply".getBytes(StandardCharsets.UTF_8)));

    CompletableFuture<Void> done = world.lock();
    assertThat(done).isNotDone();
    world.turns();

    assertThat(done).isCompleted();
    assertThat(passage.live()).isFalse();
    assertThat(shown.holds()).isFalse();
    assertThat(world.heard.revoked.getFirst().code()).isEqualTo(Refusal.Code.LOCKED);
  }

  @Test
  void an_admission_that_waits_for_the_disk_does_not_slip_past_a_lock() {
    world.ledger.slow(true);
    world.admit("run");
    world.turns();
    world.lock();
    world.turns();
    world.ledger.settle();
    world.turns();

    assertThat(world.heard.refusal().code()).isEqualTo(Refusal.Code.LOCKED);
    world.ledger.settle();
    world.turns();
    assertThat(world.ledger.leaves(Leaf.Closed.class).getFirst().outcome().end())
        .isEqualTo(Leaf.End.REVOKED);
  }

  @Test
  void an_admission_of_the_turn_in_which_a_lock_arrives_does_not_slip_past_it() {
    world.admit("run");
    world.lock();
    world.turns();

    assertThat(world.heard.refusal().code()).isEqualTo(Refusal.Code.LOCKED);
  }

  @Test
  void a_locked_caller_is_refused_and_sees_nothing_in_listings() {
    world.lock();
    world.turns();
    world.admit("run");
    world.turns();

    assertThat(world.heard.refusal().code()).isEqualTo(Refusal.Code.LOCKED);
    assertThat(world.lane.preview(GateWorld.description("run", 1))).isEqualTo(Preview.REFUSE);
  }

  @Test
  void a_reload_keeps_what_it_would_still_give_and_takes_back_the_rest() {
    world.admit("run");
    world.admit("deploy");
    world.turns();
    Passage run = (Passage) world.heard.verdicts.get(0);
    Passage deploy = (Passage) world.heard.verdicts.get(1);

    world.replace((operation, facts) ->
        operation.label().equals("run")
            ? new Decision.Allow(List.of("yes"))
            : new Decision.Deny(List.of(), "no rule permits this"));

    assertThat(run.live()).isTrue();
    assertThat(deploy.live()).isFalse();
  }

  @Test
  void what_is_open_on_a_target_that_is_gone_is_taken_back_and_nothing_more_is_given() {
    world.admit("run");
    world.turns();
    world.gone = true;
    world.replace(GateWorld.allow());

    assertThat(world.heard.passage().live()).isFalse();
    world.admit("run");
    world.turns();
    assertThat(world.heard.refusal().code()).isEqualTo(Refusal.Code.DENIED);
  }

  @Test
  void what_is_open_on_a_target_that_has_become_another_server_is_taken_back() {
    world.admit("run");
    world.turns();
    world.place = "elsewhere";
    world.replace(GateWorld.allow());

    assertThat(world.heard.passage().live()).isFalse();
    assertThat(world.heard.revoked)
        .singleElement()
        .satisfies(why -> assertThat(why.reason()).contains("another server"));
  }

  @Test
  void a_passage_is_dead_at_the_very_end_of_its_proof_with_nobody_looking() {
    world.admit("run");
    world.turns();

    world.loop.pass(Duration.ofHours(1));

    assertThat(world.heard.passage().live()).isFalse();
  }

  @Test
  void review_ends_what_the_clock_ended() {
    world.admit("run");
    world.turns();
    world.loop.pass(Duration.ofHours(1));

    world.gate.review();
    world.turns();

    assertThat(world.heard.revoked.getFirst().code()).isEqualTo(Refusal.Code.EXPIRED);
  }

  @Test
  void a_passage_is_closed_once_however_often_it_is_asked() {
    world.admit("run");
    world.turns();

    world.lane.close(world.heard.passage(), Ending.of(Leaf.End.ANSWERED));
    world.lane.close(world.heard.passage(), Ending.of(Leaf.End.FAILED));
    world.turns();

    assertThat(world.ledger.leaves(Leaf.Closed.class)).hasSize(1);
    assertThat(world.lane.openPassages()).isZero();
    assertThat(world.heard.passage().closable()).isFalse();
  }

  @Test
  void the_last_frame_of_a_reply_may_wait_for_the_socket_while_the_passage_closes() {
    world.admit("run");
    world.turns();
    Passage passage = world.heard.passage();
    Shown before = passage.show(ByteBuffer.allocate(1));
    world.lane.close(passage, Ending.of(Leaf.End.ANSWERED));
    Shown after = passage.show(ByteBuffer.allocate(1));

    assertThat(before.holds()).isTrue();
    assertThat(after.holds()).isFalse();
  }

  @Test
  void nothing_waiting_is_shown_once_a_passage_that_was_taken_back_closes() {
    world.admit("run");
    world.turns();
    Passage passage = world.heard.passage();
    Shown before = passage.show(ByteBuffer.allocate(1));
    world.lock();
    world.turns();
    world.lane.close(passage, Ending.of(Leaf.End.CANCELLED));

    assertThat(before.holds()).isFalse();
  }

  @Test
  void a_closing_frame_may_still_be_sent_on_a_passage_that_was_taken_back() {
    world.admit("run");
    world.turns();
    world.lock();
    world.turns();

    assertThat(world.heard.passage().live()).isFalse();
    assertThat(world.heard.passage().closable()).isTrue();
  }
}
