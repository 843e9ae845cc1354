package dev.postern.gateway;

import dev.postern.gateway.api.GrantRoutes;
import dev.postern.gateway.api.Route;
import dev.postern.gateway.config.Configuration;
import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.gate.Grants;
import dev.postern.kernel.grant.GrantDesk;
import dev.postern.kernel.grant.GrantLimits;
import dev.postern.kernel.grant.LendingStore;
import dev.postern.kernel.grant.Surroundings;
import dev.postern.kernel.identity.LiveStanding;
import dev.postern.kernel.identity.Lock;
import dev.postern.kernel.policy.Grant;
import dev.postern.kernel.policy.RolePowers;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Access for a time, put together: the desk, with a thread of its own that ends what has come to
 * its end, because it waits for the database.
 */
final class Granting implements AutoCloseable {
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);

  private final Parts parts;
  private final GrantDesk desk;
  private final ScheduledExecutorService sweeps;
  private volatile int lent;

  /**
   * What it works on.
   *
   * @param configuration what is configured now
   * @param changed tells every session that decisions may differ now
   */
  record Parts(
      Gate gate,
      LiveStanding standing,
      ControlTrail trail,
      InstantSource clock,
      Supplier<Configuration> configuration,
      Runnable changed) {}

  /**
   * Takes up the grants that were kept.
   *
   * @throws IOException when they cannot be read
   */
  Granting(LendingStore store, Parts parts) throws IOException {
    this.parts = parts;
    this.desk = new GrantDesk(store, new Around(), parts.clock());
    this.sweeps =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("grants").daemon().factory());
  }

  /** Puts what was kept in force, and looks after it from now on. */
  void open() {
    desk.open();
    sweeps.scheduleWithFixedDelay(
        this::sweep, SWEEP_EVERY.toMillis(), SWEEP_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends what has come to its end: now, because what grants rest on may have changed. */
  void sweep() {
    new Chore("looking at grants", desk::sweep).run();
  }

  /** How many grants the gate has. */
  int lent() {
    return lent;
  }

  /** What REST offers of it. */
  List<Route> routes() {
    return new GrantRoutes(desk, new Telling()).routes();
  }

  @Override
  public void close() throws IOException {
    sweeps.close();
    desk.close();
  }

  private final class Around implements Surroundings {
    @Override
    public GrantLimits limits() {
      return parts.configuration().get().grants();
    }

    @Override
    public boolean has(String role, String target) {
      Configuration now = parts.configuration().get();
      return now.roles().contains(role)
          && (now.targets().containsKey(target) || now.databases().containsKey(target));
    }

    @Override
    public Optional<String> barred(Grant grant) {
      boolean locked =
          parts.standing().locks().on(Lock.Scope.PERSON, grant.person()).isPresent()
              || parts.standing().locks().on(Lock.Scope.TARGET, grant.target()).isPresent();
      return locked ? Optional.of("its holder or its target was locked") : Optional.empty();
    }

    @Override
    public CompletableFuture<Void> lend(Grants next, Set<String> people) {
      CompletableFuture<Void> settled = parts.gate().lend(next, people);
      lent = next.size();
      parts.changed().run();
      return settled;
    }

    @Override
    public void note(String by, String what, Map<String, String> about) throws IOException {
      parts.trail().note(by, what, about);
    }
  }

  private final class Telling implements GrantRoutes.Surroundings {
    @Override
    public List<String> adds(String role) {
      return RolePowers.of(parts.configuration().get().policies(), role);
    }

    @Override
    public int longestReason() {
      return parts.configuration().get().grants().reasonChars();
    }

    @Override
    public InstantSource clock() {
      return parts.clock();
    }
  }
}
