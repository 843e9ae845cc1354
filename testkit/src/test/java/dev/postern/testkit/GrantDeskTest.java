package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.gate.Grants;
import dev.postern.kernel.grant.GrantDesk;
import dev.postern.kernel.grant.GrantException;
import dev.postern.kernel.grant.GrantLimits;
import dev.postern.kernel.grant.Lending;
import dev.postern.kernel.grant.LendingStore;
import dev.postern.kernel.grant.Surroundings;
import dev.postern.kernel.grant.Wish;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.policy.Budget;
import dev.postern.kernel.policy.Grant;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GrantDeskTest {
  private static final EntryId ENTRY = new EntryId(1, 7);
  private static final Principal ANA = person("ana");
  private static final Principal RITA = person("rita");
  private static final Budget THREE =
      new Budget(OptionalLong.of(3), OptionalLong.empty(), OptionalLong.empty());

  private final MemoryLendings store = new MemoryLendings();
  private final Around around = new Around();
  private Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private GrantDesk desk = desk();

  @Test
  void what_begins_is_kept_in_force_and_recorded_with_the_entry_that_gave_it() throws Exception {
    GrantDesk.Done done = desk.begin(wish(Duration.ofMinutes(30)), ANA, ENTRY);

    Lending lending = done.lending();
    assertThat(lending.grant().person()).isEqualTo("ana");
    assertThat(lending.grant().term().until()).isEqualTo(now.plusSeconds(1_800));
    assertThat(store.all(9)).containsExactly(lending);
    assertThat(around.lent).containsExactly(Set.of("ana"));
    assertThat(around.notes)
        .singleElement()
        .asString()
        .startsWith("ana grant-begun")
        .contains("entry=" + ENTRY)
        .contains("role=runner");
  }

  @Test
  void what_cannot_be_kept_or_recorded_does_not_begin() {
    store.fail(true);
    assertThatThrownBy(() -> desk.begin(wish(Duration.ofMinutes(1)), ANA, ENTRY))
        .isInstanceOf(IOException.class);
    store.fail(false);
    around.unrecordable = true;
    assertThatThrownBy(() -> desk.begin(wish(Duration.ofMinutes(1)), ANA, ENTRY))
        .isInstanceOf(IOException.class);

    assertThat(around.lent).isEmpty();
    assertThat(desk.list(Lending::runs)).isEmpty();
    around.unrecordable = false;
    assertThat(desk().list(Lending::runs)).isEmpty();
  }

  @Test
  void only_a_person_alone_is_given_anything() {
    Principal chain =
        new Principal(
            List.of(
                new Party(
                    Party.Kind.AGENT, identity("robot"), "robot", Set.of(), Optional.of("ana")),
                ANA.actor()));
    Principal job =
        Principal.of(
            new Party(Party.Kind.WORKLOAD, identity("job"), "job", Set.of(), Optional.of("ana")));

    refuses(() -> desk.begin(wish(Duration.ofMinutes(1)), chain, ENTRY), "alone");
    refuses(() -> desk.begin(wish(Duration.ofMinutes(1)), job, ENTRY), "alone");
  }

  @Test
  void a_role_or_a_target_that_there_is_not_is_given_to_nobody() {
    around.there = false;

    refuses(() -> desk.begin(wish(Duration.ofMinutes(1)), ANA, ENTRY), "no role runner");
  }

  @Test
  @Tag("reaches:GrantLimits.longest")
  void times_are_bounded() throws Exception {
    refuses(() -> desk.begin(wish(Duration.ofHours(8).plusSeconds(1)), ANA, ENTRY), "at most");
    refuses(() -> desk.begin(until(now), ANA, ENTRY), "before it begins");
    refuses(() -> desk.begin(until(Instant.MAX), ANA, ENTRY), "at most");
    assertThat(desk.begin(wish(Duration.ofHours(8)), ANA, ENTRY).lending().runs()).isTrue();
  }

  @Test
  @Tag("reaches:GrantLimits.running")
  @Tag("reaches:GrantLimits.ofPerson")
  void a_person_has_so_many_and_all_have_so_many() throws Exception {
    for (int i = 0; i < 2; i++) {
      desk.begin(wish(Duration.ofMinutes(1)), ANA, ENTRY);
    }
    refuses(() -> desk.begin(wish(Duration.ofMinutes(1)), ANA, ENTRY), "you have 2 grants");
    desk.begin(wish(Duration.ofMinutes(1)), RITA, ENTRY);
    refuses(() -> desk.begin(wish(Duration.ofMinutes(1)), person("bob"), ENTRY), "too many grants");
  }

  @Test
  void it_ends_at_its_time_and_never_runs_again_whatever_the_clock_says() throws Exception {
    String id = begun();
    now = now.plus(Duration.ofMinutes(30));
    desk.sweep();
    assertThat(desk.find(id).orElseThrow().ending().orElseThrow().why())
        .isEqualTo("its time is over");

    now = now.minus(Duration.ofMinutes(29));
    assertThat(desk.list(Lending::runs)).isEmpty();
    assertThat(desk().list(Lending::runs)).isEmpty();
    refuses(() -> desk.renew(id, lasting(60), ANA, ENTRY), "no such grant");
    assertThat(around.notes.getLast()).contains("grant-ended").contains("its time is over");
  }

  @Test
  void a_renewal_changes_its_end_and_nothing_else() throws Exception {
    String id = begun();
    Grant before = desk.find(id).orElseThrow().grant();

    Grant after = desk.renew(id, lasting(45), ANA, ENTRY).lending().grant();

    assertThat(after).isEqualTo(before.until(now.plus(Duration.ofMinutes(45))));
    refuses(() -> desk.renew(id, lasting(45), ANA, ENTRY), "already");
    refuses(() -> desk.renew(id, lasting(9 * 60), ANA, ENTRY), "at most");
    refuses(() -> desk.renew(id, lasting(60), RITA, ENTRY), "no such grant");
  }

  @Test
  void a_renewal_that_could_not_be_kept_is_corrected_in_the_ledger() throws Exception {
    String id = begun();
    Grant before = desk.find(id).orElseThrow().grant();
    store.fail(true);
    assertThatThrownBy(() -> desk.renew(id, lasting(45), ANA, ENTRY))
        .isInstanceOf(IOException.class);

    assertThat(desk.find(id).orElseThrow().grant()).isEqualTo(before);
    assertThat(around.notes.getLast())
        .contains("grant-unchanged")
        .contains("grant=" + id)
        .contains("until=" + before.term().until());
  }

  @Test
  void a_correction_that_cannot_be_recorded_yet_is_owed() throws Exception {
    String id = begun();
    around.lastRecorded = "grant-renewed";
    store.fail(true);
    assertThatThrownBy(() -> desk.renew(id, lasting(45), ANA, ENTRY))
        .isInstanceOf(IOException.class);
    assertThat(around.notes.getLast()).contains("grant-renewed");

    around.unrecordable = false;
    around.lastRecorded = "";
    store.fail(false);
    desk.sweep();
    desk.sweep();

    assertThat(around.notes.stream().filter(note -> note.contains("grant-unchanged"))).hasSize(1);
  }

  @Test
  void a_correction_that_is_owed_is_not_told_behind_a_later_change() throws Exception {
    String id = begun();
    around.lastRecorded = "grant-renewed";
    store.fail(true);
    assertThatThrownBy(() -> desk.renew(id, lasting(45), ANA, ENTRY))
        .isInstanceOf(IOException.class);
    // The ledger is well only when the change itself is recorded.
    around.unrecordable = false;
    around.lastRecorded = "";
    around.failures = 2;
    store.fail(false);
    desk.renew(id, lasting(50), ANA, ENTRY);
    desk.sweep();

    assertThat(around.notes.getLast()).contains("grant-renewed");
  }

  @Test
  void its_holder_shortens_it_and_gives_it_back() throws Exception {
    String id = begun();
    refuses(() -> desk.shorten(id, lasting(5), RITA, ENTRY), "no such grant");
    refuses(() -> desk.shorten(id, lasting(31), ANA, ENTRY), "can be shortened");
    refuses(() -> desk.giveBack(id, RITA), "no such grant");

    assertThat(desk.shorten(id, lasting(5), ANA, ENTRY).lending().grant().term().until())
        .isEqualTo(now.plus(Duration.ofMinutes(5)));
    assertThat(desk.giveBack(id, ANA).lending().ending().orElseThrow().why())
        .isEqualTo("you gave it back");
    refuses(() -> desk.giveBack(id, ANA), "has ended");
  }

  @Test
  void a_revocation_ends_it_even_where_that_cannot_be_kept_and_is_kept_later() throws Exception {
    String id = begun();
    store.fail(true);
    GrantDesk.Done done = desk.revoke(id, RITA, "enough");
    assertThat(done.lending().runs()).isFalse();
    assertThat(done.kept()).isFalse();
    assertThat(around.lent.getLast()).containsExactly("ana");
    store.fail(false);
    desk.sweep();

    assertThat(desk().find(id).orElseThrow().ending().orElseThrow().why())
        .isEqualTo("rita took it back: enough");
  }

  @Test
  void a_revocation_is_in_force_before_the_store_is_waited_for() throws Exception {
    List<Integer> lentBefore = new ArrayList<>();
    desk =
        new GrantDesk(
            new Watched(over -> {
              if (!over.settled()) {
                lentBefore.add(around.lent.size());
              }
            }),
            around,
            () -> now);
    String id = begun();
    lentBefore.clear();

    assertThat(desk.revoke(id, RITA, "enough").kept()).isTrue();

    assertThat(lentBefore).containsExactly(2);
  }

  @Test
  void a_store_that_breaks_keeps_no_grant_from_its_end() throws Exception {
    AtomicBoolean broken = new AtomicBoolean();
    desk =
        new GrantDesk(
            new Watched(over -> {
              if (broken.get()) {
                throw new IllegalStateException("the store broke");
              }
            }),
            around,
            () -> now);
    String first = begun();
    String second = desk.begin(wish(Duration.ofMinutes(30)), RITA, ENTRY).lending().grant().id();
    broken.set(true);
    now = now.plus(Duration.ofMinutes(30));
    desk.sweep();

    assertThat(around.lent.getLast()).containsExactlyInAnyOrder("ana", "rita");
    assertThat(desk.list(Lending::runs)).isEmpty();
    broken.set(false);
    desk.sweep();
    assertThat(store.all(9))
        .filteredOn(lending -> !lending.runs())
        .extracting(lending -> lending.grant().id())
        .containsExactlyInAnyOrder(first, second);
  }

  @Test
  void it_ends_where_its_role_or_target_is_gone_and_does_not_come_back_with_them()
      throws Exception {
    String id = begun();
    around.there = false;
    desk.sweep();
    around.there = true;

    assertThat(desk.find(id).orElseThrow().ending().orElseThrow().why())
        .contains("no longer configured");
    assertThat(desk().list(Lending::runs)).isEmpty();
  }

  @Test
  void it_ends_where_a_lock_stands_and_does_not_come_back_without_it() throws Exception {
    String id = begun();
    around.barred = Optional.of("its holder or its target was locked");
    desk.sweep();
    around.barred = Optional.empty();

    assertThat(desk.find(id).orElseThrow().runs()).isFalse();
  }

  @Test
  void a_restart_finds_what_is_left_of_a_budget() throws Exception {
    desk.begin(new Wish("runner", "shop", lasting(30), "x", Optional.empty(), THREE), ANA, ENTRY);
    desk.close();

    desk = desk();
    desk.open();
    assertThat(desk.list(Lending::runs)).hasSize(1);
    assertThat(around.lent.getLast()).containsExactly("ana");
  }

  @Test
  void a_crash_spends_every_budget_that_was_in_use_and_no_other_grant() throws Exception {
    desk.begin(new Wish("runner", "shop", lasting(30), "x", Optional.empty(), THREE), ANA, ENTRY);
    String without = desk.begin(wish(Duration.ofMinutes(30)), RITA, ENTRY).lending().grant().id();

    GrantDesk after = desk();

    assertThat(after.list(Lending::runs))
        .extracting(lending -> lending.grant().id())
        .containsExactly(without);
    assertThat(after.list(lending -> !lending.runs()).getFirst().ending().orElseThrow().why())
        .isEqualTo("the gateway stopped in the middle of its budget");
  }

  @Test
  void an_end_that_a_crash_kept_from_the_ledger_is_told_by_the_next_desk() throws Exception {
    String id = begun();
    around.unrecordable = true;
    desk.giveBack(id, ANA);
    around.unrecordable = false;
    around.notes.clear();

    desk().sweep();
    assertThat(around.notes).singleElement().asString().contains("grant-ended").contains(id);

    around.notes.clear();
    desk().sweep();
    assertThat(around.notes).isEmpty();
  }

  @Test
  void one_whose_beginning_may_not_be_recorded_does_not_outlive_a_crash() throws Exception {
    GrantDesk dying =
        new GrantDesk(
            new Watched(lending -> {
              if (lending.settled()) {
                throw new StackOverflowError();
              }
            }),
            around,
            () -> now);
    assertThatThrownBy(() -> dying.begin(wish(Duration.ofMinutes(30)), ANA, ENTRY))
        .isInstanceOf(StackOverflowError.class);

    GrantDesk after = desk();
    assertThat(after.list(Lending::runs)).isEmpty();
    assertThat(after.list(lending -> true).getFirst().ending().orElseThrow().why())
        .isEqualTo("the gateway stopped before its beginning was recorded");
  }

  @Test
  @Tag("reaches:GrantLimits.kept")
  void what_ended_long_ago_is_forgotten() throws Exception {
    String id = begun();
    desk.giveBack(id, ANA);
    now = now.plus(Duration.ofDays(8));
    desk.sweep();

    assertThat(desk.find(id)).isEmpty();
    assertThat(store.all(9)).isEmpty();
  }

  private String begun() throws Exception {
    return desk.begin(wish(Duration.ofMinutes(30)), ANA, ENTRY).lending().grant().id();
  }

  private GrantDesk desk() {
    try {
      return new GrantDesk(store, around, () -> now);
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** The same store, with somebody who looks at what is about to be kept. */
  private final class Watched implements LendingStore {
    private final Consumer<Lending> look;

    private Watched(Consumer<Lending> look) {
      this.look = look;
    }

    @Override
    public void put(Lending lending) throws IOException {
      look.accept(lending);
      store.put(lending);
    }

    @Override
    public List<Lending> all(int mostEnded) {
      return store.all(mostEnded);
    }

    @Override
    public void forget(Instant ended) {
      store.forget(ended);
    }
  }

  private interface Step {
    Object take() throws Exception;
  }

  private static void refuses(Step step, String told) {
    assertThatThrownBy(step::take).isInstanceOf(GrantException.class).hasMessageContaining(told);
  }

  @Test
  void a_clock_that_was_set_back_behind_its_beginning_shortens_nothing() throws Exception {
    String id = desk.begin(wish(Duration.ofMinutes(30)), ANA, ENTRY).lending().grant().id();
    now = now.minusSeconds(600);

    refuses(() -> desk.shorten(id, lasting(5), ANA, ENTRY), "can be shortened");
    assertThat(desk.known(id)).isPresent();
  }

  private static Wish wish(Duration time) {
    return wish(new Wish.Time.Lasting(time));
  }

  private static Wish until(Instant moment) {
    return wish(new Wish.Time.Until(moment));
  }

  private static Wish wish(Wish.Time time) {
    return new Wish("runner", "shop", time, "to look", Optional.empty(), Budget.NONE);
  }

  private static Wish.Time lasting(int minutes) {
    return new Wish.Time.Lasting(Duration.ofMinutes(minutes));
  }

  private static Principal person(String name) {
    return Principal.of(
        new Party(Party.Kind.PERSON, identity(name), name, Set.of(), Optional.empty()));
  }

  private static Identity identity(String name) {
    return new Identity("https://issuer.test", name);
  }

  private static final class Around implements Surroundings {
    private final List<Set<String>> lent = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private Optional<String> barred = Optional.empty();
    private boolean there = true;
    private boolean unrecordable;

    /** The ledger breaks when it has recorded this. */
    private String lastRecorded = "";

    /** So many notes are not taken. */
    private int failures;

    @Override
    public GrantLimits limits() {
      return new GrantLimits(3, 2, Duration.ofHours(8), 500, 100, Duration.ofDays(7));
    }

    @Override
    public boolean has(String role, String target) {
      return there;
    }

    @Override
    public Optional<String> barred(Grant grant) {
      return barred;
    }

    @Override
    public CompletableFuture<Void> lend(Grants next, Set<String> people) {
      lent.add(new HashSet<>(people));
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void note(String by, String what, Map<String, String> about) throws IOException {
      if (unrecordable || failures-- > 0) {
        throw new IOException("the ledger is down");
      }
      notes.add(by + " " + what + " " + about);
      unrecordable = what.equals(lastRecorded);
    }
  }
}
