package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Draft;
import dev.postern.kernel.gate.Given;
import dev.postern.kernel.gate.Grants;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.gate.Revocation;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.policy.Budget;
import dev.postern.kernel.policy.Grant;
import dev.postern.kernel.policy.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a grant gives at the gate, and how what rests on it ends. */
class GrantedTest {
  private final GrantedWorld world = new GrantedWorld();

  @Test
  void what_it_gives_is_admitted_and_taken_back_when_it_ends_with_its_name() {
    Given grant = world.lend(world.grant("g-1", "ana", Budget.NONE));
    Passage passage = world.admitted("ana", "run");

    grant.end("rita took it back: enough");
    world.lend(Set.of("ana"), grant);

    assertThat(passage.live()).isFalse();
    assertThat(world.heard.revocations)
        .containsExactly(
            new Revocation(
                Refusal.Code.DENIED,
                "your grant g-1 of runner on shop has ended: rita took it back: enough"));
    assertThat(world.refused("ana", "run").reason())
        .isEqualTo("your grant g-1 of runner on shop has ended: rita took it back: enough");
  }

  @Test
  void it_ends_at_its_time_and_no_clock_brings_it_back() {
    world.lend(world.grant("g-1", "ana", Budget.NONE));
    Passage passage = world.admitted("ana", "run");

    world.loop.pass(GrantedWorld.HOUR);
    world.loop.gate().review();
    world.loop.turns();
    assertThat(passage.live()).isFalse();

    world.loop.pass(GrantedWorld.HOUR.negated());
    assertThat(world.refused("ana", "run").code()).isEqualTo(Refusal.Code.DENIED);
  }

  @Test
  void outside_its_hours_it_gives_nothing_and_inside_them_again() {
    Window hours = Window.parse("daily 11:00-12:30 UTC").orElseThrow();
    Instant start = world.loop.now();
    world.lend(
        new Grant(
            "g-1",
            "runner",
            "ana",
            "shop",
            new Grant.Term(start, start.plus(Duration.ofDays(2)), Optional.of(hours)),
            Budget.NONE));
    Passage passage = world.admitted("ana", "run");

    world.loop.pass(Duration.ofMinutes(30));
    world.loop.gate().review();
    world.loop.turns();
    assertThat(passage.live()).isFalse();
    assertThat(world.refused("ana", "run").reason()).contains("it is outside its hours");

    world.loop.pass(Duration.ofHours(23));
    assertThat(world.admitted("ana", "run").live()).isTrue();
  }

  @Test
  void what_was_described_without_it_is_described_again() {
    Description description = world.described("ana", "run", Effect.WRITE);
    Draft draft = world.loop.lane().draft(description);
    world.lend(world.grant("g-1", "ana", Budget.NONE));
    world.loop.lane().admit(draft, Forwarded.of(new byte[1]), world.heard, 1);
    world.loop.turns();

    assertThat(world.heard.refusal().code()).isEqualTo(Refusal.Code.STALE);
    assertThat(world.admitted("ana", "run").live()).isTrue();
  }

  @Test
  void anothers_held_request_goes_on_waiting() {
    world.ask(world.heard, "bob", "ask", Effect.WRITE);
    world.loop.turns();
    assertThat(world.loop.desk().seenBy(GrantedWorld.principal("bob"))).hasSize(1);

    Given grant = world.lend(world.grant("g-1", "ana", Budget.NONE));
    grant.end("enough");
    world.lend(Set.of("ana"), grant);

    assertThat(world.heard.verdicts).isEmpty();
    assertThat(world.loop.desk().seenBy(GrantedWorld.principal("bob")).getFirst().lives()).isTrue();
  }

  @Test
  void ones_own_held_request_goes_on_waiting_where_the_grant_changes_nothing_of_it() {
    world.ask(world.heard, "ana", "ask", Effect.WRITE);
    world.loop.turns();
    world.lend(world.grant("g-1", "ana", Budget.NONE));

    assertThat(world.heard.verdicts).isEmpty();
  }

  /** With many open passages and many grants, one more looks at its holder's alone. */
  @Test
  void one_more_grant_decides_again_what_its_holder_has_open_and_nothing_else() {
    List<Given> thousand = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      thousand.add(GrantedWorld.given(world.grant("g-" + i, "p" + i, Budget.NONE)));
    }
    world.loop.gate().lend(new Grants(thousand), Set.of());
    world.loop.turns();
    for (int i = 0; i < 10_000; i++) {
      world.ask(world.heard, "p" + i % 1_000, "run", Effect.WRITE);
      if (i % 1_000 == 999) {
        world.loop.turns();
      }
    }
    world.loop.turns();
    assertThat(world.loop.lane().openPassages()).isEqualTo(10_000);
    world.decided.clear();

    thousand.get(7).end("enough");
    world.loop.gate().lend(new Grants(thousand), Set.of("p7"));
    world.loop.turns();

    assertThat(world.decided).hasSize(10).containsOnly("p7");
    assertThat(world.loop.lane().openPassages()).isEqualTo(9_990);
  }
}
