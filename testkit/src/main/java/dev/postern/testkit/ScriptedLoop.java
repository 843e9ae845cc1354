package dev.postern.testkit;

import dev.postern.kernel.approval.ApprovalDesk;
import dev.postern.kernel.approval.DeskLimits;
import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.gate.Lane;
import dev.postern.kernel.gate.People;
import dev.postern.kernel.identity.LiveStanding;
import dev.postern.kernel.identity.Locks;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.policy.Rules;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * An event loop that runs when told, with the real gate's one lane on it, a ledger in memory and a
 * clock that moves when told. For one thread.
 */
public final class ScriptedLoop {
  /** When it all begins. */
  public static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

  private final MemoryLedger ledger = new MemoryLedger();
  private final LiveStanding standing = new LiveStanding(Locks.NONE);
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final MemoryRequests requests = new MemoryRequests();
  private final MemoryTrail trail = new MemoryTrail();
  private final ApprovalDesk desk;
  private final Gate gate;
  private final Lane lane;
  private Instant now = START;
  private boolean woken;

  /** A loop whose gate starts from these rules. */
  public ScriptedLoop(Rules rules, GateLimits limits) {
    try {
      this.desk =
          new ApprovalDesk(
              new ApprovalDesk.Records(requests, trail),
              DeskLimits.DEFAULT,
              () -> now,
              this::welcome);
      People people = new People(desk, tasks::add);
      this.gate = new Gate(rules, standing, () -> now, limits, Optional.of(people));
      this.lane = gate.open(ledger.open(0), tasks::add, () -> woken = true);
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private boolean welcome(Party reviewer) {
    return standing.locks().against(reviewer).isEmpty();
  }

  /** Where people are asked; its work is done on this loop, in its turn. */
  public ApprovalDesk desk() {
    return desk;
  }

  /** What the desk keeps. */
  public MemoryRequests requests() {
    return requests;
  }

  /** What the desk told of what became of them. */
  public MemoryTrail trail() {
    return trail;
  }

  public MemoryLedger ledger() {
    return ledger;
  }

  public LiveStanding standing() {
    return standing;
  }

  public Gate gate() {
    return gate;
  }

  public Lane lane() {
    return lane;
  }

  public Instant now() {
    return now;
  }

  /** Lets time pass; nothing runs by itself. */
  public void pass(Duration time) {
    now = now.plus(time);
  }

  /** Has a task run in its turn. */
  public void execute(Runnable task) {
    tasks.add(task);
  }

  /** Runs until it is idle: its tasks, and a turn's end whenever the lane asked for one. */
  public void turns() {
    while (woken || !tasks.isEmpty()) {
      Runnable task = tasks.poll();
      if (task != null) {
        task.run();
      }
      if (woken) {
        woken = false;
        lane.turn();
      }
    }
  }
}
