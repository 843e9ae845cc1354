package dev.postern.kernel.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveStandingTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private final Party ana =
      new Party(
          Party.Kind.PERSON,
          new Identity("https://idp", "1"),
          "ana",
          Set.of("scientists"),
          Optional.empty());
  private final Party job =
      new Party(
          Party.Kind.WORKLOAD,
          new Identity("https://idp", "2"),
          "ci",
          Set.of("jobs"),
          Optional.of("ana"));
  private final Party assistant =
      new Party(
          Party.Kind.AGENT,
          new Identity("https://idp", "3"),
          "assistant",
          Set.of(),
          Optional.of("olga"));

  @ParameterizedTest
  @CsvSource({
    "PERSON, ana",
    "WORKLOAD, ci",
    "GROUP, jobs",
    "TARGET, registry",
    "SESSION, s1",
  })
  void a_lock_on_any_part_of_a_job_turns_it_away(Lock.Scope scope, String name) {
    LiveStanding standing = new LiveStanding(Locks.of(List.of(lock(scope, name))));

    assertThat(standing.objection(visit(Principal.of(job)), NOON))
        .contains(new Standing.Objection.Locked(lock(scope, name)));
  }

  @ParameterizedTest
  @CsvSource({"AGENT, assistant", "PERSON, ana", "PERSON, olga", "GROUP, scientists"})
  void a_lock_on_any_link_turns_the_chain_away(Lock.Scope scope, String name) {
    LiveStanding standing = new LiveStanding(Locks.of(List.of(lock(scope, name))));

    assertThat(standing.objection(visit(new Principal(List.of(assistant, ana))), NOON))
        .contains(new Standing.Objection.Locked(lock(scope, name)));
  }

  @Test
  void a_lock_holds_for_its_own_scope_alone() {
    LiveStanding standing =
        new LiveStanding(
            Locks.of(
                List.of(lock(Lock.Scope.WORKLOAD, "ana"), lock(Lock.Scope.PERSON, "scientists"))));

    assertThat(standing.objection(visit(Principal.of(ana)), NOON)).isEmpty();
  }

  @Test
  void unlocking_gives_back_what_the_lock_took() {
    LiveStanding standing = new LiveStanding(Locks.NONE.with(lock(Lock.Scope.PERSON, "ana")));

    standing.change(locks -> locks.without(Lock.Scope.PERSON, "ana"));

    assertThat(standing.objection(visit(Principal.of(ana)), NOON)).isEmpty();
  }

  @Test
  void a_proof_counts_until_the_very_moment_of_its_end() {
    LiveStanding standing = new LiveStanding(Locks.NONE);
    Instant end = NOON.plusSeconds(600);

    assertThat(standing.objection(visit(Principal.of(ana)), end.minusNanos(1))).isEmpty();
    assertThat(standing.objection(visit(Principal.of(ana)), end))
        .contains(new Standing.Objection.Expired(end));
  }

  @Test
  void a_proof_counts_while_what_it_rests_on_holds() {
    LiveStanding standing = new LiveStanding(Locks.NONE);
    AtomicBoolean holds = new AtomicBoolean(true);
    SignIn signIn =
        new SignIn(
            Principal.of(ana), NOON.minusSeconds(60), NOON.plusSeconds(600), "00", holds::get);
    Standing.Visit visit = new Standing.Visit(signIn, "registry", "s1", NOON, Duration.ofHours(8));

    assertThat(standing.objection(visit, NOON)).isEmpty();
    holds.set(false);
    assertThat(standing.objection(visit, NOON)).contains(new Standing.Objection.Ungrounded());
  }

  @Test
  void a_session_ends_at_the_age_that_its_target_allows() {
    LiveStanding standing = new LiveStanding(Locks.NONE);

    assertThat(
            standing.objection(
                visit(Principal.of(ana), Duration.ofMinutes(5)), NOON.plusSeconds(300)))
        .contains(new Standing.Objection.TooOld(Duration.ofMinutes(5)));
  }

  private static Standing.Visit visit(Principal principal) {
    return visit(principal, Duration.ofHours(8));
  }

  private static Standing.Visit visit(Principal principal, Duration oldest) {
    SignIn signIn = new SignIn(principal, NOON.minusSeconds(60), NOON.plusSeconds(600), "00");
    return new Standing.Visit(signIn, "registry", "s1", NOON, oldest);
  }

  private static Lock lock(Lock.Scope scope, String name) {
    return new Lock(scope, name, "left the company", "olga", NOON);
  }
}
