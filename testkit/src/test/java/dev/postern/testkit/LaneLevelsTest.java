package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Asker;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.gate.Lane;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.gate.Revocation;
import dev.postern.kernel.gate.Segments;
import dev.postern.kernel.gate.Verdict;
import dev.postern.kernel.identity.LiveStanding;
import dev.postern.kernel.identity.Locks;
import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.identity.Standing;
import dev.postern.kernel.operation.Durability;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Value;
import dev.postern.kernel.policy.Rules;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A turn with entries of targets whose entries survive different things. */
class LaneLevelsTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final long LASTING = 1;
  private static final long QUICK = 2;

  private final MemoryLedger ledger = new MemoryLedger();
  private final Queue<Runnable> loop = new ArrayDeque<>();
  private final Map<Long, Verdict> heard = new HashMap<>();
  private final Asker asker =
      new Asker() {
        @Override
        public void decided(long ticket, Verdict verdict) {
          heard.put(ticket, verdict);
        }

        @Override
        public void revoked(Passage passage, Revocation why) {
          throw new AssertionError("nothing is taken back here");
        }
      };
  private final Gate gate =
      new Gate(
          new Rules(
              1,
              ScriptedPolicy.OPEN,
              Map.of("lasting", words("lasting"), "quick", words("quick")),
              Map.of("lasting", Durability.POWER_LOSS)),
          new LiveStanding(Locks.NONE),
          () -> NOON,
          GateLimits.DEFAULT);
  private final Lane lane = open();

  private Lane open() {
    try {
      return gate.open(Segments.open(ledger, 0), loop::add, () -> {});
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Test
  void a_call_to_a_power_loss_target_waits_for_its_disk_and_the_others_do_not() {
    ledger.slow(Durability.POWER_LOSS, true);
    admit("lasting", LASTING);
    admit("quick", QUICK);
    lane.turn();

    assertThat(heard).containsOnlyKeys(QUICK);
    assertThat(heard.get(QUICK)).isInstanceOf(Passage.class);
    ledger.settle();
    loop.forEach(Runnable::run);
    assertThat(heard.get(LASTING)).isInstanceOf(Passage.class);
  }

  @Test
  void each_entry_and_its_end_lie_in_the_segment_of_their_level() {
    admit("lasting", LASTING);
    admit("quick", QUICK);
    lane.turn();
    for (Verdict verdict : heard.values()) {
      lane.close((Passage) verdict, Ending.of(Leaf.End.ANSWERED));
    }
    lane.turn();

    assertThat(ledger.leaves(Leaf.Closed.class)).hasSize(2);
    for (Leaf.Closed closed : ledger.leaves(Leaf.Closed.class)) {
      assertThat(closed.id().segment()).isEqualTo(closed.of().segment());
    }
    assertThat(ledger.leaves(Leaf.Admitted.class).stream().map(Leaf::id).map(EntryId::segment))
        .as("the ledger's own level first, then the others")
        .containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void a_witness_that_throws_changes_nothing() {
    gate.seenBy((description, closed) -> {
      throw new IllegalStateException("broken");
    });
    admit("quick", QUICK);
    lane.turn();
    for (Verdict verdict : heard.values()) {
      lane.close((Passage) verdict, Ending.of(Leaf.End.ANSWERED));
    }
    lane.turn();

    assertThat(ledger.leaves(Leaf.Closed.class)).hasSize(1);
  }

  @Test
  void what_a_turn_of_one_level_could_not_write_leaves_the_other_alone() {
    admit("lasting", LASTING);
    admit("quick", QUICK);
    ledger.failNext(1);
    lane.turn();

    assertThat(heard.get(QUICK))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> assertThat(refusal.code()).isEqualTo(Refusal.Code.LEDGER_DOWN));
    assertThat(heard.get(LASTING)).isInstanceOf(Passage.class);
  }

  @Test
  void a_lane_without_the_level_that_a_target_asks_for_lets_nothing_through() throws IOException {
    Lane narrow = gate.open(ledger.open(7), loop::add, () -> {});
    Description description = description("lasting");
    assertThatThrownBy(
            () -> narrow.admit(narrow.draft(description), Forwarded.NOTHING, asker, LASTING))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("POWER_LOSS");
    narrow.turn();
    assertThat(heard).isEmpty();
  }

  private void admit(String target, long ticket) {
    lane.admit(lane.draft(description(target)), Forwarded.NOTHING, asker, ticket);
  }

  private static Description description(String target) {
    Operation run = Leaves.operation("churn-v3");
    Operation operation =
        new Operation(
            run.caller(),
            target,
            run.label(),
            run.atoms(),
            run.effect(),
            Value.NOTHING,
            run.payload());
    SignIn signIn = new SignIn(run.caller(), NOON, NOON.plusSeconds(3600), "00");
    return new Description(
        operation,
        new Standing.Visit(signIn, target, "s1", NOON, Duration.ofHours(8)),
        Optional.empty(),
        new Value.Null(),
        1);
  }

  private static Lexicon words(String target) {
    return new Lexicon(target, "McpServer", Set.of(), false, Map.of(), 1);
  }
}
