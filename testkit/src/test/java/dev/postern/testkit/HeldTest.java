package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.approval.DeskLimits;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Leaving;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Patience;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.policy.Decision;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What waits for people runs exactly as they approved it, once, or not at all. */
class HeldTest {
  private final HeldWorld world = new HeldWorld();
  private final HeldWorld.Caller ana = world.caller();
  private final HeldWorld.Caller again = world.caller();

  @Test
  void runs_once_a_reviewer_has_approved_and_names_the_answer_that_it_rests_on() throws Exception {
    world.ask(ana, "drop models");
    assertThat(ana.verdicts()).isEmpty();

    world.vote("bo", true);

    assertThat(ana.passage().live()).isTrue();
    assertThat(world.loop.ledger().leaves(Leaf.Admitted.class))
        .singleElement()
        .satisfies(leaf -> assertThat(leaf.restsOn()).containsExactly(HeldWorld.VOTE));
    assertThat(world.loop.requests().all())
        .singleElement()
        .satisfies(r -> assertThat(r.state()).isEqualTo(Request.State.COLLECTED));
  }

  @Test
  void is_refused_when_a_reviewer_says_no() throws Exception {
    world.ask(ana, "drop models");

    world.vote("bo", false);

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.DENIED);
    assertThat(world.loop.ledger().leaves(Leaf.Admitted.class)).isEmpty();
  }

  @Test
  void is_refused_when_nobody_answers() {
    world.ask(ana, "drop models");

    world.loop.pass(DeskLimits.DEFAULT.life());
    world.loop.desk().sweep();
    world.loop.turns();

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.EXPIRED);
  }

  @Test
  void without_patience_nobody_is_asked() {
    world.admit(ana, "drop models", Patience.NONE);

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.UNAPPROVABLE);
    assertThat(world.loop.requests().all()).isEmpty();
  }

  @Test
  void an_approval_that_comes_after_the_wait_is_collected_by_asking_the_same_again()
      throws Exception {
    world.ask(ana, "drop models");
    world.loop.lane().leavePeople(ana, 7, new Leaving(Leaving.Kind.PATIENCE_ENDED, "ask again"));
    world.loop.turns();
    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.PENDING);

    world.vote("bo", true);
    world.ask(again, "drop models");

    assertThat(again.passage().live()).isTrue();
    assertThat(world.loop.requests().all()).hasSize(1);
  }

  @Test
  void a_caller_who_cancels_takes_the_request_back() {
    world.ask(ana, "drop models");

    world.loop.lane().leavePeople(ana, 7, new Leaving(Leaving.Kind.CANCELLED, "cancelled"));
    world.loop.turns();

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.WITHDRAWN);
    assertThat(world.only().state()).isEqualTo(Request.State.WITHDRAWN);
  }

  @Test
  void an_attached_request_ends_with_its_wait_and_a_detached_one_does_not() {
    world.admit(ana, "drop models", Patience.ATTACHED);
    world.admit(again, "drop models", Patience.DETACHED);
    assertThat(ana.held().id()).isNotEqualTo(again.held().id());

    world.loop.lane().abandon(ana);
    world.loop.lane().abandon(again);
    world.loop.turns();

    assertThat(world.loop.requests().all())
        .extracting(Request::state)
        .containsExactly(Request.State.WITHDRAWN, Request.State.OPEN);
  }

  @Test
  void a_wait_that_ends_before_anybody_was_asked_asks_nobody() {
    world
        .loop
        .lane()
        .admit(
            world.loop.lane().draft(world.description("drop models", HeldWorld.person("ana"))),
            Forwarded.NOTHING,
            Patience.ATTACHED,
            ana,
            7);
    world.loop.lane().askPeople(ana, 7);
    world.loop.lane().leavePeople(ana, 7, new Leaving(Leaving.Kind.CANCELLED, "gone"));
    world.loop.turns();

    assertThat(ana.verdicts()).hasSize(1);
    assertThat(world.loop.requests().living()).isEmpty();
  }

  @Test
  void what_was_approved_stays_open_over_a_review_and_is_taken_back_by_rules_that_deny()
      throws Exception {
    world.ask(ana, "drop models");
    world.vote("bo", true);
    Passage passage = ana.passage();

    world.replace(HeldWorld.asks("dba", 1));
    assertThat(passage.live()).isTrue();
    world.replace((operation, facts) -> new Decision.Deny(List.of("no"), "no"));

    assertThat(passage.live()).isFalse();
  }

  @Test
  void new_rules_that_ask_the_same_keep_it() throws Exception {
    world.ask(ana, "drop models");

    world.replace(HeldWorld.asks("dba", 1));
    world.vote("bo", true);

    assertThat(ana.passage().live()).isTrue();
  }

  @Test
  void the_text_that_people_read_hides_and_moves_nothing() {
    world.ask(ana, "drop \u202emodels\u001b[31m \"now\"\nand then\u200b");

    assertThat(world.only().subject().text())
        .contains("\"drop \\u202emodels\\u001b[31m \\\"now\\\"\\nand then\\u200b\"");
  }
}
