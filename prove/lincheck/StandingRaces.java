package dev.postern.testkit;

import dev.postern.kernel.identity.LiveStanding;
import dev.postern.kernel.identity.Lock;
import dev.postern.kernel.identity.Locks;
import dev.postern.kernel.identity.Standing;
import java.time.Duration;
import org.jetbrains.lincheck.datastructures.Operation;

/** Locks put and lifted at once: none is lost, and whoever is locked is objected to. */
public class StandingRaces {
  private static final Standing.Visit VISIT =
      new Standing.Visit(
          ScriptedGate.signIn("ana"), "registry", "s1", ScriptedGate.START, Duration.ofHours(8));

  private final LiveStanding standing = new LiveStanding(Locks.NONE);

  @Operation
  public void lockPerson() {
    standing.change(locks -> locks.with(lock(Lock.Scope.PERSON, "ana")));
  }

  @Operation
  public void lockTarget() {
    standing.change(locks -> locks.with(lock(Lock.Scope.TARGET, "registry")));
  }

  @Operation
  public void lockAnother() {
    standing.change(locks -> locks.with(lock(Lock.Scope.PERSON, "bo")));
  }

  @Operation
  public void unlockPerson() {
    standing.change(locks -> locks.without(Lock.Scope.PERSON, "ana"));
  }

  @Operation
  public String objection() {
    return standing
        .objection(VISIT, ScriptedGate.START)
        .map(objection -> ((Standing.Objection.Locked) objection).lock().name())
        .orElse("");
  }

  @Operation
  public int locks() {
    return standing.locks().all().size();
  }

  private static Lock lock(Lock.Scope scope, String name) {
    return new Lock(scope, name, "off-boarded", "olga", ScriptedGate.START);
  }
}
