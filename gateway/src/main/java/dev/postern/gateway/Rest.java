package dev.postern.gateway;

import dev.postern.gateway.api.Api;
import dev.postern.gateway.api.ApiSettings;
import dev.postern.gateway.api.DrainRoutes;
import dev.postern.gateway.api.ErasureRoutes;
import dev.postern.gateway.api.ExplainRoutes;
import dev.postern.gateway.api.GatewayRoutes;
import dev.postern.gateway.api.OperationRoutes;
import dev.postern.gateway.api.Readership;
import dev.postern.gateway.api.Route;
import dev.postern.gateway.api.SessionRoutes;
import dev.postern.gateway.api.StandingRoutes;
import dev.postern.gateway.ledger.IndexLimits;
import dev.postern.gateway.ledger.Replay;
import dev.postern.gateway.store.LockStore;
import dev.postern.gateway.store.StoreException;
import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.identity.LiveStanding;
import dev.postern.kernel.identity.Lock;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Everything that REST offers, put together from the parts that do it. */
final class Rest {
  private final Parts parts;
  private final List<Route> routes = new ArrayList<>();
  private final Replay replay;

  /**
   * What REST's own routes work on.
   *
   * @param published what is configured now
   * @param reload reads the configuration again, asked by somebody
   * @param drain brings the gateway to its stop, asked by somebody
   * @param forgetting forgets the ended requests of a person
   */
  record Parts(
      Gate gate,
      LiveStanding standing,
      LockStore locks,
      ControlTrail trail,
      InstantSource clock,
      Supplier<Published> published,
      GatewayRoutes.Reloader reload,
      DrainRoutes.Drain drain,
      ErasureRoutes.Forgetting forgetting) {}

  Rest(Parts parts) {
    this.parts = parts;
    Path ledger = parts.published().get().configuration().ledger().directory();
    with(
        new StandingRoutes(parts.standing(), keeper(parts.locks()), parts.gate(), parts.clock())
            .routes());
    with(new GatewayRoutes(parts.reload(), () -> published().targetList()).routes());
    with(new DrainRoutes(parts.drain()).routes());
    this.replay = new Replay(ledger, IndexLimits.of(Runtime.getRuntime().maxMemory()));
    Readership readers =
        new Readership(parts.gate(), parts.clock(), name -> published().recordLevel(name));
    with(new SessionRoutes(replay, readers).routes());
    with(new OperationRoutes(replay, readers).routes());
    with(
        new ExplainRoutes(
                new Explained(() -> published().configuration(), replay),
                replay,
                readers,
                parts.clock())
            .routes());
    with(new ErasureRoutes(ledger, parts.trail()::note, parts.forgetting()).routes());
  }

  /** Offers more. */
  Rest with(List<Route> more) {
    routes.addAll(more);
    return this;
  }

  /** What tells what the ledger holds. */
  Replay replay() {
    return replay;
  }

  /** REST, with all that it was given so far. */
  Api api() {
    ApiSettings settings =
        ApiSettings.of(
            published().configuration().admin().audience(),
            published().apiResource().challenge(Set.of()));
    return new Api(settings, routes, parts.clock(), () -> parts.gate().rules().epoch());
  }

  private Published published() {
    return parts.published().get();
  }

  private static StandingRoutes.Keeper keeper(LockStore locks) {
    return new StandingRoutes.Keeper() {
      @Override
      public void put(Lock lock) throws StoreException {
        locks.put(lock);
      }

      @Override
      public void remove(Lock.Scope scope, String name) throws StoreException {
        locks.remove(scope, name);
      }
    };
  }
}
