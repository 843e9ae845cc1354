package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.approval.Ballot;
import dev.postern.kernel.approval.BallotException;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Asker;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.gate.HeldRequest;
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

/** A caller named ana before the real gate and desk, whose rules ask people, and the reviewers. */
final class HeldWorld {
  /** The entry of every answer. */
  static final EntryId VOTE = new EntryId(1, 1);

  String place = "here";
  Duration token = Duration.ofHours(8);
  final ScriptedLoop loop = new ScriptedLoop(rules(1, asks("dba", 1)), GateLimits.DEFAULT);

  Caller caller() {
    return new Caller();
  }

  void ask(Caller who, String what) {
    admit(who, what, Patience.DETACHED);
  }

  void admit(Caller who, String what, Patience patience) {
    admit(who, what, Forwarded.NOTHING, patience);
  }

  void admit(Caller who, String what, Forwarded sent, Patience patience) {
    admit(who, description(what, person("ana")), sent, patience);
  }

  void admit(Caller who, Description description, Forwarded sent, Patience patience) {
    loop.lane().admit(loop.lane().draft(description), sent, patience, who, 7);
    loop.turns();
  }

  Request only() {
    assertThat(loop.requests().all()).hasSize(1);
    return loop.requests().all().getFirst();
  }

  void vote(String person, boolean approves) throws BallotException, IOException {
    vote(person(person), approves);
  }

  void vote(String request, String person, boolean approves) throws BallotException, IOException {
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

  void vote(Party reviewer, boolean approves) throws BallotException, IOException {
    loop.desk().answer(ballot(reviewer, approves));
    loop.turns();
  }

  Ballot ballot(Party reviewer, boolean approves) {
    Request request = only();
    return new Ballot(request.id(), request.binding(), Principal.of(reviewer), approves, VOTE, "");
  }

  void lock(String person) {
    Lock lock = new Lock(Lock.Scope.PERSON, person, "off-boarded", "olga", loop.now());
    loop.standing().change(locks -> locks.with(lock));
    loop.gate().review();
    loop.turns();
  }

  static Party person(String name) {
    return party(name, name, Party.Kind.PERSON);
  }

  static Party party(String name, String subject, Party.Kind kind) {
    return new Party(
        kind, new Identity("https://issuer.test", subject), name, Set.of("dba"), Optional.empty());
  }

  Description description(String what, Party who) {
    Instant start = ScriptedLoop.START;
    Principal caller = Principal.of(who);
    SignIn signIn = new SignIn(caller, start, start.plus(token), "proof");
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

  void replace(Deciding deciding) {
    loop.gate().replace(rules(loop.gate().rules().epoch() + 1, deciding));
    loop.turns();
  }

  interface Deciding {
    Decision decide(Operation operation, Facts facts);
  }

  static Deciding asks(String reviewers, int quorum) {
    return (operation, facts) ->
        facts.approved()
            ? new Decision.Allow(List.of("people"))
            : new Decision.Hold(
                List.of("risky"), List.of(new Decision.Approval("risky", reviewers, quorum)));
  }

  Lexicon words(long epoch) {
    return new Lexicon("registry", "McpServer", Set.of(), false, Map.of(), epoch, place, Set.of());
  }

  Rules rules(long epoch, Deciding deciding) {
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
  final class Caller implements Asker {
    final List<Verdict> verdicts = new ArrayList<>();
    HeldRequest held = new HeldRequest("none", "", Instant.EPOCH);

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

    List<Verdict> verdicts() {
      return List.copyOf(verdicts);
    }

    HeldRequest held() {
      return held;
    }

    Passage passage() {
      return (Passage) verdicts.getLast();
    }

    Refusal refusal() {
      return (Refusal) verdicts.getLast();
    }
  }
}
