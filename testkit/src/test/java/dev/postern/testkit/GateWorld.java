package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.gate.Asker;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.gate.Lane;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.gate.Revocation;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The real gate with a ledger that can fail, a loop of one thread, and a policy that a test says.
 */
final class GateWorld {
  private static final Instant NOON = ScriptedLoop.START;

  final Heard heard = new Heard();
  boolean gone;
  String place = "here";
  final ScriptedLoop loop = new ScriptedLoop(rules(1, allow()), new GateLimits(4, 8, 6));
  final MemoryLedger ledger = loop.ledger();
  private final LiveStanding standing = loop.standing();
  final Gate gate = loop.gate();
  final Lane lane = loop.lane();

  CompletableFuture<Void> lock() {
    standing.change(locks -> locks.with(new Lock(Lock.Scope.PERSON, "ana", "left", "olga", NOON)));
    return gate.review();
  }

  void admit(String label) {
    lane.admit(
        lane.draft(description(label, gate.rules().epoch())),
        Forwarded.of(new byte[] {1}),
        heard,
        7);
  }

  void replace(Answering policy) {
    CompletableFuture<Void> done = gate.replace(rules(gate.rules().epoch() + 1, policy));
    turns();
    assertThat(done).isCompleted();
  }

  void turns() {
    loop.turns();
  }

  static Description description(String label, long epoch) {
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

  interface Answering {
    Decision decide(Operation operation, Facts facts);
  }

  static Answering allow() {
    return (operation, facts) -> new Decision.Allow(List.of("yes"));
  }

  static Answering deny() {
    return (operation, facts) -> new Decision.Deny(List.of("no"), "this is forbidden");
  }

  Rules rules(long epoch, Answering answering) {
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

  static final class Heard implements Asker {
    final List<Verdict> verdicts = new ArrayList<>();
    final List<Revocation> revoked = new ArrayList<>();

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
