package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.gate.Asker;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Draft;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.gate.Lane;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Preview;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.gate.Revocation;
import dev.postern.kernel.gate.Shown;
import dev.postern.kernel.gate.Verdict;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.LiveStanding;
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
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.operation.Value;
import dev.postern.kernel.policy.Decision;
import dev.postern.kernel.policy.Facts;
import dev.postern.kernel.policy.Policy;
import dev.postern.kernel.policy.Rules;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The laws of the gate, on the real gate with a ledger that can fail and a loop of one thread. */
class GateTest {
  private static final Instant NOON = ScriptedLoop.START;

  private final Heard heard = new Heard();
  private boolean gone;
  private String place = "here";

  private final ScriptedLoop loop = new ScriptedLoop(rules(1, allow()), new GateLimits(4, 8, 6));
  private final MemoryLedger ledger = loop.ledger();
  private final LiveStanding standing = loop.standing();
  private final Gate gate = loop.gate();
  private final Lane lane = loop.lane();

  @Test
  void nothing_is_given_before_the_ledger_took_the_entry() {
    admit("run");

    assertThat(heard.verdicts).isEmpty();
    turns();
    assertThat(heard.passage()).isNotNull();
    assertThat(ledger.leaves(Leaf.Admitted.class)).hasSize(1);
    assertThat(heard.passage().id()).isEqualTo(ledger.leaves().getFirst().id());
  }

  @Test
  void a_slow_ledger_keeps_the_passage_back_until_the_entry_is_durable() {
    ledger.slow(true);
    admit("run");
    turns();

    assertThat(heard.verdicts).isEmpty();
    ledger.settle();
    turns();
    assertThat(heard.passage()).isNotNull();
  }

  @Test
  void refuses_when_the_ledger_is_down_and_gives_again_when_it_is_back() {
    ledger.fail(true);
    admit("run");
    turns();
    assertThat(heard.refusal().code()).isEqualTo(Refusal.Code.LEDGER_DOWN);

    ledger.fail(false);
    admit("run");
    turns();
    assertThat(heard.passage()).isNotNull();
  }

  @Test
  void refuses_when_the_ledger_breaks_in_a_way_that_it_promised_not_to() {
    Lane broken = gate.open(new BrokenSegment(), loop::execute, () -> {});
    Draft draft = broken.draft(description("run", 1));

    broken.admit(draft, Forwarded.NOTHING, heard, 7);
    broken.turn();

    assertThat(heard.refusal().code()).isEqualTo(Refusal.Code.LEDGER_DOWN);
  }

  @Test
  void an_ending_that_the_ledger_could_not_take_is_owed_and_written_first() {
    admit("run");
    turns();
    Passage passage = heard.passage();
    ledger.fail(true);
    lane.close(passage, Ending.of(Leaf.End.ANSWERED));
    turns();
    assertThat(ledger.leaves(Leaf.Closed.class)).isEmpty();

    ledger.fail(false);
    admit("run");
    turns();
    assertThat(ledger.leaves().stream().map(leaf -> leaf.getClass().getSimpleName()))
        .containsExactly("Admitted", "Closed", "Admitted");
  }

  @Test
  void refusals_that_could_not_be_written_are_told_as_a_number_when_the_ledger_is_back() {
    replace(deny());
    ledger.fail(true);
    admit("run");
    turns();
    admit("run");
    turns();
    ledger.fail(false);
    admit("run");
    turns();

    assertThat(ledger.leaves(Leaf.Noted.class).getFirst().about())
        .containsEntry("refusals-not-written", "2");
  }

  @Test
  void a_denial_is_recorded_with_what_the_caller_was_told() {
    replace(deny());
    admit("run");
    turns();

    Leaf.Refused refused = ledger.leaves(Leaf.Refused.class).getFirst();
    assertThat(refused.code()).isEqualTo("denied");
    assertThat(refused.id()).isEqualTo(heard.refusal().id());
    assertThat(refused.reason()).isEqualTo(heard.refusal().reason());
    assertThat(refused.decision().rules()).containsExactly("no");
  }

