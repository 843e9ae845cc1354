package dev.postern.testkit;

import static dev.postern.testkit.GrantDeskWorld.ANA;
import static dev.postern.testkit.GrantDeskWorld.ENTRY;
import static dev.postern.testkit.GrantDeskWorld.RITA;
import static dev.postern.testkit.GrantDeskWorld.THREE;
import static dev.postern.testkit.GrantDeskWorld.lasting;
import static dev.postern.testkit.GrantDeskWorld.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.grant.GrantDesk;
import dev.postern.kernel.grant.Lending;
import dev.postern.kernel.grant.Wish;
import dev.postern.kernel.policy.Grant;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * What becomes of grants that a store or a ledger does not take, and of those that a crash leaves.
 */
class GrantDeskTroubleTest {
  private final GrantDeskWorld world = new GrantDeskWorld();

  @Test
  void what_cannot_be_kept_or_recorded_does_not_begin() {
    world.store.fail(true);
    assertThatThrownBy(() -> world.desk.begin(wish(Duration.ofMinutes(1)), ANA, ENTRY))
        .isInstanceOf(IOException.class);
    world.store.fail(false);
    world.around.unrecordable = true;
    assertThatThrownBy(() -> world.desk.begin(wish(Duration.ofMinutes(1)), ANA, ENTRY))
        .isInstanceOf(IOException.class);

    assertThat(world.around.lent).isEmpty();
    assertThat(world.desk.list(Lending::runs)).isEmpty();
    world.around.unrecordable = false;
    assertThat(world.desk().list(Lending::runs)).isEmpty();
  }

  @Test
  void a_renewal_that_could_not_be_kept_is_corrected_in_the_ledger() throws Exception {
    String id = world.begun();
    Grant before = world.desk.find(id).orElseThrow().grant();
    world.store.fail(true);
    assertThatThrownBy(() -> world.desk.renew(id, lasting(45), ANA, ENTRY))
        .isInstanceOf(IOException.class);

    assertThat(world.desk.find(id).orElseThrow().grant()).isEqualTo(before);
    assertThat(world.around.notes.getLast())
        .contains("grant-unchanged")
        .contains("grant=" + id)
        .contains("until=" + before.term().until());
  }

  @Test
  void a_correction_that_cannot_be_recorded_yet_is_owed() throws Exception {
    String id = world.begun();
    world.around.lastRecorded = "grant-renewed";
    world.store.fail(true);
    assertThatThrownBy(() -> world.desk.renew(id, lasting(45), ANA, ENTRY))
        .isInstanceOf(IOException.class);
    assertThat(world.around.notes.getLast()).contains("grant-renewed");

    world.around.unrecordable = false;
    world.around.lastRecorded = "";
    world.store.fail(false);
    world.desk.sweep();
    world.desk.sweep();

    assertThat(world.around.notes.stream().filter(note -> note.contains("grant-unchanged")))
        .hasSize(1);
  }

  @Test
  void after_a_process_that_died_before_a_change_was_kept_the_ledger_is_told_what_holds()
      throws Exception {
    String id = world.begun();
    Grant before = world.desk.find(id).orElseThrow().grant();
    world.around.lastRecorded = "grant-renewed";
    world.store.fail(true);
    assertThatThrownBy(() -> world.desk.renew(id, lasting(45), ANA, ENTRY))
        .isInstanceOf(IOException.class);
    world.store.fail(false);

    GrantDesk next = world.desk();
    next.open();
    assertThat(world.around.notes.getLast()).contains("grant-renewed");
    world.around.unrecordable = false;
    world.around.lastRecorded = "";
    next.sweep();
    next.sweep();

    assertThat(world.around.notes.stream().filter(note -> note.contains("grant-stands")))
        .singleElement()
        .asString()
        .contains("grant=" + id)
        .contains("until=" + before.term().until())
        .contains("entry=" + ENTRY);
  }

  @Test
  void a_correction_that_is_owed_is_not_told_behind_a_later_change() throws Exception {
    String id = world.begun();
    world.around.lastRecorded = "grant-renewed";
    world.store.fail(true);
    assertThatThrownBy(() -> world.desk.renew(id, lasting(45), ANA, ENTRY))
        .isInstanceOf(IOException.class);
    // The ledger is well only when the change itself is recorded.
    world.around.unrecordable = false;
    world.around.lastRecorded = "";
    world.around.failures = 2;
    world.store.fail(false);
    world.desk.renew(id, lasting(50), ANA, ENTRY);
    world.desk.sweep();

    assertThat(world.around.notes.getLast()).contains("grant-renewed");
  }

  @Test
  void a_correction_that_is_owed_is_not_told_behind_the_grants_end() throws Exception {
    String id = world.begun();
    world.around.lastRecorded = "grant-renewed";
    world.store.fail(true);
    assertThatThrownBy(() -> world.desk.renew(id, lasting(45), ANA, ENTRY))
        .isInstanceOf(IOException.class);
    // The ledger fails once more, at the correction, and takes the end behind it.
    world.around.unrecordable = false;
    world.around.lastRecorded = "";
    world.around.failures = 1;
    world.store.fail(false);
    world.desk.giveBack(id, ANA);
    world.desk.sweep();

    assertThat(world.around.notes.getLast()).contains("grant-ended").contains(id);
    assertThat(world.around.notes).noneMatch(note -> note.contains("grant-unchanged"));
  }

