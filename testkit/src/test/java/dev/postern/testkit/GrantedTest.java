package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Asker;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Draft;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.gate.Given;
import dev.postern.kernel.gate.Grants;
import dev.postern.kernel.gate.HeldRequest;
import dev.postern.kernel.gate.Lane;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Patience;
import dev.postern.kernel.gate.PeopleNeeded;
import dev.postern.kernel.gate.Purse;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.gate.Revocation;
import dev.postern.kernel.gate.Verdict;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Lock;
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
import dev.postern.kernel.operation.Value;
import dev.postern.kernel.policy.Budget;
import dev.postern.kernel.policy.Decision;
import dev.postern.kernel.policy.Facts;
import dev.postern.kernel.policy.Grant;
import dev.postern.kernel.policy.Policy;
import dev.postern.kernel.policy.Rules;
import dev.postern.kernel.policy.Window;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a grant gives at the gate, and how what rests on it ends. */
class GrantedTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Budget THREE =
      new Budget(OptionalLong.of(3), OptionalLong.empty(), OptionalLong.of(100));
  private static final Budget ONE =
      new Budget(OptionalLong.of(1), OptionalLong.empty(), OptionalLong.empty());
  private static final Lexicon WORDS =
      new Lexicon("shop", "McpServer", Set.of(), false, Map.of(), 1);

  private final List<String> decided = new ArrayList<>();
  private final ScriptedLoop loop =
      new ScriptedLoop(new Rules(1, new Roles(), Map.of("shop", WORDS)), GateLimits.DEFAULT);
  private final Heard heard = new Heard();

  @Test
  void what_it_gives_is_admitted_and_taken_back_when_it_ends_with_its_name() {
    Given grant = lend(grant("g-1", "ana", Budget.NONE));
    Passage passage = admitted("ana", "run");

    grant.end("rita took it back: enough");
    lend(Set.of("ana"), grant);

    assertThat(passage.live()).isFalse();
    assertThat(heard.revocations)
        .containsExactly(
            new Revocation(
                Refusal.Code.DENIED,
                "your grant g-1 of runner on shop has ended: rita took it back: enough"));
    assertThat(refused("ana", "run").reason())
        .isEqualTo("your grant g-1 of runner on shop has ended: rita took it back: enough");
  }

  @Test
  void it_ends_at_its_time_and_no_clock_brings_it_back() {
    lend(grant("g-1", "ana", Budget.NONE));
    Passage passage = admitted("ana", "run");

    loop.pass(HOUR);
    loop.gate().review();
    loop.turns();
    assertThat(passage.live()).isFalse();

    loop.pass(HOUR.negated());
    assertThat(refused("ana", "run").code()).isEqualTo(Refusal.Code.DENIED);
  }

  @Test
  void outside_its_hours_it_gives_nothing_and_inside_them_again() {
    Window hours = Window.parse("daily 11:00-12:30 UTC").orElseThrow();
    Instant start = loop.now();
    lend(
        new Grant(
            "g-1",
            "runner",
            "ana",
            "shop",
            new Grant.Term(start, start.plus(Duration.ofDays(2)), Optional.of(hours)),
            Budget.NONE));
    Passage passage = admitted("ana", "run");

    loop.pass(Duration.ofMinutes(30));
    loop.gate().review();
    loop.turns();
    assertThat(passage.live()).isFalse();
    assertThat(refused("ana", "run").reason()).contains("it is outside its hours");

    loop.pass(Duration.ofHours(23));
    assertThat(admitted("ana", "run").live()).isTrue();
  }

  @Test
  void what_was_described_without_it_is_described_again() {
    Description description = described("ana", "run", Effect.WRITE);
    Draft draft = loop.lane().draft(description);
    lend(grant("g-1", "ana", Budget.NONE));
    loop.lane().admit(draft, Forwarded.of(new byte[1]), heard, 1);
    loop.turns();

    assertThat(heard.refusal().code()).isEqualTo(Refusal.Code.STALE);
    assertThat(admitted("ana", "run").live()).isTrue();
  }

  @Test
  void a_budget_of_operations_is_exact_when_many_are_asked_at_once() {
    lend(grant("g-1", "ana", THREE));
    for (int i = 0; i < 5; i++) {
      ask(heard, "ana", "run", Effect.WRITE);
    }
    loop.turns();

    assertThat(heard.verdicts).filteredOn(Passage.class::isInstance).hasSize(3);
    assertThat(heard.verdicts)
        .filteredOn(Refusal.class::isInstance)
        .extracting(verdict -> ((Refusal) verdict).code())
        .containsOnly(Refusal.Code.DENIED);
    assertThat(heard.refusal().reason())
        .isEqualTo("your grant g-1 of runner on shop has no operations left");
    assertThat(heard.passages()).allMatch(Passage::live);
  }

  @Test
  void drafted_together_and_admitted_after_the_last_was_taken_they_are_described_again() {
    lend(grant("g-1", "ana", THREE));
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      drafts.add(loop.lane().draft(described("ana", "run", Effect.WRITE)));
    }
    drafts.forEach(draft -> loop.lane().admit(draft, Forwarded.of(new byte[1]), heard, 1));
    loop.turns();

    assertThat(heard.passages()).hasSize(3);
    assertThat(heard.refusal().code()).isEqualTo(Refusal.Code.STALE);
  }

  @Test
  void a_budget_of_operations_is_exact_on_two_lanes() throws IOException {
    Queue<Runnable> tasks = new ArrayDeque<>();
    Lane other = loop.gate().open(loop.ledger().open(1), tasks::add, () -> {});
    lend(grant("g-1", "ana", THREE));
    Heard there = new Heard();
    Draft here = loop.lane().draft(described("ana", "run", Effect.WRITE));
    for (int i = 0; i < 3; i++) {
      Draft draft = other.draft(described("ana", "run", Effect.WRITE));
      other.admit(draft, Forwarded.of(new byte[1]), there, 1);
    }
    loop.lane().admit(here, Forwarded.of(new byte[1]), heard, 1);
    other.turn();
    loop.turns();

    assertThat(there.passages()).hasSize(3);
    assertThat(heard.refusal().code()).isEqualTo(Refusal.Code.STALE);
  }

  @Test
  void when_the_last_operation_has_ended_what_else_rests_on_it_is_taken_back() {
    lend(grant("g-1", "ana", THREE));
    Passage session = admitted("ana", "run", Effect.NONE);
    List<Passage> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      all.add(admitted("ana", "run"));
    }
    assertThat(session.live()).isTrue();

    all.forEach(one -> loop.lane().close(one, Ending.of(Leaf.End.ANSWERED)));
    loop.turns();

    assertThat(session.live()).isFalse();
    assertThat(heard.revocations.getLast().reason())
        .isEqualTo(
            "your grant g-1 of runner on shop has ended: its budget of 3 operations and 100 bytes"
                + " is spent");
  }

  @Test
  void what_the_caller_may_do_anyway_costs_nothing() {
    Given grant = lend(grant("g-1", "ana", THREE));
    for (int i = 0; i < 9; i++) {
      loop.lane().close(admitted("ana", "look"), ending(1_000));
    }
    loop.turns();

    assertThat(grant.purse().spent()).isEqualTo(Purse.Spent.NOTHING);
    assertThat(admitted("ana", "run").live()).isTrue();
  }

  @Test
  void of_two_grants_the_one_that_is_needed_pays() {
    Given needed = given(grant("g-2", "ana", THREE));
    Given idle = given(new Grant("g-1", "reader", "ana", "shop", needed.grant().term(), THREE));
    lend(Set.of("ana"), idle, needed);
    admitted("ana", "run");

    assertThat(idle.purse().spent().operations()).isZero();
    assertThat(needed.purse().spent().operations()).isEqualTo(1);
  }

  @Test
  void one_without_bounds_that_gives_the_same_pays_instead() {
    Given open = given(grant("g-2", "ana", Budget.NONE));
    Given bounded = given(grant("g-1", "ana", THREE));
    lend(Set.of("ana"), bounded, open);
    admitted("ana", "run");

    assertThat(bounded.purse().spent().operations()).isZero();
  }

  @Test
  void more_bytes_than_are_left_are_not_shown_and_end_everything_that_rests_on_it() {
    lend(grant("g-1", "ana", THREE));
    Passage reading = admitted("ana", "run");
    Passage other = admitted("ana", "run");

    assertThat(reading.spend(1, 90)).isEmpty();
    assertThat(reading.spend(1, 11).orElseThrow().reason())
        .contains("your grant g-1 of runner on shop has ended")
        .contains("is spent");
    loop.turns();

    assertThat(other.live()).isFalse();
    assertThat(reading.live()).isFalse();
  }

  @Test
  void what_was_shown_and_not_taken_is_taken_when_the_passage_closes() {
    Given grant = lend(grant("g-1", "ana", THREE));
    Passage reading = admitted("ana", "run");
    assertThat(reading.spend(0, 30)).isEmpty();
    loop.lane().close(reading, ending(70));
    loop.turns();

    assertThat(grant.purse().spent()).isEqualTo(new Purse.Spent(1, 0, 70));
  }

  @Test
  void what_the_ledger_did_not_take_costs_nothing() {
    Given grant = lend(grant("g-1", "ana", THREE));
    loop.ledger().fail(true);
    ask(heard, "ana", "run", Effect.WRITE);
    loop.turns();

    assertThat(heard.refusal().code()).isEqualTo(Refusal.Code.LEDGER_DOWN);
    assertThat(grant.purse().spent()).isEqualTo(Purse.Spent.NOTHING);
  }

  @Test
  void what_only_prepares_costs_nothing_and_leaves_the_last_operation_to_what_it_prepares() {
    Given grant = lend(grant("g-1", "ana", ONE));
    ask(heard, described("ana", "run", Effect.WRITE), Patience.PREPARES);
    loop.turns();
    loop.lane().close((Passage) heard.verdicts.getLast(), Ending.of(Leaf.End.ANSWERED));
    loop.turns();

    assertThat(grant.purse().spent()).isEqualTo(Purse.Spent.NOTHING);
    assertThat(admitted("ana", "run").live()).isTrue();
    assertThat(grant.purse().spent().operations()).isEqualTo(1);
  }

  @Test
  void what_a_lock_overtakes_before_it_is_forwarded_costs_nothing() {
    Given grant = lend(grant("g-1", "ana", ONE));
    loop.ledger().slow(true);
    ask(heard, "ana", "run", Effect.WRITE);
    loop.turns();
    loop.standing()
        .change(
            locks -> locks.with(new Lock(Lock.Scope.PERSON, "ana", "left", "olga", loop.now())));
    loop.gate().review();
    loop.turns();
    loop.ledger().settle();
    loop.turns();

    assertThat(heard.refusal().code()).isEqualTo(Refusal.Code.LOCKED);
    assertThat(grant.purse().spent()).isEqualTo(Purse.Spent.NOTHING);
    assertThat(grant.purse().empty()).isFalse();
  }

  @Test
  void anothers_held_request_goes_on_waiting() {
    ask(heard, "bob", "ask", Effect.WRITE);
    loop.turns();
    assertThat(loop.desk().seenBy(principal("bob"))).hasSize(1);

    Given grant = lend(grant("g-1", "ana", Budget.NONE));
    grant.end("enough");
    lend(Set.of("ana"), grant);

    assertThat(heard.verdicts).isEmpty();
    assertThat(loop.desk().seenBy(principal("bob")).getFirst().lives()).isTrue();
  }

  @Test
  void ones_own_held_request_goes_on_waiting_where_the_grant_changes_nothing_of_it() {
    ask(heard, "ana", "ask", Effect.WRITE);
    loop.turns();
    lend(grant("g-1", "ana", Budget.NONE));

    assertThat(heard.verdicts).isEmpty();
  }

  /** With many open passages and many grants, one more looks at its holder's alone. */
  @Test
  void one_more_grant_decides_again_what_its_holder_has_open_and_nothing_else() {
    List<Given> thousand = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      thousand.add(given(grant("g-" + i, "p" + i, Budget.NONE)));
    }
    loop.gate().lend(new Grants(thousand), Set.of());
    loop.turns();
    for (int i = 0; i < 10_000; i++) {
      ask(heard, "p" + i % 1_000, "run", Effect.WRITE);
      if (i % 1_000 == 999) {
        loop.turns();
      }
    }
    loop.turns();
    assertThat(loop.lane().openPassages()).isEqualTo(10_000);
    decided.clear();

    thousand.get(7).end("enough");
    loop.gate().lend(new Grants(thousand), Set.of("p7"));
    loop.turns();

    assertThat(decided).hasSize(10).containsOnly("p7");
    assertThat(loop.lane().openPassages()).isEqualTo(9_990);
  }

  private Given lend(Grant grant) {
    Given given = given(grant);
    lend(Set.of(grant.person()), given);
    return given;
  }

  private void lend(Set<String> people, Given... all) {
    loop.gate().lend(new Grants(List.of(all)), people);
    loop.turns();
  }

  private static Given given(Grant grant) {
    return new Given(grant, new Purse(grant.budget(), Purse.Spent.NOTHING));
  }

  private Grant grant(String id, String person, Budget budget) {
    return new Grant(
        id,
        "runner",
        person,
        "shop",
        new Grant.Term(loop.now(), loop.now().plus(HOUR), Optional.empty()),
        budget);
  }

  private static Ending ending(long shown) {
    Ending plain = Ending.of(Leaf.End.ANSWERED);
    return new Ending(
        plain.end(),
        plain.status(),
        plain.error(),
        false,
        new Leaf.Counts(0, shown, 0, 0),
        plain.shown());
  }

  private Passage admitted(String person, String what) {
    return admitted(person, what, Effect.WRITE);
  }

  private Passage admitted(String person, String what, Effect effect) {
    ask(heard, person, what, effect);
    loop.turns();
    return (Passage) heard.verdicts.getLast();
  }

  private Refusal refused(String person, String what) {
    ask(heard, person, what, Effect.WRITE);
    loop.turns();
    return heard.refusal();
  }

  private void ask(Heard asker, String person, String what, Effect effect) {
    ask(
        asker,
        described(person, what, effect),
        what.equals("ask") ? Patience.DETACHED : Patience.NONE);
  }

  private void ask(Heard asker, Description description, Patience patience) {
    loop.lane()
        .admit(
            loop.lane().draft(description),
            Forwarded.of(new byte[] {1}),
            patience,
            asker,
            asker.tickets++);
  }

  private Description described(String person, String what, Effect effect) {
    Principal caller = principal(person);
    Instant start = ScriptedLoop.START;
    Operation operation =
        new Operation(
            caller,
            "shop",
            what,
            List.of(new Atom(new Action("shop", what, Set.of()), WORDS.itself())),
            effect,
            Value.NOTHING,
            new Value.Text(what));
    return new Description(
        operation,
        new Standing.Visit(
            new SignIn(caller, start, start.plus(Duration.ofDays(9)), person),
            "shop",
            "s-1",
            start,
            Duration.ofDays(9)),
        Optional.empty(),
        new Value.Null(),
        1);
  }

  private static Principal principal(String person) {
    return Principal.of(
        new Party(
            Party.Kind.PERSON,
            new Identity("https://issuer.test", person),
            person,
            Set.of(),
            Optional.empty()));
  }

  /** Everybody looks, runners run, and who asks is held. */
  private final class Roles implements Policy {
    @Override
    public Decision decide(Operation operation, Facts facts) {
      decided.add(operation.caller().told());
      boolean runner = facts.grants().stream().anyMatch(grant -> grant.role().equals("runner"));
      return switch (operation.label()) {
        case "look" -> new Decision.Allow(List.of("all"));
        case "run" ->
            runner
                ? new Decision.Allow(List.of("runners"))
                : new Decision.Deny(List.of(), "no rule permits this");
        default ->
            new Decision.Hold(List.of("risky"), List.of(new Decision.Approval("risky", "dba", 1)));
      };
    }

    @Override
    public Masking masking(Principal viewer, Lexicon lexicon, Part part, Facts facts) {
      return Masking.NONE;
    }

    @Override
    public Optional<Instant> turnsAt(Instant now) {
      return Optional.empty();
    }
  }

  private final class Heard implements Asker {
    private final List<Verdict> verdicts = new ArrayList<>();
    private final List<Revocation> revocations = new ArrayList<>();
    private long tickets;

    @Override
    public void decided(long ticket, Verdict verdict) {
      verdicts.add(verdict);
    }

    @Override
    public void needsPeople(long ticket, PeopleNeeded needed) {
      loop.lane().askPeople(this, ticket);
    }

    @Override
    public void held(long ticket, HeldRequest request) {}

    @Override
    public void revoked(Passage passage, Revocation why) {
      revocations.add(why);
      loop.lane().close(passage, Ending.of(Leaf.End.REVOKED));
    }

    Refusal refusal() {
      return (Refusal) verdicts.getLast();
    }

    Collection<Passage> passages() {
      return verdicts.stream().filter(Passage.class::isInstance).map(Passage.class::cast).toList();
    }
  }
}