  @Test
  void a_hold_refuses_and_says_who_would_have_to_approve() {
    replace((operation, facts) ->
        new Decision.Hold(List.of("ask"), List.of(new Decision.Approval("ask", "dba", 1))));
    admit("run");
    turns();

    assertThat(heard.refusal().code()).isEqualTo(Refusal.Code.UNAPPROVABLE);
    assertThat(heard.refusal().reason()).contains("dba");
  }

  @Test
  void a_draft_on_older_rules_is_stale() {
    Draft draft = lane.draft(description("run", 1));
    replace(allow());

    lane.admit(draft, Forwarded.NOTHING, heard, 7);
    turns();

    assertThat(heard.refusal().code()).isEqualTo(Refusal.Code.STALE);
  }

  @Test
  void a_description_on_an_older_lexicon_is_stale() {
    replace(allow());

    lane.admit(lane.draft(description("run", 1)), Forwarded.NOTHING, heard, 7);
    turns();

    assertThat(heard.refusal().code()).isEqualTo(Refusal.Code.STALE);
  }

  @Test
  void a_lock_takes_open_passages_back_before_it_returns() {
    admit("run");
    turns();
    Passage passage = heard.passage();
    Shown shown = passage.show(ByteBuffer.wrap("reply".getBytes(StandardCharsets.UTF_8)));

    CompletableFuture<Void> done = lock();
    assertThat(done).isNotDone();
    turns();

    assertThat(done).isCompleted();
    assertThat(passage.live()).isFalse();
    assertThat(shown.holds()).isFalse();
    assertThat(heard.revoked.getFirst().code()).isEqualTo(Refusal.Code.LOCKED);
  }

  @Test
  void an_admission_that_waits_for_the_disk_does_not_slip_past_a_lock() {
    ledger.slow(true);
    admit("run");
    turns();
    lock();
    turns();
    ledger.settle();
    turns();

    assertThat(heard.refusal().code()).isEqualTo(Refusal.Code.LOCKED);
    ledger.settle();
    turns();
    assertThat(ledger.leaves(Leaf.Closed.class).getFirst().outcome().end())
        .isEqualTo(Leaf.End.REVOKED);
  }

  @Test
  void an_admission_of_the_turn_in_which_a_lock_arrives_does_not_slip_past_it() {
    admit("run");
    lock();
    turns();

    assertThat(heard.refusal().code()).isEqualTo(Refusal.Code.LOCKED);
  }

  @Test
  void a_locked_caller_is_refused_and_sees_nothing_in_listings() {
    lock();
    turns();
    admit("run");
    turns();

    assertThat(heard.refusal().code()).isEqualTo(Refusal.Code.LOCKED);
    assertThat(lane.preview(description("run", 1))).isEqualTo(Preview.REFUSE);
  }

  @Test
  void a_reload_keeps_what_it_would_still_give_and_takes_back_the_rest() {
    admit("run");
    admit("deploy");
    turns();
    Passage run = (Passage) heard.verdicts.get(0);
    Passage deploy = (Passage) heard.verdicts.get(1);

    replace((operation, facts) ->
        operation.label().equals("run")
            ? new Decision.Allow(List.of("yes"))
            : new Decision.Deny(List.of(), "no rule permits this"));

    assertThat(run.live()).isTrue();
    assertThat(deploy.live()).isFalse();
  }

  @Test
  void what_is_open_on_a_target_that_is_gone_is_taken_back_and_nothing_more_is_given() {
    admit("run");
    turns();
    gone = true;
    replace(allow());

    assertThat(heard.passage().live()).isFalse();
    admit("run");
    turns();
    assertThat(heard.refusal().code()).isEqualTo(Refusal.Code.DENIED);
  }

  @Test
  void what_is_open_on_a_target_that_has_become_another_server_is_taken_back() {
    admit("run");
    turns();
    place = "elsewhere";
    replace(allow());

    assertThat(heard.passage().live()).isFalse();
    assertThat(heard.revoked)
        .singleElement()
        .satisfies(why -> assertThat(why.reason()).contains("another server"));
  }

