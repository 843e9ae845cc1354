package dev.postern.testkit;

import static dev.postern.testkit.GrantDeskWorld.ANA;
import static dev.postern.testkit.GrantDeskWorld.ENTRY;
import static dev.postern.testkit.GrantDeskWorld.RITA;
import static dev.postern.testkit.GrantDeskWorld.identity;
import static dev.postern.testkit.GrantDeskWorld.lasting;
import static dev.postern.testkit.GrantDeskWorld.person;
import static dev.postern.testkit.GrantDeskWorld.refuses;
import static dev.postern.testkit.GrantDeskWorld.until;
import static dev.postern.testkit.GrantDeskWorld.wish;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.grant.GrantDesk;
import dev.postern.kernel.grant.Lending;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.policy.Grant;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How grants begin, change and end, and who may have them. */
class GrantDeskTest {
  private final GrantDeskWorld world = new GrantDeskWorld();

  @Test
  void what_begins_is_kept_in_force_and_recorded_with_the_entry_that_gave_it() throws Exception {
    GrantDesk.Done done = world.desk.begin(wish(Duration.ofMinutes(30)), ANA, ENTRY);

    Lending lending = done.lending();
    assertThat(lending.grant().person()).isEqualTo("ana");
    assertThat(lending.grant().term().until()).isEqualTo(world.now.plusSeconds(1_800));
    assertThat(world.store.all(9)).containsExactly(lending);
    assertThat(world.around.lent).containsExactly(Set.of("ana"));
    assertThat(world.around.notes)
        .singleElement()
        .asString()
        .startsWith("ana grant-begun")
        .contains("entry=" + ENTRY)
        .contains("role=runner");
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

    refuses(() -> world.desk.begin(wish(Duration.ofMinutes(1)), chain, ENTRY), "alone");
    refuses(() -> world.desk.begin(wish(Duration.ofMinutes(1)), job, ENTRY), "alone");
  }

  @Test
  void a_role_or_a_target_that_there_is_not_is_given_to_nobody() {
    world.around.there = false;

    refuses(() -> world.desk.begin(wish(Duration.ofMinutes(1)), ANA, ENTRY), "no role runner");
  }

  @Test
  @Tag("reaches:GrantLimits.longest")
  void times_are_bounded() throws Exception {
    refuses(
        () -> world.desk.begin(wish(Duration.ofHours(8).plusSeconds(1)), ANA, ENTRY), "at most");
    refuses(() -> world.desk.begin(until(world.now), ANA, ENTRY), "before it begins");
    refuses(() -> world.desk.begin(until(Instant.MAX), ANA, ENTRY), "at most");
    assertThat(world.desk.begin(wish(Duration.ofHours(8)), ANA, ENTRY).lending().runs()).isTrue();
  }

  @Test
  @Tag("reaches:GrantLimits.running")
  @Tag("reaches:GrantLimits.ofPerson")
  void a_person_has_so_many_and_all_have_so_many() throws Exception {
    for (int i = 0; i < 2; i++) {
      world.desk.begin(wish(Duration.ofMinutes(1)), ANA, ENTRY);
    }
    refuses(() -> world.desk.begin(wish(Duration.ofMinutes(1)), ANA, ENTRY), "you have 2 grants");
    world.desk.begin(wish(Duration.ofMinutes(1)), RITA, ENTRY);
    refuses(
        () -> world.desk.begin(wish(Duration.ofMinutes(1)), person("bob"), ENTRY),
        "too many grants");
  }

  @Test
  void it_ends_at_its_time_and_never_runs_again_whatever_the_clock_says() throws Exception {
    String id = world.begun();
    world.now = world.now.plus(Duration.ofMinutes(30));
    world.desk.sweep();
    assertThat(world.desk.find(id).orElseThrow().ending().orElseThrow().why())
        .isEqualTo("its time is over");

    world.now = world.now.minus(Duration.ofMinutes(29));
    assertThat(world.desk.list(Lending::runs)).isEmpty();
    assertThat(world.desk().list(Lending::runs)).isEmpty();
    refuses(() -> world.desk.renew(id, lasting(60), ANA, ENTRY), "no such grant");
    assertThat(world.around.notes.getLast()).contains("grant-ended").contains("its time is over");
  }

