package dev.postern.testkit;

import dev.postern.kernel.approval.ApprovalDesk;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.gate.Lane;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Lock;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.policy.Policy;
import dev.postern.kernel.policy.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/**
 * The real gate on a ledger in memory, a clock that moves when told and a loop that runs when told.
 */
public final class ScriptedGate {
  /** When it all begins. */
  public static final Instant START = ScriptedLoop.START;

  private static final Duration TOKEN = Duration.ofHours(1);

  private final ScriptedLoop loop;
  private final LongFunction<Lexicon> words;

  /**
   * A gate for one target.
   *
   * @param words the target's lexicon at an epoch
   */
  public ScriptedGate(Policy policy, LongFunction<Lexicon> words) {
    this.words = words;
    this.loop = new ScriptedLoop(rules(1, policy), GateLimits.DEFAULT);
  }

  /** A person with a token of one hour. */
  public static SignIn signIn(String name) {
    Party person =
        new Party(
            Party.Kind.PERSON,
            new Identity("https://issuer.test", "sub-" + name),
            name,
            Set.of("staff"),
            Optional.empty());
    return new SignIn(Principal.of(person), START, START.plus(TOKEN), "proof-of-" + name);
  }

  /** Where people are asked. */
  public ApprovalDesk desk() {
    return loop.desk();
  }

  /** What the desk keeps. */
  public MemoryRequests requests() {
    return loop.requests();
  }

  public MemoryLedger ledger() {
    return loop.ledger();
  }

  public Lane lane() {
    return loop.lane();
  }

  /** The lexicon in force. */
  public Lexicon lexicon() {
    return words.apply(loop.gate().rules().epoch());
  }

  public Instant now() {
    return loop.now();
  }

  /** Lets time pass; nothing runs by itself. */
  public void pass(Duration time) {
    loop.pass(time);
  }

  /** Looks again at what is open, as a clock or an operator would make it. */
  public void review() {
    settled(loop.gate().review());
  }

  /** Puts other rules in force. */
  public void replace(Policy policy) {
    settled(loop.gate().replace(rules(loop.gate().rules().epoch() + 1, policy)));
  }

  /** Locks a person. */
  public void lock(String person) {
    Lock lock = new Lock(Lock.Scope.PERSON, person, "off-boarded", "olga", loop.now());
    loop.standing().change(locks -> locks.with(lock));
    review();
  }

  /** Runs the loop until it is idle. */
  public void turns() {
    loop.turns();
  }

  private void settled(CompletableFuture<Void> change) {
    turns();
    if (!change.isDone()) {
      throw new AssertionError("the gate has not settled");
    }
  }

  private Rules rules(long epoch, Policy policy) {
    Lexicon lexicon = words.apply(epoch);
    return new Rules(epoch, policy, Map.of(lexicon.target(), lexicon));
  }
}