  @Test
  void a_passage_is_dead_at_the_very_end_of_its_proof_with_nobody_looking() {
    admit("run");
    turns();

    loop.pass(Duration.ofHours(1));

    assertThat(heard.passage().live()).isFalse();
  }

  @Test
  void review_ends_what_the_clock_ended() {
    admit("run");
    turns();
    loop.pass(Duration.ofHours(1));

    gate.review();
    turns();

    assertThat(heard.revoked.getFirst().code()).isEqualTo(Refusal.Code.EXPIRED);
  }

  @Test
  void a_passage_is_closed_once_however_often_it_is_asked() {
    admit("run");
    turns();

    lane.close(heard.passage(), Ending.of(Leaf.End.ANSWERED));
    lane.close(heard.passage(), Ending.of(Leaf.End.FAILED));
    turns();

    assertThat(ledger.leaves(Leaf.Closed.class)).hasSize(1);
    assertThat(lane.openPassages()).isZero();
    assertThat(heard.passage().closable()).isFalse();
  }

  @Test
  void the_last_frame_of_a_reply_may_wait_for_the_socket_while_the_passage_closes() {
    admit("run");
    turns();
    Passage passage = heard.passage();
    Shown before = passage.show(ByteBuffer.allocate(1));
    lane.close(passage, Ending.of(Leaf.End.ANSWERED));
    Shown after = passage.show(ByteBuffer.allocate(1));

    assertThat(before.holds()).isTrue();
    assertThat(after.holds()).isFalse();
  }

  @Test
  void nothing_waiting_is_shown_once_a_passage_that_was_taken_back_closes() {
    admit("run");
    turns();
    Passage passage = heard.passage();
    Shown before = passage.show(ByteBuffer.allocate(1));
    lock();
    turns();
    lane.close(passage, Ending.of(Leaf.End.CANCELLED));

    assertThat(before.holds()).isFalse();
  }

  @Test
  void a_closing_frame_may_still_be_sent_on_a_passage_that_was_taken_back() {
    admit("run");
    turns();
    lock();
    turns();

    assertThat(heard.passage().live()).isFalse();
    assertThat(heard.passage().closable()).isTrue();
  }

  @Test
  @Tag("reaches:GateLimits.entriesPerTurn")
  void more_entries_than_one_turn_may_leave_are_refused_and_the_next_turn_takes_them() {
    ScriptedLoop narrow = new ScriptedLoop(rules(1, allow()), new GateLimits(100, 3, 200));
    for (int i = 0; i < 4; i++) {
      admit(narrow);
    }
    narrow.turns();

    assertThat(heard.verdicts.stream().filter(Passage.class::isInstance)).hasSize(3);
    assertThat(overLimit()).isEqualTo(1);
    admit(narrow);
    narrow.turns();
    assertThat(heard.verdicts.stream().filter(Passage.class::isInstance)).hasSize(4);
  }

  @Test
  @Tag("reaches:GateLimits.owedClosings")
  void while_too_many_endings_are_owed_nothing_more_is_begun() {
    for (int i = 0; i < 4; i++) {
      admit("run");
    }
    turns();
    List<Verdict> given = List.copyOf(heard.verdicts);
    ledger.fail(true);
    given.forEach(one -> lane.close((Passage) one, Ending.of(Leaf.End.ANSWERED)));
    turns();
    for (int i = 0; i < 3; i++) {
      admit("run");
    }
    turns();

    assertThat(overLimit()).isEqualTo(1);
    ledger.fail(false);
    admit("run");
    turns();
    assertThat(heard.verdicts).last().isInstanceOf(Passage.class);
    assertThat(ledger.leaves(Leaf.Closed.class)).hasSize(4);
  }

  private void admit(ScriptedLoop where) {
    where
        .lane()
        .admit(
            where.lane().draft(description("run", where.gate().rules().epoch())),
            Forwarded.of(new byte[] {1}),
            heard,
            7);
  }

  private long overLimit() {
    return heard.verdicts.stream()
        .filter(
            each -> each instanceof Refusal refusal && refusal.code() == Refusal.Code.OVER_LIMIT)
        .count();
  }

