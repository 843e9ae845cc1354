package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.approval.ApprovalDesk;
import dev.postern.kernel.approval.Ballot;
import dev.postern.kernel.approval.BallotException;
import dev.postern.kernel.approval.DeskLimits;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Asker;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.gate.HeldRequest;
import dev.postern.kernel.gate.Leaving;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Patience;
import dev.postern.kernel.gate.PeopleNeeded;
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
import dev.postern.kernel.policy.Decision;
import dev.postern.kernel.policy.Facts;
import dev.postern.kernel.policy.Policy;
import dev.postern.kernel.policy.Rules;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What waits for people runs exactly as they approved it, once, or not at all. */
class HeldTest {
  private static final EntryId VOTE = new EntryId(1, 1);

  private String place = "here";

  private final ScriptedLoop loop = new ScriptedLoop(rules(1, asks("dba", 1)), GateLimits.DEFAULT);
  private final Heard ana = new Heard();
  private final Heard again = new Heard();

  @Test
  void runs_once_a_reviewer_has_approved_and_names_the_answer_that_it_rests_on() throws Exception {
    ask(ana, "drop models");
    assertThat(ana.verdicts).isEmpty();

    vote("bo", true);

    assertThat(ana.passage().live()).isTrue();
    assertThat(loop.ledger().leaves(Leaf.Admitted.class))
        .singleElement()
        .satisfies(leaf -> assertThat(leaf.restsOn()).containsExactly(VOTE));
    assertThat(loop.requests().all())
        .singleElement()
        .satisfies(r -> assertThat(r.state()).isEqualTo(Request.State.COLLECTED));
  }