  @Test
  void a_revocation_ends_it_even_where_that_cannot_be_kept_and_is_kept_later() throws Exception {
    String id = world.begun();
    world.store.fail(true);
    GrantDesk.Done done = world.desk.revoke(id, RITA, "enough");
    assertThat(done.lending().runs()).isFalse();
    assertThat(done.kept()).isFalse();
    assertThat(world.around.lent.getLast()).containsExactly("ana");
    world.store.fail(false);
    world.desk.sweep();

    assertThat(world.desk().find(id).orElseThrow().ending().orElseThrow().why())
        .isEqualTo("rita took it back: enough");
  }

  @Test
  void a_revocation_is_in_force_before_the_store_is_waited_for() throws Exception {
    List<Integer> lentBefore = new ArrayList<>();
    world.desk =
        new GrantDesk(
            world
            .new Watched(over -> {
              if (!over.settled()) {
                lentBefore.add(world.around.lent.size());
              }
            }),
            world.around,
            () -> world.now);
    String id = world.begun();
    lentBefore.clear();

    assertThat(world.desk.revoke(id, RITA, "enough").kept()).isTrue();

    assertThat(lentBefore).containsExactly(2);
  }

  @Test
  void a_store_that_breaks_keeps_no_grant_from_its_end() throws Exception {
    AtomicBoolean broken = new AtomicBoolean();
    world.desk =
        new GrantDesk(
            world
            .new Watched(over -> {
              if (broken.get()) {
                throw new IllegalStateException("the store broke");
              }
            }),
            world.around,
            () -> world.now);
    String first = world.begun();
    String second =
        world.desk.begin(wish(Duration.ofMinutes(30)), RITA, ENTRY).lending().grant().id();
    broken.set(true);
    world.now = world.now.plus(Duration.ofMinutes(30));
    world.desk.sweep();

    assertThat(world.around.lent.getLast()).containsExactlyInAnyOrder("ana", "rita");
    assertThat(world.desk.list(Lending::runs)).isEmpty();
    broken.set(false);
    world.desk.sweep();
    assertThat(world.store.all(9))
        .filteredOn(lending -> !lending.runs())
        .extracting(lending -> lending.grant().id())
        .containsExactlyInAnyOrder(first, second);
  }

  @Test
  void a_restart_finds_what_is_left_of_a_budget() throws Exception {
    world.desk.begin(
        new Wish("runner", "shop", lasting(30), "x", Optional.empty(), THREE), ANA, ENTRY);
    world.desk.close();

    world.desk = world.desk();
    world.desk.open();
    assertThat(world.desk.list(Lending::runs)).hasSize(1);
    assertThat(world.around.lent.getLast()).containsExactly("ana");
  }

  @Test
  void a_crash_spends_every_budget_that_was_in_use_and_no_other_grant() throws Exception {
    world.desk.begin(
        new Wish("runner", "shop", lasting(30), "x", Optional.empty(), THREE), ANA, ENTRY);
    String without =
        world.desk.begin(wish(Duration.ofMinutes(30)), RITA, ENTRY).lending().grant().id();

    GrantDesk after = world.desk();

    assertThat(after.list(Lending::runs))
        .extracting(lending -> lending.grant().id())
        .containsExactly(without);
    assertThat(after.list(lending -> !lending.runs()).getFirst().ending().orElseThrow().why())
        .isEqualTo("the gateway stopped in the middle of its budget");
  }

  @Test
  void an_end_that_a_crash_kept_from_the_ledger_is_told_by_the_next_desk() throws Exception {
    String id = world.begun();
    world.around.unrecordable = true;
    world.desk.giveBack(id, ANA);
    world.around.unrecordable = false;
    world.around.notes.clear();

    world.desk().sweep();
    assertThat(world.around.notes).singleElement().asString().contains("grant-ended").contains(id);

    world.around.notes.clear();
    world.desk().sweep();
    assertThat(world.around.notes).isEmpty();
  }

  @Test
  void one_whose_beginning_may_not_be_recorded_does_not_outlive_a_crash() throws Exception {
    GrantDesk dying =
        new GrantDesk(
            world
            .new Watched(lending -> {
              if (lending.settled()) {
                throw new StackOverflowError();
              }
            }),
            world.around,
            () -> world.now);
    assertThatThrownBy(() -> dying.begin(wish(Duration.ofMinutes(30)), ANA, ENTRY))
        .isInstanceOf(StackOverflowError.class);

    GrantDesk after = world.desk();
    assertThat(after.list(Lending::runs)).isEmpty();
    assertThat(after.list(lending -> true).getFirst().ending().orElseThrow().why())
        .isEqualTo("the gateway stopped before its beginning was recorded");
  }
}
