package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.approval.ApprovalDesk;
import dev.postern.kernel.approval.DeskLimits;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Leaving;
import dev.postern.kernel.gate.Patience;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.identity.Principal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Every ending is kept and told, now or later, and none is taken back by a restart or a clock. */
class HeldEndingsTest {
  private final HeldWorld world = new HeldWorld();
  private final HeldWorld.Caller ana = world.caller();
  private final HeldWorld.Caller again = world.caller();

  @Test
  void a_request_that_cannot_be_kept_is_refused() {
    world.loop.requests().fail(true);

    world.ask(ana, "drop models");

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.LEDGER_DOWN);
  }

  @Test
  void an_approval_whose_collecting_cannot_be_kept_runs_nothing() throws Exception {
    world.ask(ana, "drop models");
    world.loop.lane().leavePeople(ana, 7, new Leaving(Leaving.Kind.PATIENCE_ENDED, "ask again"));
    world.loop.turns();
    world.vote("bo", true);
    world.loop.requests().fail(true);

    world.ask(again, "drop models");

    assertThat(again.refusal().code()).isEqualTo(Refusal.Code.LEDGER_DOWN);
    assertThat(world.loop.ledger().leaves(Leaf.Admitted.class)).isEmpty();
  }

  @Test
  void an_approval_outlives_a_restart_and_an_attached_request_does_not() throws Exception {
    world.ask(ana, "drop models");
    world.admit(again, "drop people", Patience.ATTACHED);
    world.vote(ana.held().id(), "bo", true);

    world.ask(world.caller(), "drop tables");
    ApprovalDesk next =
        new ApprovalDesk(
            new ApprovalDesk.Records(world.loop.requests(), world.loop.trail()),
            DeskLimits.DEFAULT,
            world.loop::now,
            reviewer -> true);

    assertThat(next.seenBy(Principal.of(HeldWorld.person("bo"))))
        .extracting(r -> r.subject().label(), Request::state)
        .contains(org.assertj.core.groups.Tuple.tuple("drop tables", Request.State.OPEN));
    assertThat(world.loop.requests().all())
        .filteredOn(r -> r.subject().attached())
        .allMatch(r -> r.state() == Request.State.WITHDRAWN);
  }

  @Test
  void an_ending_that_could_not_be_kept_is_kept_later() {
    world.ask(ana, "drop models");
    world.loop.requests().fail(true);
    world.loop.lane().leavePeople(ana, 7, new Leaving(Leaving.Kind.CANCELLED, "cancelled"));
    world.loop.turns();
    assertThat(world.loop.requests().living()).hasSize(1);

    world.loop.requests().fail(false);
    world.loop.desk().sweep();

    assertThat(world.loop.requests().living()).isEmpty();
  }

  @Test
  void the_ledger_tells_who_asked_whom_and_how_it_ended() throws Exception {
    world.ask(ana, "drop models");
    world.vote("bo", false);

    assertThat(world.loop.ledger().leaves(Leaf.Noted.class))
        .singleElement()
        .satisfies(noted -> {
          assertThat(noted.what()).isEqualTo("approval-requested");
          assertThat(noted.about())
              .containsEntry("request", ana.held().id())
              .containsEntry("reviewers", "dba");
        });
    assertThat(world.loop.ledger().leaves(Leaf.Refused.class))
        .singleElement()
        .satisfies(refused -> assertThat(refused.decision().answer()).isEqualTo("hold"));
  }

  @Test
  void a_token_that_ends_ends_its_wait_and_the_request_waits_for_its_caller() throws Exception {
    world.token = Duration.ofMinutes(5);
    world.ask(ana, "drop models");
    world.loop.pass(world.token);
    world.loop.gate().review();
    world.loop.turns();

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.EXPIRED);
    assertThat(world.only().state()).isEqualTo(Request.State.OPEN);
    world.vote("bo", true);
    world.token = Duration.ofHours(8);
    world.ask(again, "drop models");
    assertThat(again.passage().live()).isTrue();
  }
}
