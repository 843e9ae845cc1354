package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Draft;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.Given;
import dev.postern.kernel.gate.Lane;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Patience;
import dev.postern.kernel.gate.Purse;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.identity.Lock;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.policy.Budget;
import dev.postern.kernel.policy.Grant;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a grant may be used for in all, whatever is asked at once. */
class GrantBudgetTest {
  private static final Budget THREE =
      new Budget(OptionalLong.of(3), OptionalLong.empty(), OptionalLong.of(100));
  private static final Budget ONE =
      new Budget(OptionalLong.of(1), OptionalLong.empty(), OptionalLong.empty());

  private final GrantedWorld world = new GrantedWorld();

  @Test
  void a_budget_of_operations_is_exact_when_many_are_asked_at_once() {
    world.lend(world.grant("g-1", "ana", THREE));
    for (int i = 0; i < 5; i++) {
      world.ask(world.heard, "ana", "run", Effect.WRITE);
    }
    world.loop.turns();

    assertThat(world.heard.verdicts).filteredOn(Passage.class::isInstance).hasSize(3);
    assertThat(world.heard.verdicts)
        .filteredOn(Refusal.class::isInstance)
        .extracting(verdict -> ((Refusal) verdict).code())
        .containsOnly(Refusal.Code.DENIED);
    assertThat(world.heard.refusal().reason())
        .isEqualTo("your grant g-1 of runner on shop has no operations left");
    assertThat(world.heard.passages()).allMatch(Passage::live);
  }

  @Test
  void drafted_together_and_admitted_after_the_last_was_taken_they_are_described_again() {
    world.lend(world.grant("g-1", "ana", THREE));
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      drafts.add(world.loop.lane().draft(world.described("ana", "run", Effect.WRITE)));
    }
    drafts.forEach(
        draft -> world.loop.lane().admit(draft, Forwarded.of(new byte[1]), world.heard, 1));
    world.loop.turns();

