package dev.postern.gateway.api;

import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.identity.LiveStanding;
import dev.postern.kernel.identity.Lock;
import dev.postern.kernel.operation.Effect;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Locking and unlocking. A lock is durable before it is in force, and over every loop before it is
 * answered.
 */
public final class StandingRoutes {
  private static final Duration LONGEST_SETTLING = Duration.ofSeconds(10);
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_REASON = 500;

  private final LiveStanding standing;
  private final Keeper keeper;
  private final Gate gate;
  private final InstantSource clock;

  /** Where locks are kept across restarts. */
  public interface Keeper {
    /** Keeps a lock; durable when it returns. */
    void put(Lock lock) throws IOException;

    /** Forgets a lock; durable when it returns. */
    void remove(Lock.Scope scope, String name) throws IOException;
  }

  /** The routes over a standing and its gate. */
  public StandingRoutes(LiveStanding standing, Keeper keeper, Gate gate, InstantSource clock) {
    this.standing = standing;
    this.keeper = keeper;
    this.gate = gate;
    this.clock = clock;
  }

  /** What there is. */
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/api/v1/locks", "list-locks", Effect.READ, call -> list()),
        new Route("POST", "/api/v1/locks", "lock", Effect.ADMIN, this::lock),
        new Route("DELETE", "/api/v1/locks/{scope}/{name}", "unlock", Effect.ADMIN, this::unlock));
  }

  private Reply list() {
    return Reply.ok(
        Map.of(
            "locks",
            standing.locks().all().stream()
                .sorted(Comparator.comparing(Lock::scope).thenComparing(Lock::name))
                .map(StandingRoutes::told)
                .toList()));
  }

  private Reply lock(Call call) throws Exception {
    Lock lock =
        new Lock(
            scope(call.text("scope", LONGEST_NAME)),
            call.text("name", LONGEST_NAME),
            call.text("reason", LONGEST_REASON),
            call.by().told(),
            clock.instant().truncatedTo(ChronoUnit.MICROS));
    synchronized (this) {
      keeper.put(lock);
      standing.change(locks -> locks.with(lock));
    }
    settle("locked, but");
    return Reply.ok(told(lock));
  }

  private Reply unlock(Call call) throws Exception {
    Lock.Scope scope = scope(call.segments().getOrDefault("scope", ""));
    String name = call.segments().getOrDefault("name", "");
    Optional<Lock> stood = standing.locks().on(scope, name);
    if (stood.isEmpty()) {
      throw new Fault(404, word(scope) + " " + name + " is not locked");
    }
    synchronized (this) {
      keeper.remove(scope, name);
      standing.change(locks -> locks.without(scope, name));
    }
    settle("unlocked, but");
    return Reply.ok(told(stood.get()));
  }

  private void settle(String before) throws Exception {
    try {
      gate.review().get(LONGEST_SETTLING.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException slow) {
      throw new Fault(
          504,
          before
              + " an event loop has not ended its turn within "
              + LONGEST_SETTLING.toSeconds()
              + " s");
    }
  }

  private static Lock.Scope scope(String word) throws Fault {
    return Arrays.stream(Lock.Scope.values())
        .filter(scope -> word(scope).equals(word))
        .findFirst()
        .orElseThrow(() ->
            new Fault(
                400,
                "'scope' must be one of "
                    + String.join(
                        ", ",
                        Arrays.stream(Lock.Scope.values()).map(StandingRoutes::word).toList())));
  }

  private static String word(Lock.Scope scope) {
    return scope.name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, String> told(Lock lock) {
    return Map.of(
        "scope", word(lock.scope()),
        "name", lock.name(),
        "reason", lock.reason(),
        "by", lock.by(),
        "since", lock.since().toString());
  }
}
