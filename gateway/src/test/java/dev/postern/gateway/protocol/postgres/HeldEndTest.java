package dev.postern.gateway.protocol.postgres;

import static dev.postern.gateway.protocol.postgres.StatementWorld.bind;
import static dev.postern.gateway.protocol.postgres.StatementWorld.execute;
import static dev.postern.gateway.protocol.postgres.StatementWorld.parse;
import static dev.postern.gateway.protocol.postgres.StatementWorld.query;
import static dev.postern.gateway.protocol.postgres.StatementWorld.sync;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.session.Event;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.gate.Refusal;
import dev.postern.testkit.ScriptedPolicy;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However a wait for people ends before they approved: the request is over and nothing ran. */
class HeldEndTest {
  private static final Event CANCEL = new Event.Told(new PostgresNote.Cancel("another"));

  private final HeldWorld held = new HeldWorld();

  @BeforeEach
  void wait_for_people() {
    held.send(query("insert one"));
    held.open();
  }

  private void withdrawn() {
    assertThat(held.asked())
        .singleElement()
        .satisfies(request -> assertThat(request.state()).isEqualTo(Request.State.WITHDRAWN));
    assertThat(held.ran()).doesNotContain("insert one");
  }

  private void allOver() {
    held.settle();
    held.world.stream.ends(1).timers();
    held.settle();
    assertThat(held.world.stream.done()).isTrue();
    assertThat(held.world.stream.open()).isEmpty();
  }

  @Test
  void a_cancel_takes_it_back_and_does_not_reach_the_target() {
    held.world.stream.tell(CANCEL);
    held.settle();

    withdrawn();
    assertThat(held.shown())
        .endsWith("error 57014 canceling statement due to user request", "ready I");
    assertThat(held.world.stream.legs()).containsExactly(1);
    held.send(query("select"));
    assertThat(held.ran()).containsExactly("select");
  }

  @Test
  void an_approval_that_a_cancel_overtook_runs_nothing() {
    held.answer(held.open(), true);
    held.world.stream.tell(CANCEL);
    held.settle();

    assertThat(held.ran()).isEmpty();
    assertThat(held.shown())
        .endsWith("error 57014 canceling statement due to user request", "ready I");
    assertThat(held.asked().getFirst().state()).isEqualTo(Request.State.COLLECTED);
    assertThat(held.world.stream.open()).hasSize(1);
  }

  @Test
  void what_was_cancelled_is_not_asked_again_though_it_is_described_again() {
    // As where another loop took what it would have been paid with, just when people approved.
    Refusal stale = new Refusal(new EntryId(1, 1), Refusal.Code.STALE, "ask again", List.of());
    held.world.stream.tell(List.of(CANCEL, new Event.Decided(held.world.stream.ticket(), stale)));
    held.settle();

    assertThat(held.asked()).hasSize(1);
    assertThat(held.ran()).isEmpty();
    assertThat(held.shown())
        .endsWith("error 57014 canceling statement due to user request", "ready I");
  }

  @Test
  void a_cancel_that_an_approval_overtook_goes_to_the_target_as_ever() {
    held.approve();
    held.world.stream.tell(CANCEL);

    assertThat(held.ran()).containsExactly("insert one");
    assertThat(held.world.stream.legs()).contains(2);
  }

  @Test
  void a_client_that_is_gone_takes_it_along() {
    held.world.stream.leave();
    held.settle();

    withdrawn();
    allOver();
    assertThat(held.world.stream.legs()).doesNotContain(2);
  }

  @Test
  void an_approval_that_comes_when_the_client_is_gone_runs_nothing() {
    held.answer(held.open(), true);
    held.world.stream.leave();
    allOver();

    assertThat(held.ran()).isEmpty();
  }

  @Test
  void a_farewell_that_lies_unread_behind_it_is_seen() {
    held.send(query("select"), new FrontendMessage.Terminate());
    held.settle();

    withdrawn();
    assertThat(held.ran()).containsExactly("select");
    assertThat(held.world.server.terminated()).isTrue();
  }

  @Test
  void a_farewell_in_the_same_group_takes_it_back() {
    HeldWorld other = new HeldWorld();
    other.send(parse("", "insert one"), bind("", ""), execute("", 0));
    other.open();

    other.send(new FrontendMessage.Terminate()).settle();

    assertThat(other.asked().getFirst().state()).isEqualTo(Request.State.WITHDRAWN);
    assertThat(other.ran()).isEmpty();
    assertThat(other.world.server.terminated()).isTrue();
  }

  @Test
  void more_than_fits_behind_it_ends_it() {
    byte[] half =
        StatementWorld.bytes(query("insert " + "x".repeat(PostgresLimits.DEFAULT.waitingBytes())));
    held.world.stream.client(half);
    held.settle();

    assertThat(held.asked().getFirst().state()).isEqualTo(Request.State.WITHDRAWN);
    assertThat(held.shown())
        .contains("error 54000 too much was sent behind what waits for an approval");
  }

  @Test
  void a_target_that_goes_away_takes_it_along() {
    held.world.stream.fails(1, Event.Failure.BROKEN);
    held.settle();

    withdrawn();
    assertThat(held.shown()).last().asString().startsWith("error 08006");
    assertThat(held.world.stream.done()).isTrue();
  }

  @Test
  void a_lock_of_its_caller_ends_the_request_and_the_session() {
    held.world.gate.lock("ana");
    allOver();

    withdrawn();
    assertThat(held.shown()).last().asString().startsWith("error 57P01").contains("locked");
  }

  @Test
  void a_stopping_gateway_takes_it_back_and_ends_the_session() {
    held.world.stream.tell(new Event.Drain());
    held.settle();
    allOver();

    withdrawn();
    assertThat(held.shown()).endsWith("ready I", "error 57P01 the gateway is stopping");
  }

  @Test
  void rules_that_ask_the_same_people_leave_it_waiting() {
    held.world.gate.replace(HeldWorld.asking("dba"));
    held.settle().approve();

    assertThat(held.ran()).containsExactly("insert one");
  }

  @Test
  void rules_that_ask_others_take_it_back() {
    held.world.gate.replace(HeldWorld.asking("security"));
    held.settle();

    withdrawn();
    assertThat(held.shown()).last().isEqualTo("ready I");
    assertThat(held.shown().get(1)).startsWith("error 42501").contains("rules changed");
  }

  @Test
  void rules_that_shut_everything_take_it_back() {
    held.world.gate.replace(ScriptedPolicy.SHUT);
    allOver();

    withdrawn();
  }

  @Test
  void a_cancel_in_a_pipeline_leaves_it_to_the_next_sync() {
    HeldWorld other = new HeldWorld();
    other.send(parse("", "insert one"), bind("", ""), execute("", 0), sync());
    other.world.stream.tell(CANCEL);
    other.settle();

    assertThat(other.ran()).isEmpty();
    assertThat(other.shown())
        .endsWith("error 57014 canceling statement due to user request", "ready I");
  }
}