  @Test
  @Tag("reaches:GateLimits.openPassages")
  void more_open_passages_than_the_limit_are_refused_with_its_name() {
    for (int i = 0; i < 5; i++) {
      admit("run");
      turns();
    }

    assertThat(heard.verdicts.subList(0, 4)).allMatch(Passage.class::isInstance);
    assertThat(heard.refusal().code()).isEqualTo(Refusal.Code.OVER_LIMIT);
  }

  @Test
  void one_write_serves_all_entries_of_a_turn() {
    admit("run");
    admit("run");
    admit("run");
    turns();

    assertThat(ledger.appends()).isEqualTo(1);
    assertThat(heard.verdicts).hasSize(3);
  }

  private CompletableFuture<Void> lock() {
    standing.change(locks -> locks.with(new Lock(Lock.Scope.PERSON, "ana", "left", "olga", NOON)));
    return gate.review();
  }

  private void admit(String label) {
    lane.admit(
        lane.draft(description(label, gate.rules().epoch())),
        Forwarded.of(new byte[] {1}),
        heard,
        7);
  }

  private void replace(Answering policy) {
    CompletableFuture<Void> done = gate.replace(rules(gate.rules().epoch() + 1, policy));
    turns();
    assertThat(done).isCompleted();
  }

  private void turns() {
    loop.turns();
  }

  private static Description description(String label, long epoch) {
    Party ana =
        new Party(
            Party.Kind.PERSON, new Identity("https://idp", "1"), "ana", Set.of(), Optional.empty());
    Principal caller = Principal.of(ana);
    SignIn signIn = new SignIn(caller, NOON, NOON.plusSeconds(3600), "00");
    Resource tool = new Resource(new Ref("Tool", "registry/" + label), Set.of());
    Operation operation =
        new Operation(
            caller,
            "registry",
            label,
            List.of(new Atom(new Action("registry", label, Set.of()), tool)),
            Effect.READ,
            Value.NOTHING,
            Value.NOTHING);
    return new Description(
        operation,
        new Standing.Visit(signIn, "registry", "s1", NOON, Duration.ofHours(8)),
        Optional.empty(),
        new Value.Null(),
        epoch);
  }

  private interface Answering {
    Decision decide(Operation operation, Facts facts);
  }

  private static Answering allow() {
    return (operation, facts) -> new Decision.Allow(List.of("yes"));
  }

  private static Answering deny() {
    return (operation, facts) -> new Decision.Deny(List.of("no"), "this is forbidden");
  }

  private Rules rules(long epoch, Answering answering) {
    Policy policy =
        new Policy() {
          @Override
          public Decision decide(Operation operation, Facts facts) {
            return answering.decide(operation, facts);
          }

          @Override
          public Masking masking(Principal viewer, Lexicon lexicon, Part part, Facts facts) {
            return Masking.NONE;
          }

          @Override
          public Optional<Instant> turnsAt(Instant now) {
            return Optional.empty();
          }
        };
    Lexicon words =
        new Lexicon("registry", "McpServer", Set.of(), false, Map.of(), epoch, place, Set.of());
    return new Rules(epoch, policy, gone ? Map.of() : Map.of("registry", words));
  }

  /** A segment whose append throws what it does not declare. */
  private static final class BrokenSegment implements Ledger.Segment {
    @Override
    public EntryId next() {
      return new EntryId(1, 1);
    }

    @Override
    public byte[] salt() {
      return new byte[16];
    }

    @Override
    public void append(List<Entry> entries) {
      throw new IllegalStateException("a defect");
    }

    @Override
    public void close() {}
  }

  private static final class Heard implements Asker {
    private final List<Verdict> verdicts = new ArrayList<>();
    private final List<Revocation> revoked = new ArrayList<>();

    @Override
    public void decided(long ticket, Verdict verdict) {
      assertThat(ticket).isEqualTo(7);
      verdicts.add(verdict);
    }

    @Override
    public void revoked(Passage passage, Revocation why) {
      revoked.add(why);
    }

    Passage passage() {
      return (Passage) verdicts.getLast();
    }

    Refusal refusal() {
      return (Refusal) verdicts.getLast();
    }
  }
}
