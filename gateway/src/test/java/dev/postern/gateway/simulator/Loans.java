package dev.postern.gateway.simulator;

import dev.postern.gateway.SimulatedTrail;
import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.gate.Grants;
import dev.postern.kernel.grant.GrantDesk;
import dev.postern.kernel.grant.GrantLimits;
import dev.postern.kernel.grant.Surroundings;
import dev.postern.kernel.identity.Lock;
import dev.postern.kernel.identity.Locks;
import dev.postern.kernel.policy.Grant;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** The desk of grants, put together as the gateway does. */
final class Loans implements Surroundings {
  static final String ROLE = "runner";

  private static final GrantLimits LIMITS =
      new GrantLimits(6, 2, Duration.ofMinutes(2), 100, 50, Duration.ofMinutes(30));

  private final World world;
  private final Around around;
  private final GrantDesk desk;

  /**
   * What it works on.
   *
   * @param configured whether the rules in force know the role
   * @param changed tells every session that decisions may differ now
   */
  record Around(
      Gate gate,
      SimulatedTrail trail,
      Locked locked,
      BooleanSupplier configured,
      Runnable changed) {}

  /** What is locked now. */
  interface Locked {
    Locks now();
  }

  /** Takes up what was kept. */
  Loans(World world, Around around) throws IOException {
    this.world = world;
    this.around = around;
    this.desk = new GrantDesk(world.lendings(), this, world.clock());
  }

  GrantDesk desk() {
    return desk;
  }

  @Override
  public GrantLimits limits() {
    return LIMITS;
  }

  @Override
  public boolean has(String role, String target) {
    return around.configured().getAsBoolean();
  }

  @Override
  public Optional<String> barred(Grant grant) {
    boolean locked =
        around.locked().now().on(Lock.Scope.PERSON, grant.person()).isPresent()
            || around.locked().now().on(Lock.Scope.TARGET, grant.target()).isPresent();
    return locked ? Optional.of("its holder or its target was locked") : Optional.empty();
  }

  @Override
  public CompletableFuture<Void> lend(Grants next, Set<String> people) {
    CompletableFuture<Void> settled = around.gate().lend(next, people);
    List<String> over =
        world.lent().running().stream()
            .map(Grant::id)
            .filter(id -> desk.known(id).isEmpty())
            .toList();
    around.changed().run();
    settled.thenRun(() -> world.lent().over(over));
    return settled;
  }

  @Override
  public void note(String by, String what, Map<String, String> about) throws IOException {
    around.trail().note(by, what, about);
  }
}