  @Test
  void a_renewal_changes_its_end_and_nothing_else() throws Exception {
    String id = world.begun();
    Grant before = world.desk.find(id).orElseThrow().grant();

    Grant after = world.desk.renew(id, lasting(45), ANA, ENTRY).lending().grant();

    assertThat(after).isEqualTo(before.until(world.now.plus(Duration.ofMinutes(45))));
    refuses(() -> world.desk.renew(id, lasting(45), ANA, ENTRY), "already");
    refuses(() -> world.desk.renew(id, lasting(9 * 60), ANA, ENTRY), "at most");
    refuses(() -> world.desk.renew(id, lasting(60), RITA, ENTRY), "no such grant");
  }

  @Test
  void its_holder_shortens_it_and_gives_it_back() throws Exception {
    String id = world.begun();
    refuses(() -> world.desk.shorten(id, lasting(5), RITA, ENTRY), "no such grant");
    refuses(() -> world.desk.shorten(id, lasting(31), ANA, ENTRY), "can be shortened");
    refuses(() -> world.desk.giveBack(id, RITA), "no such grant");

    assertThat(world.desk.shorten(id, lasting(5), ANA, ENTRY).lending().grant().term().until())
        .isEqualTo(world.now.plus(Duration.ofMinutes(5)));
    assertThat(world.desk.giveBack(id, ANA).lending().ending().orElseThrow().why())
        .isEqualTo("you gave it back");
    refuses(() -> world.desk.giveBack(id, ANA), "has ended");
  }

  @Test
  void it_ends_where_its_role_or_target_is_gone_and_does_not_come_back_with_them()
      throws Exception {
    String id = world.begun();
    world.around.there = false;
    world.desk.sweep();
    world.around.there = true;

    assertThat(world.desk.find(id).orElseThrow().ending().orElseThrow().why())
        .contains("no longer configured");
    assertThat(world.desk().list(Lending::runs)).isEmpty();
  }

  @Test
  void it_ends_where_a_lock_stands_and_does_not_come_back_without_it() throws Exception {
    String id = world.begun();
    world.around.barred = Optional.of("its holder or its target was locked");
    world.desk.sweep();
    world.around.barred = Optional.empty();

    assertThat(world.desk.find(id).orElseThrow().runs()).isFalse();
  }

  @Test
  @Tag("reaches:GrantLimits.kept")
  void what_ended_long_ago_is_forgotten() throws Exception {
    String id = world.begun();
    world.desk.giveBack(id, ANA);
    world.now = world.now.plus(Duration.ofDays(8));
    world.desk.sweep();

    assertThat(world.desk.find(id)).isEmpty();
    assertThat(world.store.all(9)).isEmpty();
  }

  @Test
  @Tag("reaches:GrantLimits.ended")
  void of_what_has_ended_a_bounded_number_can_be_looked_at_the_newest() throws Exception {
    world.around.limits = OneBound.of(world.around.limits, "ended", 2);
    String first = endedAtOnce();
    String second = endedAtOnce();
    world.desk.sweep();
    assertThat(world.desk.find(first)).isPresent();

    String third = endedAtOnce();
    world.desk.sweep();

    assertThat(world.desk.find(first)).isEmpty();
    assertThat(world.desk.list(lending -> true))
        .extracting(lending -> lending.grant().id())
        .containsExactlyInAnyOrder(second, third);
  }

  private String endedAtOnce() throws Exception {
    String id = world.begun();
    world.desk.giveBack(id, ANA);
    return id;
  }

  @Test
  void a_clock_that_was_set_back_behind_its_beginning_shortens_nothing() throws Exception {
    String id = world.desk.begin(wish(Duration.ofMinutes(30)), ANA, ENTRY).lending().grant().id();
    world.now = world.now.minusSeconds(600);

    refuses(() -> world.desk.shorten(id, lasting(5), ANA, ENTRY), "can be shortened");
    assertThat(world.desk.known(id)).isPresent();
  }
}
