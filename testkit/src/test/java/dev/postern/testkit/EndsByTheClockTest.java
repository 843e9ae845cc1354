package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Alarm;
import dev.postern.kernel.gate.Asker;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.gate.Grants;
import dev.postern.kernel.gate.HeldRequest;
import dev.postern.kernel.gate.Lane;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Patience;
import dev.postern.kernel.gate.PeopleNeeded;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.gate.Revocation;
import dev.postern.kernel.gate.Verdict;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.identity.Standing;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.operation.Value;
import dev.postern.kernel.policy.Decision;
import dev.postern.kernel.policy.Facts;
import dev.postern.kernel.policy.Policy;
import dev.postern.kernel.policy.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What ends by the clock, on the real gate: who is woken when, and what is taken back then. */
class EndsByTheClockTest {
  private static final Instant NOON = ScriptedLoop.START;
  private static final Duration HOUR = Duration.ofHours(1);

  /** A role that everybody has until then; without it nothing is allowed. */
  private Instant roleEnds = Instant.MAX;

  private boolean asksPeople;
  private final Heard heard = new Heard();
  private final Rings rings = new Rings();
  private final ScriptedLoop loop = new ScriptedLoop(rules(1), new GateLimits(100, 100, 100));
  private final Gate gate = loop.gate();
  private final Lane lane = loop.lane();

  @Test
  void the_gate_asks_to_be_woken_at_the_end_of_a_token() {
    woken();

    admit(NOON.plus(HOUR), Duration.ofHours(8));

    assertThat(rings.moments).containsExactly(NOON.plus(HOUR));
  }

  @Test
  void the_gate_asks_to_be_woken_when_a_session_gets_too_old() {
    woken();

    admit(NOON.plus(HOUR), Duration.ofMinutes(10));

    assertThat(rings.moments).containsExactly(NOON.plus(Duration.ofMinutes(10)));
  }

  @Test
  void an_end_that_is_further_away_wakes_nobody_a_second_time() {
    woken();
    admit(NOON.plus(HOUR), Duration.ofHours(8));

    admit(NOON.plus(HOUR).plusSeconds(1), Duration.ofHours(8));
    admit(NOON.plus(HOUR), Duration.ofHours(8));

    assertThat(rings.moments).containsExactly(NOON.plus(HOUR));
  }

  @Test
  void a_gate_that_is_given_an_alarm_late_sets_it_for_what_is_open_already() {
    admit(NOON.plus(HOUR), Duration.ofHours(8));

    woken();

    assertThat(rings.moments).contains(NOON.plus(HOUR));
  }

  @Test
  void a_strike_takes_back_what_has_ended_and_sets_the_alarm_for_what_ends_next() {
    woken();
    admit(NOON.plus(HOUR), Duration.ofHours(8));
    admit(NOON.plus(HOUR).plusSeconds(30), Duration.ofHours(8));
    rings.moments.clear();

    loop.pass(HOUR);
    strike();

    assertThat(heard.revoked).extracting(Revocation::code).containsExactly(Refusal.Code.EXPIRED);
    assertThat(rings.moments).containsExactly(NOON.plus(HOUR).plusSeconds(30));
  }

  @Test
  void a_strike_that_comes_too_early_takes_nothing_and_is_set_again() {
    woken();
    admit(NOON.plus(HOUR), Duration.ofHours(8));
    rings.moments.clear();

    loop.pass(HOUR.minusMillis(1));
    strike();

    assertThat(heard.revoked).isEmpty();
    assertThat(rings.moments).containsExactly(NOON.plus(HOUR));
  }

  @Test
  void what_was_taken_back_and_is_not_closed_yet_wakes_nobody_again() {
    woken();
    admit(NOON.plus(HOUR), Duration.ofHours(8));
    loop.pass(HOUR);
    strike();
    rings.moments.clear();

    strike();

    assertThat(rings.moments).isEmpty();
    assertThat(heard.revoked).hasSize(1);
  }

  @Test
  void what_was_closed_wakes_nobody() {
    woken();
    admit(NOON.plus(HOUR), Duration.ofHours(8));
    lane.close(heard.passages.getFirst(), Ending.of(Leaf.End.ANSWERED));
    loop.turns();
    rings.moments.clear();

    strike();

    assertThat(rings.moments).isEmpty();
  }

  @Test
  void a_role_that_ends_takes_back_what_it_gave_at_its_moment_and_sessions_hear_of_it() {
    roleEnds = NOON.plusSeconds(90);
    gate.replace(rules(2));
    woken();
    assertThat(rings.moments).containsExactly(roleEnds);
    admit(NOON.plus(HOUR), Duration.ofHours(8));

    loop.pass(Duration.ofSeconds(90));
    strike();

    assertThat(heard.revoked).hasSize(1);
    assertThat(rings.turned).isEqualTo(1);
  }

