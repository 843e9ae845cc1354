package dev.postern.testkit;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Asker;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.gate.Given;
import dev.postern.kernel.gate.Grants;
import dev.postern.kernel.gate.HeldRequest;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Patience;
import dev.postern.kernel.gate.PeopleNeeded;
import dev.postern.kernel.gate.Purse;
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
import dev.postern.kernel.operation.Value;
import dev.postern.kernel.policy.Budget;
import dev.postern.kernel.policy.Decision;
import dev.postern.kernel.policy.Facts;
import dev.postern.kernel.policy.Grant;
import dev.postern.kernel.policy.Policy;
import dev.postern.kernel.policy.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A gate on one loop whose policy lets runners run, with grants that a test lends. */
final class GrantedWorld {
  static final Duration HOUR = Duration.ofHours(1);
  private static final Lexicon WORDS =
      new Lexicon("shop", "McpServer", Set.of(), false, Map.of(), 1);

  final List<String> decided = new ArrayList<>();
  final ScriptedLoop loop =
      new ScriptedLoop(new Rules(1, new Roles(), Map.of("shop", WORDS)), GateLimits.DEFAULT);
  final Heard heard = new Heard();

  Given lend(Grant grant) {
    Given given = given(grant);
    lend(Set.of(grant.person()), given);
    return given;
  }

  void lend(Set<String> people, Given... all) {
    loop.gate().lend(new Grants(List.of(all)), people);
    loop.turns();
  }

  static Given given(Grant grant) {
    return new Given(grant, new Purse(grant.budget(), Purse.Spent.NOTHING));
  }

  Grant grant(String id, String person, Budget budget) {
    return new Grant(
        id,
        "runner",
        person,
        "shop",
        new Grant.Term(loop.now(), loop.now().plus(HOUR), Optional.empty()),
        budget);
  }

  Passage admitted(String person, String what) {
    return admitted(person, what, Effect.WRITE);
  }

  Passage admitted(String person, String what, Effect effect) {
    ask(heard, person, what, effect);
    loop.turns();
    return (Passage) heard.verdicts.getLast();
  }

  Refusal refused(String person, String what) {
    ask(heard, person, what, Effect.WRITE);
    loop.turns();
    return heard.refusal();
  }

  void ask(Heard asker, String person, String what, Effect effect) {
    ask(
        asker,
        described(person, what, effect),
        what.equals("ask") ? Patience.DETACHED : Patience.NONE);
  }

  void ask(Heard asker, Description description, Patience patience) {
    loop.lane()
        .admit(
            loop.lane().draft(description),
            Forwarded.of(new byte[] {1}),
            patience,
            asker,
            asker.tickets++);
  }

  Description described(String person, String what, Effect effect) {
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

  static Principal principal(String person) {
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

  final class Heard implements Asker {
    final List<Verdict> verdicts = new ArrayList<>();
    final List<Revocation> revocations = new ArrayList<>();
    long tickets;

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
