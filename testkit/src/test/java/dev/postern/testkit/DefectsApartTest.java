package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.approval.Request;
import dev.postern.kernel.gate.Asker;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Patience;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.gate.Revocation;
import dev.postern.kernel.gate.Verdict;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.policy.Decision;
import dev.postern.kernel.policy.Facts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What cannot be decided about is taken back, and shields nothing that is looked at after it. */
class DefectsApartTest {
  private static final HeldWorld.Deciding OPEN =
      (operation, facts) -> new Decision.Allow(List.of("all"));

  private final HeldWorld world = new HeldWorld();
  private final HeldWorld.Caller ana = world.caller();
  private final HeldWorld.Caller bob = world.caller();

  @Test
  void a_passage_that_cannot_be_decided_about_is_taken_back_and_so_is_what_is_behind_it() {
    world.replace(OPEN);
    world.ask(ana, "broken");
    world.ask(bob, "fine");

    CompletableFuture<Void> settled = reload(DefectsApartTest::denying);

    assertThat(settled).isCompletedExceptionally();
    assertThat(ana.passage().live()).isFalse();
    assertThat(bob.passage().live()).isFalse();
    assertThat(world.loop.lane().openPassages()).isZero();
  }

  @Test
  void a_session_that_breaks_when_it_hears_shields_none_behind_it() {
    world.replace(OPEN);
    Deaf deaf = new Deaf();
    world
        .loop
        .lane()
        .admit(
            world.loop.lane().draft(world.description("first", HeldWorld.person("ana"))),
            Forwarded.NOTHING,
            deaf,
            1);
    world.loop.turns();
    world.ask(bob, "second");

    CompletableFuture<Void> settled =
        reload((operation, facts) -> new Decision.Deny(List.of("no"), "no"));

    assertThat(settled).isCompletedExceptionally();
    assertThat(deaf.passages).singleElement().matches(passage -> !passage.live());
    assertThat(bob.passage().live()).isFalse();
  }

  @Test
  void once_it_is_gone_the_gate_settles_again() {
    world.replace(OPEN);
    world.ask(ana, "broken");
    assertThat(reload(DefectsApartTest::denying)).isCompletedExceptionally();

    // The same rules again: they break on whatever of that kind is still open.
    assertThat(reload(DefectsApartTest::denying)).isCompletedWithValue(null);
  }

  @Test
  void a_wait_that_cannot_be_decided_about_ends_and_so_does_what_is_behind_it() {
    world.admit(ana, "broken", Patience.DETACHED);
    world.admit(bob, "fine", Patience.DETACHED);

    reload(DefectsApartTest::denying);

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.WITHDRAWN);
    assertThat(bob.refusal().code()).isEqualTo(Refusal.Code.WITHDRAWN);
    assertThat(world.loop.requests().all()).noneMatch(Request::lives);
  }

  @Test
  void an_admission_that_cannot_be_decided_about_again_is_refused_and_the_others_are_answered() {
    world.replace(OPEN);
    world.loop.ledger().slow(true);
    world.ask(ana, "broken");
    world.ask(bob, "fine");
    reload((operation, facts) -> broken(operation, OPEN.decide(operation, facts)));
    world.loop.ledger().settle();
    breaks();

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.DENIED);
    assertThat(bob.passage().live()).isTrue();
  }

  @Test
  void what_people_approved_and_cannot_be_decided_about_any_more_is_refused() {
    world.replace((operation, facts) ->
        facts.approved()
            ? broken(operation, new Decision.Allow(List.of("all")))
            : HeldWorld.asks("dba", 1).decide(operation, facts));
    world.ask(ana, "broken");

    assertThatThrownBy(() -> world.vote("bo", true)).hasMessage("a rule of a kind not foreseen");
    world.loop.turns();

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.DENIED);
  }

  private CompletableFuture<Void> reload(HeldWorld.Deciding deciding) {
    CompletableFuture<Void> settled =
        world.loop.gate().replace(world.rules(world.loop.gate().rules().epoch() + 1, deciding));
    try {
      world.loop.turns();
    } catch (IllegalStateException defect) {
      // Told to the loop, which goes on.
      world.loop.turns();
    }
    return settled;
  }

  private void breaks() {
    assertThatThrownBy(world.loop::turns).isInstanceOf(IllegalStateException.class);
    world.loop.turns();
  }

  private static Decision denying(Operation operation, Facts facts) {
    return broken(operation, new Decision.Deny(List.of("no"), "no"));
  }

  private static Decision broken(Operation operation, Decision usual) {
    if (operation.label().equals("broken")) {
      throw new IllegalStateException("a rule of a kind not foreseen");
    }
    return usual;
  }

  /** A session that cannot hear that its passage was taken back. */
  private static final class Deaf implements Asker {
    private final List<Passage> passages = new ArrayList<>();

    @Override
    public void decided(long ticket, Verdict verdict) {
      passages.add((Passage) verdict);
    }

    @Override
    public void revoked(Passage passage, Revocation why) {
      throw new IllegalStateException("it does not listen");
    }
  }
}
