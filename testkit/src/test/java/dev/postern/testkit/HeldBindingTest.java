package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.approval.Ballot;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Leaving;
import dev.postern.kernel.gate.Patience;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.identity.Lock;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.policy.Decision;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An answer is for one thing, once: for nothing that differs from it, and not twice. */
class HeldBindingTest {
  private final HeldWorld world = new HeldWorld();
  private final HeldWorld.Caller ana = world.caller();
  private final HeldWorld.Caller again = world.caller();

  @Test
  void an_approval_is_collected_once() throws Exception {
    world.ask(ana, "drop models");
    world.ask(again, "drop models");
    world.vote("bo", true);

    assertThat(ana.passage().live()).isTrue();
    assertThat(again.refusal().code()).isEqualTo(Refusal.Code.WITHDRAWN);
    HeldWorld.Caller third = world.caller();
    world.ask(third, "drop models");
    assertThat(third.verdicts()).isEmpty();
    assertThat(world.loop.requests().all()).hasSize(2);
  }

  @Test
  void an_approval_of_one_operation_is_none_of_another() throws Exception {
    world.ask(ana, "drop models");
    world.ask(again, "drop people");

    world.vote(ana.held().id(), "bo", true);

    assertThat(ana.passage().live()).isTrue();
    assertThat(again.verdicts()).isEmpty();
  }

  @Test
  void what_is_sent_in_other_bytes_is_another_request() {
    world.ask(ana, "drop models");
    world.admit(again, "drop models", Forwarded.of(new byte[] {9}), Patience.DETACHED);

    assertThat(again.held().id()).isNotEqualTo(ana.held().id());
  }

  @Test
  void an_answer_to_what_the_reviewer_was_not_shown_does_not_count() {
    world.ask(ana, "drop models");
    Ballot ballot =
        new Ballot(
            world.only().id(),
            "0".repeat(64),
            Principal.of(HeldWorld.person("bo")),
            true,
            HeldWorld.VOTE,
            "");

    assertThatThrownBy(() -> world.loop.desk().answer(ballot))
        .hasMessageContaining("not what you were shown");
  }

  @Test
  void an_approval_for_one_server_is_none_for_another_of_its_name() throws Exception {
    world.ask(ana, "drop models");
    world.loop.lane().leavePeople(ana, 7, new Leaving(Leaving.Kind.PATIENCE_ENDED, "ask again"));
    world.loop.turns();
    world.vote("bo", true);

    world.place = "elsewhere";
    world.replace(HeldWorld.asks("dba", 1));
    world.ask(again, "drop models");

    assertThat(again.verdicts()).isEmpty();
    assertThat(world.loop.requests().all()).hasSize(2);
  }

  @Test
  void new_rules_that_ask_for_other_people_withdraw_it() {
    world.ask(ana, "drop models");

    world.replace(HeldWorld.asks("security", 1));

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.WITHDRAWN);
    assertThat(world.only().state()).isEqualTo(Request.State.WITHDRAWN);
  }

  @Test
  void what_was_approved_is_taken_back_by_rules_that_ask_other_people_too() throws Exception {
    world.ask(ana, "drop models");
    world.vote("bo", true);

    world.replace((operation, facts) ->
        facts.approved()
            ? new Decision.Allow(List.of("people"))
            : new Decision.Hold(
                List.of("risky", "audited"),
                List.of(
                    new Decision.Approval("risky", "dba", 1),
                    new Decision.Approval("audited", "security", 2))));

    assertThat(ana.passage().live()).isFalse();
  }

  @Test
  void a_lock_on_the_caller_withdraws_it() {
    world.ask(ana, "drop models");

    world.lock("ana");

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.WITHDRAWN);
    assertThatThrownBy(() -> world.vote("bo", true)).hasMessageContaining("withdrawn");
  }

  @Test
  void a_lock_that_comes_after_the_approval_and_before_the_passage_refuses() throws Exception {
    world.ask(ana, "drop models");
    world.loop.desk().answer(world.ballot(HeldWorld.person("bo"), true));

    Lock lock = new Lock(Lock.Scope.PERSON, "ana", "off-boarded", "olga", world.loop.now());
    world.loop.standing().change(locks -> locks.with(lock));
    world.loop.turns();

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.LOCKED);
    assertThat(world.loop.ledger().leaves(Leaf.Admitted.class)).isEmpty();
    assertThat(world.only().state()).isEqualTo(Request.State.COLLECTED);
  }
}
