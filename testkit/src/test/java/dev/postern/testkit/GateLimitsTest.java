package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.gate.Verdict;
import dev.postern.kernel.operation.Forwarded;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of what goes beyond the bounds of a gate. */
class GateLimitsTest {
  private final GateWorld world = new GateWorld();

  @Test
  @Tag("reaches:GateLimits.entriesPerTurn")
  void more_entries_than_one_turn_may_leave_are_refused_and_the_next_turn_takes_them() {
    ScriptedLoop narrow =
        new ScriptedLoop(world.rules(1, GateWorld.allow()), new GateLimits(100, 3, 200));
    for (int i = 0; i < 4; i++) {
      admit(narrow);
    }
    narrow.turns();

    assertThat(world.heard.verdicts.stream().filter(Passage.class::isInstance)).hasSize(3);
    assertThat(overLimit()).isEqualTo(1);
    admit(narrow);
    narrow.turns();
    assertThat(world.heard.verdicts.stream().filter(Passage.class::isInstance)).hasSize(4);
  }

  @Test
  @Tag("reaches:GateLimits.owedClosings")
  void while_too_many_endings_are_owed_nothing_more_is_begun() {
    for (int i = 0; i < 4; i++) {
      world.admit("run");
    }
    world.turns();
    List<Verdict> given = List.copyOf(world.heard.verdicts);
    world.ledger.fail(true);
    given.forEach(one -> world.lane.close((Passage) one, Ending.of(Leaf.End.ANSWERED)));
    world.turns();
    for (int i = 0; i < 3; i++) {
      world.admit("run");
    }
    world.turns();

    assertThat(overLimit()).isEqualTo(1);
    world.ledger.fail(false);
    world.admit("run");
    world.turns();
    assertThat(world.heard.verdicts).last().isInstanceOf(Passage.class);
    assertThat(world.ledger.leaves(Leaf.Closed.class)).hasSize(4);
  }

  @Test
  @Tag("reaches:GateLimits.openPassages")
  void more_open_passages_than_the_limit_are_refused_with_its_name() {
    for (int i = 0; i < 5; i++) {
      world.admit("run");
      world.turns();
    }

    assertThat(world.heard.verdicts.subList(0, 4)).allMatch(Passage.class::isInstance);
    assertThat(world.heard.refusal().code()).isEqualTo(Refusal.Code.OVER_LIMIT);
  }

  private void admit(ScriptedLoop where) {
    where
        .lane()
        .admit(
            where.lane().draft(GateWorld.description("run", where.gate().rules().epoch())),
            Forwarded.of(new byte[] {1}),
            world.heard,
            7);
  }

  private long overLimit() {
    return world.heard.verdicts.stream()
        .filter(
            each -> each instanceof Refusal refusal && refusal.code() == Refusal.Code.OVER_LIMIT)
        .count();
  }
}
