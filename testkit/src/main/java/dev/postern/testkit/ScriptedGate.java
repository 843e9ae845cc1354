package dev.postern.testkit;

import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.gate.Lane;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.LiveStanding;
import dev.postern.kernel.identity.Lock;
import dev.postern.kernel.identity.Locks;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.policy.Policy;
import dev.postern.kernel.policy.Rules;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/**
 * The real gate on a ledger in memory, a clock that moves when told and a loop that runs when told.
 */
public final class ScriptedGate {
  /** When it all begins. */
  public static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

  private static final Duration TOKEN = Duration.ofHours(1);

  private final MemoryLedger ledger = new MemoryLedger();
  private final LiveStanding standing = new LiveStanding(Locks.NONE);
  private final Queue<Runnable> loop = new ArrayDeque<>();
  private final Gate gate;
  private final Lane lane;
  private final LongFunction<Lexicon> words;
  private Instant now = START;
  private boolean woken;

  /**
   * A gate for one target.
   *
   * @param words the target's lexicon at an epoch
   */
  public ScriptedGate(Policy policy, LongFunction<Lexicon> words) {
    this.words = words;
    this.gate = new Gate(rules(1, policy), standing, () -> now, GateLimits.DEFAULT);
    try {
      this.lane = gate.open(ledger.open(0), loop::add, () -> woken = true);
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
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

  public MemoryLedger ledger() {
    return ledger;
  }

  public Lane lane() {
    return lane;
  }

  /** The lexicon in force. */
  public Lexicon lexicon() {
    return words.apply(gate.rules().epoch());
  }

  public Instant now() {
    return now;
  }

  /** Lets time pass; nothing runs by itself. */
  public void pass(Duration time) {
    now = now.plus(time);
  }

  /** Looks again at what is open, as a clock or an operator would make it. */
  public void review() {
    settled(gate.review());
  }

  /** Puts other rules in force. */
  public void replace(Policy policy) {
    settled(gate.replace(rules(gate.rules().epoch() + 1, policy)));
  }

  /** Locks a person. */
  public void lock(String person) {
    standing.change(
        locks -> locks.with(new Lock(Lock.Scope.PERSON, person, "off-boarded", "olga", now)));
    review();
  }

  /** Runs the loop until it is idle. */
  public void turns() {
    while (woken || !loop.isEmpty()) {
      Runnable task = loop.poll();
      if (task != null) {
        task.run();
      }
      if (woken) {
        woken = false;
        lane.turn();
      }
    }
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
