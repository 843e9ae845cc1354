package dev.postern.testkit;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Asker;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.gate.Lane;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.gate.Revocation;
import dev.postern.kernel.gate.Verdict;
import dev.postern.kernel.identity.LiveStanding;
import dev.postern.kernel.identity.Lock;
import dev.postern.kernel.identity.Locks;
import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.identity.Standing;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.operation.Value;
import dev.postern.kernel.policy.Policy;
import dev.postern.kernel.policy.Rules;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jetbrains.lincheck.datastructures.Operation;

/**
 * The gate with two lanes, one for each of two people, while locks and reloads come from other
 * threads: what a lock or a reload takes back is dead when it has returned, and another person's
 * passages live on.
 */
public class GateRaces {
  private final LiveStanding standing = new LiveStanding(Locks.NONE);
  private final Gate gate =
      new Gate(
          rules(1, ScriptedPolicy.OPEN), standing, () -> ScriptedGate.START, GateLimits.DEFAULT);
  private final Loop ana = new Loop(0, "ana");
  private final Loop bo = new Loop(1, "bo");
  private long epoch = 1;

  private static Rules rules(long epoch, Policy policy) {
    return new Rules(epoch, policy, Map.of());
  }

  /** An event loop whose thread is whoever comes; one at a time, as a loop is. */
  private final class Loop implements Asker {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final String person;
    private final Lane lane;
    private boolean woken;
    private Optional<Verdict> verdict = Optional.empty();
    private Optional<Passage> open = Optional.empty();

    Loop(int number, String person) {
      this.person = person;
      try {
        this.lane = gate.open(new MemoryLedger().open(number), this::execute, () -> woken = true);
      } catch (IOException impossible) {
        throw new AssertionError(impossible);
      }
    }

    private void execute(Runnable task) {
      synchronized (tasks) {
        tasks.add(task);
      }
    }

    synchronized void turns() {
      while (true) {
        Optional<Runnable> task;
        synchronized (tasks) {
          task = Optional.ofNullable(tasks.poll());
        }
        if (task.isEmpty() && !woken) {
          return;
        }
        task.ifPresent(Runnable::run);
        if (woken) {
          woken = false;
          lane.turn();
        }
      }
    }

    synchronized String admit() {
      turns();
      if (open.isPresent()) {
        return "open already";
      }
      for (int tries = 0; tries < 3; tries++) {
        verdict = Optional.empty();
        lane.admit(
            lane.draft(description(person, gate.rules().epoch())),
            Forwarded.of(new byte[] {1}),
            this,
            7);
        turns();
        if (verdict.orElseThrow() instanceof Passage passage) {
          open = Optional.of(passage);
          return "passage";
        }
        if (((Refusal) verdict.get()).code() != Refusal.Code.STALE) {
          return ((Refusal) verdict.get()).code().toString();
        }
      }
      return "stale";
    }

    synchronized String use() {
      return open.map(passage -> passage.live() ? "live" : "dead").orElse("none");
    }

    synchronized boolean close() {
      boolean was = open.isPresent();
      open.ifPresent(passage -> lane.close(passage, Ending.of(Leaf.End.ANSWERED)));
      open = Optional.empty();
      turns();
      return was;
    }

    @Override
    public void decided(long ticket, Verdict given) {
      verdict = Optional.of(given);
    }

    @Override
    public void revoked(Passage passage, Revocation why) {}
  }

  @Operation
  public String admitAna() {
    return ana.admit();
  }

  @Operation
  public String useAna() {
    return ana.use();
  }

  @Operation
  public boolean closeAna() {
    return ana.close();
  }

  @Operation
  public String admitBo() {
    return bo.admit();
  }

  @Operation
  public String useBo() {
    return bo.use();
  }

  @Operation
  public void lockAna() {
    standing.change(locks ->
        locks.with(new Lock(Lock.Scope.PERSON, "ana", "off-boarded", "olga", ScriptedGate.START)));
    settled(gate.review());
  }

  @Operation
  public void unlockAna() {
    standing.change(locks -> locks.without(Lock.Scope.PERSON, "ana"));
    settled(gate.review());
  }

  @Operation
  public void forbid() {
    replace(ScriptedPolicy.SHUT);
  }

  @Operation
  public void permit() {
    replace(ScriptedPolicy.OPEN);
  }

  private void replace(Policy policy) {
    CompletableFuture<Void> done;
    synchronized (this) {
      done = gate.replace(rules(++epoch, policy));
    }
    settled(done);
  }

  private void settled(CompletableFuture<Void> change) {
    ana.turns();
    bo.turns();
    change.join();
  }

  private static Description description(String person, long epoch) {
    SignIn signIn = ScriptedGate.signIn(person);
    Resource tool = new Resource(new Ref("Tool", "registry/run"), java.util.Set.of());
    dev.postern.kernel.operation.Operation operation =
        new dev.postern.kernel.operation.Operation(
            signIn.principal(),
            "registry",
            "run",
            List.of(new Atom(new Action("registry", "run", java.util.Set.of()), tool)),
            Effect.READ,
            Value.NOTHING,
            Value.NOTHING);
    return new Description(
        operation,
        new Standing.Visit(signIn, "registry", "s1", ScriptedGate.START, Duration.ofHours(8)),
        Optional.empty(),
        new Value.Null(),
        epoch);
  }
}