  @Test
  void is_refused_when_a_reviewer_says_no() throws Exception {
    ask(ana, "drop models");

    vote("bo", false);

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.DENIED);
    assertThat(loop.ledger().leaves(Leaf.Admitted.class)).isEmpty();
  }

  @Test
  void is_refused_when_nobody_answers() {
    ask(ana, "drop models");

    loop.pass(DeskLimits.DEFAULT.life());
    loop.desk().sweep();
    loop.turns();

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.EXPIRED);
  }

  @Test
  void without_patience_nobody_is_asked() {
    admit(ana, "drop models", Patience.NONE);

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.UNAPPROVABLE);
    assertThat(loop.requests().all()).isEmpty();
  }

  @Test
  void an_approval_that_comes_after_the_wait_is_collected_by_asking_the_same_again()
      throws Exception {
    ask(ana, "drop models");
    loop.lane().leavePeople(ana, 7, new Leaving(Leaving.Kind.PATIENCE_ENDED, "ask again"));
    loop.turns();
    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.PENDING);

    vote("bo", true);
    ask(again, "drop models");

    assertThat(again.passage().live()).isTrue();
    assertThat(loop.requests().all()).hasSize(1);
  }

  @Test
  void an_approval_is_collected_once() throws Exception {
    ask(ana, "drop models");
    ask(again, "drop models");
    vote("bo", true);

    assertThat(ana.passage().live()).isTrue();
    assertThat(again.refusal().code()).isEqualTo(Refusal.Code.WITHDRAWN);
    Heard third = new Heard();
    ask(third, "drop models");
    assertThat(third.verdicts).isEmpty();
    assertThat(loop.requests().all()).hasSize(2);
  }

  @Test
  void an_approval_of_one_operation_is_none_of_another() throws Exception {
    ask(ana, "drop models");
    ask(again, "drop people");

    vote(ana.held.id(), "bo", true);

    assertThat(ana.passage().live()).isTrue();
    assertThat(again.verdicts).isEmpty();
  }

  @Test
  void what_is_sent_in_other_bytes_is_another_request() {
    ask(ana, "drop models");
    admit(again, "drop models", Forwarded.of(new byte[] {9}), Patience.DETACHED);

    assertThat(again.held.id()).isNotEqualTo(ana.held.id());
  }

  @Test
  void nobody_approves_a_request_of_their_own_by_whatever_identity() {
    ask(ana, "drop models");

    assertThatThrownBy(() -> vote(party("ana", "other-subject", Party.Kind.PERSON), true))
        .isInstanceOf(BallotException.class)
        .hasMessageContaining("of their own");
  }

  @Test
  void an_agent_and_a_workload_never_approve() {
    ask(ana, "drop models");

    assertThatThrownBy(() -> vote(party("bot", "bot", Party.Kind.AGENT), true))
        .hasMessageContaining("no such request");
    assertThatThrownBy(() -> vote(party("job", "job", Party.Kind.WORKLOAD), true))
        .hasMessageContaining("no such request");
    Principal chain =
        new Principal(
            List.of(party("bot", "bot", Party.Kind.AGENT), party("bo", "bo", Party.Kind.PERSON)));
    Ballot ballot = new Ballot(only().id(), only().binding(), chain, true, VOTE, "");
    assertThatThrownBy(() -> loop.desk().answer(ballot)).hasMessageContaining("no such request");
  }

  @Test
  void the_owner_of_a_workload_does_not_approve_for_it() {
    Party job =
        new Party(
            Party.Kind.WORKLOAD,
            new Identity("https://issuer.test", "job"),
            "nightly",
            Set.of(),
            Optional.of("bo"));
    admit(ana, description("drop models", job), Forwarded.NOTHING, Patience.DETACHED);

    assertThatThrownBy(() -> vote("bo", true)).hasMessageContaining("of their own");
  }

  @Test
  void two_answers_of_one_person_are_one() throws Exception {
    replace(asks("dba", 2));
    ask(ana, "drop models");

    vote("bo", true);
    assertThatThrownBy(() -> vote(party("bo", "bo-at-work", Party.Kind.PERSON), true))
        .hasMessageContaining("you have answered");
    assertThat(ana.verdicts).isEmpty();
    vote("cy", true);

    assertThat(ana.passage().live()).isTrue();
  }

  @Test
  void an_answer_to_what_the_reviewer_was_not_shown_does_not_count() {
    ask(ana, "drop models");
    Ballot ballot =
        new Ballot(only().id(), "0".repeat(64), Principal.of(person("bo")), true, VOTE, "");

    assertThatThrownBy(() -> loop.desk().answer(ballot))
        .hasMessageContaining("not what you were shown");
  }

  @Test
  void somebody_of_another_group_sees_no_request() {
    ask(ana, "drop models");
    Principal stranger =
        Principal.of(
            new Party(
                Party.Kind.PERSON,
                new Identity("https://issuer.test", "eve"),
                "eve",
                Set.of("staff"),
                Optional.empty()));

    assertThat(loop.desk().seenBy(stranger)).isEmpty();
    Ballot ballot = new Ballot(only().id(), only().binding(), stranger, true, VOTE, "");
    assertThatThrownBy(() -> loop.desk().answer(ballot)).hasMessageContaining("no such request");
  }

  @Test
  void new_rules_that_ask_for_other_people_withdraw_it() {
    ask(ana, "drop models");

    replace(asks("security", 1));

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.WITHDRAWN);
    assertThat(only().state()).isEqualTo(Request.State.WITHDRAWN);
  }

  @Test
  void new_rules_that_ask_the_same_keep_it() throws Exception {
    ask(ana, "drop models");

    replace(asks("dba", 1));
    vote("bo", true);

    assertThat(ana.passage().live()).isTrue();
  }

  @Test
  void a_lock_on_the_caller_withdraws_it() {
    ask(ana, "drop models");

    lock("ana");

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.WITHDRAWN);
    assertThatThrownBy(() -> vote("bo", true)).hasMessageContaining("withdrawn");
  }

  @Test
  void the_answer_of_who_was_locked_since_counts_no_more() throws Exception {
    replace(asks("dba", 2));
    ask(ana, "drop models");
    vote("bo", true);

    lock("bo");
    vote("cy", true);

    assertThat(ana.verdicts).isEmpty();
    vote("di", true);
    assertThat(ana.passage().live()).isTrue();
  }

  @Test
  void a_lock_that_comes_after_the_approval_and_before_the_passage_refuses() throws Exception {
    ask(ana, "drop models");
    loop.desk().answer(ballot(person("bo"), true));

    Lock lock = new Lock(Lock.Scope.PERSON, "ana", "off-boarded", "olga", loop.now());
    loop.standing().change(locks -> locks.with(lock));
    loop.turns();

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.LOCKED);
    assertThat(loop.ledger().leaves(Leaf.Admitted.class)).isEmpty();
    assertThat(only().state()).isEqualTo(Request.State.COLLECTED);
  }

  @Test
  void what_was_approved_stays_open_over_a_review_and_is_taken_back_by_rules_that_deny()
      throws Exception {
    ask(ana, "drop models");
    vote("bo", true);
    Passage passage = ana.passage();

    replace(asks("dba", 1));
    assertThat(passage.live()).isTrue();
    replace((operation, facts) -> new Decision.Deny(List.of("no"), "no"));

    assertThat(passage.live()).isFalse();
  }

  @Test
  void a_caller_who_cancels_takes_the_request_back() {
    ask(ana, "drop models");

    loop.lane().leavePeople(ana, 7, new Leaving(Leaving.Kind.CANCELLED, "cancelled"));
    loop.turns();

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.WITHDRAWN);
    assertThat(only().state()).isEqualTo(Request.State.WITHDRAWN);
  }

  @Test
  void an_attached_request_ends_with_its_wait_and_a_detached_one_does_not() {
    admit(ana, "drop models", Patience.ATTACHED);
    admit(again, "drop models", Patience.DETACHED);
    assertThat(ana.held.id()).isNotEqualTo(again.held.id());

    loop.lane().abandon(ana);
    loop.lane().abandon(again);
    loop.turns();

    assertThat(loop.requests().all())
        .extracting(Request::state)
        .containsExactly(Request.State.WITHDRAWN, Request.State.OPEN);
  }

  @Test
  void a_wait_that_ends_before_anybody_was_asked_asks_nobody() {
    loop.lane()
        .admit(
            loop.lane().draft(description("drop models", person("ana"))),
            Forwarded.NOTHING,
            Patience.ATTACHED,
            ana,
            7);
    loop.lane().askPeople(ana, 7);
    loop.lane().leavePeople(ana, 7, new Leaving(Leaving.Kind.CANCELLED, "gone"));
    loop.turns();

    assertThat(ana.verdicts).hasSize(1);
    assertThat(loop.requests().living()).isEmpty();
  }

  @Test
  void a_request_that_cannot_be_kept_is_refused() {
    loop.requests().fail(true);

    ask(ana, "drop models");

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.LEDGER_DOWN);
  }

  @Test
  void an_approval_whose_collecting_cannot_be_kept_runs_nothing() throws Exception {
    ask(ana, "drop models");
    loop.lane().leavePeople(ana, 7, new Leaving(Leaving.Kind.PATIENCE_ENDED, "ask again"));
    loop.turns();
    vote("bo", true);
    loop.requests().fail(true);

    ask(again, "drop models");

    assertThat(again.refusal().code()).isEqualTo(Refusal.Code.LEDGER_DOWN);
    assertThat(loop.ledger().leaves(Leaf.Admitted.class)).isEmpty();
  }

  @Test
  void an_approval_outlives_a_restart_and_an_attached_request_does_not() throws Exception {
    ask(ana, "drop models");
    admit(again, "drop people", Patience.ATTACHED);
    vote(ana.held.id(), "bo", true);

    ask(new Heard(), "drop tables");
    ApprovalDesk next =
        new ApprovalDesk(loop.requests(), DeskLimits.DEFAULT, loop::now, reviewer -> true);

    assertThat(next.seenBy(Principal.of(person("bo"))))
        .extracting(r -> r.subject().label(), Request::state)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("drop tables", Request.State.OPEN));
    assertThat(loop.requests().all())
        .filteredOn(r -> r.subject().attached())
        .allMatch(r -> r.state() == Request.State.WITHDRAWN);
  }

  @Test
  void a_caller_has_so_many_requests_and_no_more() {
    for (int i = 0; i < DeskLimits.DEFAULT.openOfCaller(); i++) {
      ask(new Heard(), "drop model " + i);
    }

    ask(ana, "drop one more");

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.OVER_LIMIT);
  }

  @Test
  void nobody_is_asked_to_read_more_than_a_person_reads() {
    ask(ana, "x".repeat(DeskLimits.DEFAULT.textChars()));

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.OVER_LIMIT);
  }

  @Test
  void nobody_is_asked_about_a_message_far_longer_than_what_they_would_read() {
    byte[] padded = new byte[4 * DeskLimits.DEFAULT.textChars() + 1];

    admit(ana, "drop models", Forwarded.of(padded), Patience.DETACHED);

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.OVER_LIMIT);
  }

  @Test
  void one_persons_calls_do_not_take_every_place_to_wait() {
    for (int i = 0; i < DeskLimits.DEFAULT.waitsOfPerson(); i++) {
      ask(new Heard(), "drop models");
    }

    ask(ana, "drop models");

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.OVER_LIMIT);
  }

  @Test
  void an_approval_for_one_server_is_none_for_another_of_its_name() throws Exception {
    ask(ana, "drop models");
    loop.lane().leavePeople(ana, 7, new Leaving(Leaving.Kind.PATIENCE_ENDED, "ask again"));
    loop.turns();
    vote("bo", true);

    place = "elsewhere";
    replace(asks("dba", 1));
    ask(again, "drop models");

    assertThat(again.verdicts).isEmpty();
    assertThat(loop.requests().all()).hasSize(2);
  }

  @Test
  void what_was_approved_is_taken_back_by_rules_that_ask_other_people_too() throws Exception {
    ask(ana, "drop models");
    vote("bo", true);

    replace((operation, facts) ->
        facts.approved()
            ? new Decision.Allow(List.of("people"))
            : new Decision.Hold(
                List.of("risky", "audited"),
                List.of(
                    new Decision.Approval("risky", "dba", 1),
                    new Decision.Approval("audited", "security", 2))));

    assertThat(ana.passage().live()).isFalse();
  }

  @Test
  void an_ending_that_could_not_be_kept_is_kept_later() {
    ask(ana, "drop models");
    loop.requests().fail(true);
    loop.lane().leavePeople(ana, 7, new Leaving(Leaving.Kind.CANCELLED, "cancelled"));
    loop.turns();
    assertThat(loop.requests().living()).hasSize(1);

    loop.requests().fail(false);
    loop.desk().sweep();

    assertThat(loop.requests().living()).isEmpty();
  }

  @Test
  void an_agent_that_did_not_ask_sees_nothing_of_what_its_person_asked() {
    ask(ana, "drop models");
    Principal agent =
        new Principal(
            List.of(party("bot", "bot", Party.Kind.AGENT), party("ana", "ana", Party.Kind.PERSON)));

    assertThat(loop.desk().seenBy(agent)).isEmpty();
    assertThat(loop.desk().seenBy(Principal.of(party("job", "job", Party.Kind.WORKLOAD))))
        .isEmpty();
    assertThat(loop.desk().seenBy(Principal.of(person("ana")))).hasSize(1);
  }

  @Test
  void the_text_that_people_read_hides_and_moves_nothing() {
    ask(ana, "drop \u202emodels\u001b[31m \"now\"\nand then\u200b");

    assertThat(only().subject().text())
        .contains("\"drop \\u202emodels\\u001b[31m \\\"now\\\"\\nand then\\u200b\"");
  }

  @Test
  void the_ledger_tells_who_asked_whom_and_how_it_ended() throws Exception {
    ask(ana, "drop models");
    vote("bo", false);

    assertThat(loop.ledger().leaves(Leaf.Noted.class))
        .singleElement()
        .satisfies(noted -> {
          assertThat(noted.what()).isEqualTo("approval-requested");
          assertThat(noted.about())
              .containsEntry("request", ana.held.id())
              .containsEntry("reviewers", "dba");
        });
    assertThat(loop.ledger().leaves(Leaf.Refused.class))
        .singleElement()
        .satisfies(refused -> assertThat(refused.decision().answer()).isEqualTo("hold"));
  }

  private void ask(Heard who, String what) {
    admit(who, what, Patience.DETACHED);
  }

  private void admit(Heard who, String what, Patience patience) {
    admit(who, what, Forwarded.NOTHING, patience);
  }

  private void admit(Heard who, String what, Forwarded sent, Patience patience) {
    admit(who, description(what, person("ana")), sent, patience);
  }

  private void admit(Heard who, Description description, Forwarded sent, Patience patience) {
    loop.lane().admit(loop.lane().draft(description), sent, patience, who, 7);
    loop.turns();
  }

  private Request only() {
    assertThat(loop.requests().all()).hasSize(1);
    return loop.requests().all().getFirst();
  }

  private void vote(String person, boolean approves) throws BallotException, IOException {
    vote(person(person), approves);
  }

  private void vote(String request, String person, boolean approves)
      throws BallotException, IOException {
    Request asked =
        loop.requests().all().stream()
            .filter(r -> r.id().equals(request))
            .findFirst()
            .orElseThrow();
    loop.desk()
        .answer(
            new Ballot(request, asked.binding(), Principal.of(person(person)), approves, VOTE, ""));
    loop.turns();
  }

  private void vote(Party reviewer, boolean approves) throws BallotException, IOException {
    loop.desk().answer(ballot(reviewer, approves));
    loop.turns();
  }

  private Ballot ballot(Party reviewer, boolean approves) {
    Request request = only();
    return new Ballot(request.id(), request.binding(), Principal.of(reviewer), approves, VOTE, "");
  }

  private void lock(String person) {
    Lock lock = new Lock(Lock.Scope.PERSON, person, "off-boarded", "olga", loop.now());
    loop.standing().change(locks -> locks.with(lock));
    loop.gate().review();
    loop.turns();
  }

  private static Party person(String name) {
    return party(name, name, Party.Kind.PERSON);
  }

  private static Party party(String name, String subject, Party.Kind kind) {
    return new Party(
        kind, new Identity("https://issuer.test", subject), name, Set.of("dba"), Optional.empty());
  }

  private Description description(String what, Party who) {
    Instant start = ScriptedLoop.START;
    Principal caller = Principal.of(who);
    SignIn signIn = new SignIn(caller, start, start.plus(Duration.ofHours(8)), "proof");
    Lexicon words = words(loop.gate().rules().epoch());
    Operation operation =
        new Operation(
            caller,
            "registry",
            what,
            List.of(new Atom(new Action("registry", "drop", Set.of()), words.itself())),
            Effect.WRITE,
            Value.NOTHING,
            new Value.Text(what));
    return new Description(
        operation,
        new Standing.Visit(signIn, "registry", "s-1", start, Duration.ofHours(8)),
        Optional.empty(),
        new Value.Null(),
        words.epoch());
  }

  private void replace(Deciding deciding) {
    loop.gate().replace(rules(loop.gate().rules().epoch() + 1, deciding));
    loop.turns();
  }

  private interface Deciding {
    Decision decide(Operation operation, Facts facts);
  }

  private static Deciding asks(String reviewers, int quorum) {
    return (operation, facts) ->
        facts.approved()
            ? new Decision.Allow(List.of("people"))
            : new Decision.Hold(
                List.of("risky"), List.of(new Decision.Approval("risky", reviewers, quorum)));
  }

  private Lexicon words(long epoch) {
    return new Lexicon("registry", "McpServer", Set.of(), false, Map.of(), epoch, place, Set.of());
  }

  private Rules rules(long epoch, Deciding deciding) {
    Policy policy =
        new Policy() {
          @Override
          public Decision decide(Operation operation, Facts facts) {
            return deciding.decide(operation, facts);
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
    return new Rules(epoch, policy, Map.of("registry", words(epoch)));
  }

  /** A session that asks people as soon as it hears that it must. */
  private final class Heard implements Asker {
    private final List<Verdict> verdicts = new ArrayList<>();
    private HeldRequest held = new HeldRequest("none", "", Instant.EPOCH);

    @Override
    public void decided(long ticket, Verdict verdict) {
      verdicts.add(verdict);
    }

    @Override
    public void needsPeople(long ticket, PeopleNeeded needed) {
      loop.lane().askPeople(this, ticket);
    }

    @Override
    public void held(long ticket, HeldRequest request) {
      held = request;
    }

    @Override
    public void revoked(Passage passage, Revocation why) {
      loop.lane().close(passage, Ending.of(Leaf.End.REVOKED));
    }

    Passage passage() {
      return (Passage) verdicts.getLast();
    }

    Refusal refusal() {
      return (Refusal) verdicts.getLast();
    }
  }
}