  @Test
  void sessions_hear_of_grants_that_begin_or_are_taken_back() {
    woken();

    gate.lend(Grants.NONE, Set.of("ana"));

    assertThat(rings.turned).isEqualTo(1);
  }

  @Test
  void new_rules_set_the_alarm_for_their_own_next_end() {
    woken();
    roleEnds = NOON.plusSeconds(90);

    gate.replace(rules(2));
    loop.turns();

    assertThat(rings.moments).containsExactly(roleEnds);
    assertThat(rings.turned).isZero();
  }

  @Test
  void a_wait_for_people_ends_with_its_token_and_the_request_does_not() {
    asksPeople = true;
    woken();
    admit(NOON.plus(HOUR), Duration.ofHours(8));
    assertThat(heard.held).isEqualTo(1);
    assertThat(rings.moments).contains(NOON.plus(HOUR));

    loop.pass(HOUR);
    strike();

    assertThat(heard.refused).extracting(Refusal::code).containsExactly(Refusal.Code.EXPIRED);
    assertThat(loop.requests().living()).hasSize(1);
  }

  @Test
  void a_clock_that_steps_back_takes_nothing_and_one_that_steps_on_is_caught_by_a_review() {
    woken();
    admit(NOON.plus(HOUR), Duration.ofHours(8));
    loop.pass(Duration.ofDays(-1));
    strike();
    assertThat(heard.revoked).isEmpty();

    loop.pass(Duration.ofDays(2));
    gate.review();
    loop.turns();

    assertThat(heard.revoked).hasSize(1);
  }

  private void woken() {
    gate.wakeBy(rings);
    loop.turns();
    rings.moments.remove(Instant.MAX);
  }

  private void strike() {
    gate.strike();
    loop.turns();
    rings.moments.removeIf(Instant.MAX::equals);
  }

  private void admit(Instant expires, Duration oldest) {
    Description description = description(expires, oldest);
    lane.admit(lane.draft(description), Forwarded.of(new byte[] {1}), Patience.DETACHED, heard, 7);
    loop.turns();
  }

  private Description description(Instant expires, Duration oldest) {
    Party ana =
        new Party(
            Party.Kind.PERSON, new Identity("https://idp", "1"), "ana", Set.of(), Optional.empty());
    Principal caller = Principal.of(ana);
    Resource tool = new Resource(new Ref("Tool", "registry/run"), Set.of());
    Operation operation =
        new Operation(
            caller,
            "registry",
            "run",
            List.of(new Atom(new Action("registry", "run", Set.of()), tool)),
            Effect.READ,
            Value.NOTHING,
            Value.NOTHING);
    return new Description(
        operation,
        new Standing.Visit(new SignIn(caller, NOON, expires, "00"), "registry", "s1", NOON, oldest),
        Optional.empty(),
        new Value.Null(),
        gate.rules().epoch());
  }

  private Rules rules(long epoch) {
    Lexicon words =
        new Lexicon("registry", "McpServer", Set.of(), false, Map.of(), epoch, "here", Set.of());
    return new Rules(epoch, new Roles(), Map.of("registry", words));
  }

  private final class Roles implements Policy {
    @Override
    public Decision decide(Operation operation, Facts facts) {
      if (!facts.now().isBefore(roleEnds)) {
        return new Decision.Deny(List.of(), "no role");
      }
      return asksPeople && !facts.approved()
          ? new Decision.Hold(List.of("ask"), List.of(new Decision.Approval("ask", "reviewers", 1)))
          : new Decision.Allow(List.of("role"));
    }

    @Override
    public Masking masking(Principal viewer, Lexicon lexicon, Part part, Facts facts) {
      return Masking.NONE;
    }

    @Override
    public Optional<Instant> turnsAt(Instant now) {
      return Optional.of(roleEnds).filter(now::isBefore);
    }
  }

  /** What the gate asked for. */
  private static final class Rings implements Alarm {
    private final List<Instant> moments = new ArrayList<>();
    private int turned;

    @Override
    public void set(Instant at) {
      moments.add(at);
    }

    @Override
    public void turned() {
      turned++;
    }
  }

  private final class Heard implements Asker {
    private final List<Passage> passages = new ArrayList<>();
    private final List<Refusal> refused = new ArrayList<>();
    private final List<Revocation> revoked = new ArrayList<>();
    private int held;

    @Override
    public void decided(long ticket, Verdict verdict) {
      switch (verdict) {
        case Passage passage -> passages.add(passage);
        case Refusal refusal -> refused.add(refusal);
      }
    }

    @Override
    public void needsPeople(long ticket, PeopleNeeded needed) {
      lane.askPeople(this, ticket);
    }

    @Override
    public void held(long ticket, HeldRequest request) {
      held++;
    }

    @Override
    public void revoked(Passage passage, Revocation why) {
      revoked.add(why);
    }
  }
}
