package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.gate.Draft;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.Lane;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.policy.Decision;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The laws of the gate: what is admitted, and that the ledger comes first. */
class GateTest {
  private final GateWorld world = new GateWorld();

  @Test
  void nothing_is_given_before_the_ledger_took_the_entry() {
    world.admit("run");

    assertThat(world.heard.verdicts).isEmpty();
    world.turns();
    assertThat(world.heard.passage()).isNotNull();
    assertThat(world.ledger.leaves(Leaf.Admitted.class)).hasSize(1);
    assertThat(world.heard.passage().id()).isEqualTo(world.ledger.leaves().getFirst().id());
  }

  @Test
  void a_slow_ledger_keeps_the_passage_back_until_the_entry_is_durable() {
    world.ledger.slow(true);
    world.admit("run");
    world.turns();

    assertThat(world.heard.verdicts).isEmpty();
    world.ledger.settle();
    world.turns();
    assertThat(world.heard.passage()).isNotNull();
  }

  @Test
  void refuses_when_the_ledger_is_down_and_gives_again_when_it_is_back() {
    world.ledger.fail(true);
    world.admit("run");
    world.turns();
    assertThat(world.heard.refusal().code()).isEqualTo(Refusal.Code.LEDGER_DOWN);

    world.ledger.fail(false);
    world.admit("run");
    world.turns();
    assertThat(world.heard.passage()).isNotNull();
  }

  @Test
  void refuses_when_the_ledger_breaks_in_a_way_that_it_promised_not_to() {
    Lane broken = world.gate.open(new BrokenSegment(), world.loop::execute, () -> {});
    Draft draft = broken.draft(GateWorld.description("run", 1));

    broken.admit(draft, Forwarded.NOTHING, world.heard, 7);
    broken.turn();

    assertThat(world.heard.refusal().code()).isEqualTo(Refusal.Code.LEDGER_DOWN);
  }

  @Test
  void an_ending_that_the_ledger_could_not_take_is_owed_and_written_first() {
    world.admit("run");
    world.turns();
    Passage passage = world.heard.passage();
    world.ledger.fail(true);
    world.lane.close(passage, Ending.of(Leaf.End.ANSWERED));
    world.turns();
    assertThat(world.ledger.leaves(Leaf.Closed.class)).isEmpty();

    world.ledger.fail(false);
    world.admit("run");
    world.turns();
    assertThat(world.ledger.leaves().stream().map(leaf -> leaf.getClass().getSimpleName()))
        .containsExactly("Admitted", "Closed", "Admitted");
  }

  @Test
  void refusals_that_could_not_be_written_are_told_as_a_number_when_the_ledger_is_back() {
    world.replace(GateWorld.deny());
    world.ledger.fail(true);
    world.admit("run");
    world.turns();
    world.admit("run");
    world.turns();
    world.ledger.fail(false);
    world.admit("run");
    world.turns();

    assertThat(world.ledger.leaves(Leaf.Noted.class).getFirst().about())
        .containsEntry("refusals-not-written", "2");
  }

  @Test
  void a_denial_is_recorded_with_what_the_caller_was_told() {
    world.replace(GateWorld.deny());
    world.admit("run");
    world.turns();

    Leaf.Refused refused = world.ledger.leaves(Leaf.Refused.class).getFirst();
    assertThat(refused.code()).isEqualTo("denied");
    assertThat(refused.id()).isEqualTo(world.heard.refusal().id());
    assertThat(refused.reason()).isEqualTo(world.heard.refusal().reason());
    assertThat(refused.decision().rules()).containsExactly("no");
  }

  @Test
  void a_hold_refuses_and_says_who_would_have_to_approve() {
    world.replace((operation, facts) ->
        new Decision.Hold(List.of("ask"), List.of(new Decision.Approval("ask", "dba", 1))));
    world.admit("run");
    world.turns();

    assertThat(world.heard.refusal().code()).isEqualTo(Refusal.Code.UNAPPROVABLE);
    assertThat(world.heard.refusal().reason()).contains("dba");
  }

  @Test
  void a_draft_on_older_rules_is_stale() {
    Draft draft = world.lane.draft(GateWorld.description("run", 1));
    world.replace(GateWorld.allow());

    world.lane.admit(draft, Forwarded.NOTHING, world.heard, 7);
    world.turns();

    assertThat(world.heard.refusal().code()).isEqualTo(Refusal.Code.STALE);
  }

  @Test
  void a_description_on_an_older_lexicon_is_stale() {
    world.replace(GateWorld.allow());

    world.lane.admit(
        world.lane.draft(GateWorld.description("run", 1)), Forwarded.NOTHING, world.heard, 7);
    world.turns();

    assertThat(world.heard.refusal().code()).isEqualTo(Refusal.Code.STALE);
  }

  @Test
  void one_write_serves_all_entries_of_a_turn() {
    world.admit("run");
    world.admit("run");
    world.admit("run");
    world.turns();

    assertThat(world.ledger.appends()).isEqualTo(1);
    assertThat(world.heard.verdicts).hasSize(3);
  }

  /** A segment whose append throws what it does not declare. */
  private static final class BrokenSegment implements Ledger.Segment {
    @Override
    public EntryId next() {
      return new EntryId(1, 1);
    }

    @Override
    public byte[] salt() {
      return new byte[16];
    }

    @Override
    public void append(List<Entry> entries) {
      throw new IllegalStateException("a defect");
    }

    @Override
    public void close() {}
  }
}