    assertThat(world.heard.passages()).hasSize(3);
    assertThat(world.heard.refusal().code()).isEqualTo(Refusal.Code.STALE);
  }

  @Test
  void a_budget_of_operations_is_exact_on_two_lanes() throws IOException {
    Queue<Runnable> tasks = new ArrayDeque<>();
    Lane other = world.loop.gate().open(world.loop.ledger().open(1), tasks::add, () -> {});
    world.lend(world.grant("g-1", "ana", THREE));
    GrantedWorld.Heard there = world.new Heard();
    Draft here = world.loop.lane().draft(world.described("ana", "run", Effect.WRITE));
    for (int i = 0; i < 3; i++) {
      Draft draft = other.draft(world.described("ana", "run", Effect.WRITE));
      other.admit(draft, Forwarded.of(new byte[1]), there, 1);
    }
    world.loop.lane().admit(here, Forwarded.of(new byte[1]), world.heard, 1);
    other.turn();
    world.loop.turns();

    assertThat(there.passages()).hasSize(3);
    assertThat(world.heard.refusal().code()).isEqualTo(Refusal.Code.STALE);
  }

  @Test
  void when_the_last_operation_has_ended_what_else_rests_on_it_is_taken_back() {
    world.lend(world.grant("g-1", "ana", THREE));
    Passage session = world.admitted("ana", "run", Effect.NONE);
    List<Passage> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      all.add(world.admitted("ana", "run"));
    }
    assertThat(session.live()).isTrue();

    all.forEach(one -> world.loop.lane().close(one, Ending.of(Leaf.End.ANSWERED)));
    world.loop.turns();

    assertThat(session.live()).isFalse();
    assertThat(world.heard.revocations.getLast().reason())
        .isEqualTo(
            "your grant g-1 of runner on shop has ended: its budget of 3 operations and 100 bytes"
                + " is spent");
  }

  @Test
  void what_the_caller_may_do_anyway_costs_nothing() {
    Given grant = world.lend(world.grant("g-1", "ana", THREE));
    for (int i = 0; i < 9; i++) {
      world.loop.lane().close(world.admitted("ana", "look"), ending(1_000));
    }
    world.loop.turns();

    assertThat(grant.purse().spent()).isEqualTo(Purse.Spent.NOTHING);
    assertThat(world.admitted("ana", "run").live()).isTrue();
  }

  @Test
  void of_two_grants_the_one_that_is_needed_pays() {
    Given needed = GrantedWorld.given(world.grant("g-2", "ana", THREE));
    Given idle =
        GrantedWorld.given(new Grant("g-1", "reader", "ana", "shop", needed.grant().term(), THREE));
    world.lend(Set.of("ana"), idle, needed);
    world.admitted("ana", "run");

    assertThat(idle.purse().spent().operations()).isZero();
    assertThat(needed.purse().spent().operations()).isEqualTo(1);
  }

  @Test
  void one_without_bounds_that_gives_the_same_pays_instead() {
    Given open = GrantedWorld.given(world.grant("g-2", "ana", Budget.NONE));
    Given bounded = GrantedWorld.given(world.grant("g-1", "ana", THREE));
    world.lend(Set.of("ana"), bounded, open);
    world.admitted("ana", "run");

    assertThat(bounded.purse().spent().operations()).isZero();
  }

  @Test
  void more_bytes_than_are_left_are_not_shown_and_end_everything_that_rests_on_it() {
    world.lend(world.grant("g-1", "ana", THREE));
    Passage reading = world.admitted("ana", "run");
    Passage other = world.admitted("ana", "run");

    assertThat(reading.spend(1, 90)).isEmpty();
    assertThat(reading.spend(1, 11).orElseThrow().reason())
        .contains("your grant g-1 of runner on shop has ended")
        .contains("is spent");
    world.loop.turns();

    assertThat(other.live()).isFalse();
    assertThat(reading.live()).isFalse();
  }

  @Test
  void what_was_shown_and_not_taken_is_taken_when_the_passage_closes() {
    Given grant = world.lend(world.grant("g-1", "ana", THREE));
    Passage reading = world.admitted("ana", "run");
    assertThat(reading.spend(0, 30)).isEmpty();
    world.loop.lane().close(reading, ending(70));
    world.loop.turns();

    assertThat(grant.purse().spent()).isEqualTo(new Purse.Spent(1, 0, 70));
  }

  @Test
  void what_the_ledger_did_not_take_costs_nothing() {
    Given grant = world.lend(world.grant("g-1", "ana", THREE));
    world.loop.ledger().fail(true);
    world.ask(world.heard, "ana", "run", Effect.WRITE);
    world.loop.turns();

    assertThat(world.heard.refusal().code()).isEqualTo(Refusal.Code.LEDGER_DOWN);
    assertThat(grant.purse().spent()).isEqualTo(Purse.Spent.NOTHING);
  }

  @Test
  void what_only_prepares_costs_nothing_and_leaves_the_last_operation_to_what_it_prepares() {
    Given grant = world.lend(world.grant("g-1", "ana", ONE));
    world.ask(world.heard, world.described("ana", "run", Effect.WRITE), Patience.PREPARES);
    world.loop.turns();
    world.loop.lane().close((Passage) world.heard.verdicts.getLast(), Ending.of(Leaf.End.ANSWERED));
    world.loop.turns();

    assertThat(grant.purse().spent()).isEqualTo(Purse.Spent.NOTHING);
    assertThat(world.admitted("ana", "run").live()).isTrue();
    assertThat(grant.purse().spent().operations()).isEqualTo(1);
  }

  @Test
  void what_a_lock_overtakes_before_it_is_forwarded_costs_nothing() {
    Given grant = world.lend(world.grant("g-1", "ana", ONE));
    world.loop.ledger().slow(true);
    world.ask(world.heard, "ana", "run", Effect.WRITE);
    world.loop.turns();
    world
        .loop
        .standing()
        .change(locks ->
            locks.with(new Lock(Lock.Scope.PERSON, "ana", "left", "olga", world.loop.now())));
    world.loop.gate().review();
    world.loop.turns();
    world.loop.ledger().settle();
    world.loop.turns();

    assertThat(world.heard.refusal().code()).isEqualTo(Refusal.Code.LOCKED);
    assertThat(grant.purse().spent()).isEqualTo(Purse.Spent.NOTHING);
    assertThat(grant.purse().empty()).isFalse();
  }

  private static Ending ending(long shown) {
    Ending plain = Ending.of(Leaf.End.ANSWERED);
    return new Ending(
        plain.end(),
        plain.status(),
        plain.error(),
        false,
        new Leaf.Counts(0, shown, 0, 0),
        plain.shown());
  }
}
