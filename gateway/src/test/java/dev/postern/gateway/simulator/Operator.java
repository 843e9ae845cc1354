package dev.postern.gateway.simulator;

import dev.postern.gateway.simulator.net.Chance;
import dev.postern.kernel.identity.Lock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Who runs the gateway, and what happens to its machine: locks, reloads, keys, disks, clocks. */
final class Operator {
  private static final List<String> PEOPLE = List.of("ana", "bob", "rita");

  private static final int KINDS = 16;

  private final World world;
  private final Set<String> locked = new HashSet<>();
  private final List<Integer> kinds = new ArrayList<>();
  private final int seldom;

  /** One with a temper: worlds in which all goes wrong at once come nowhere. */
  Operator(World world) {
    this.world = world;
    this.seldom = world.chance().of(List.of(1, 4, 12));
    int often = 1 + world.chance().below(3);
    for (int kind = 0; kind < KINDS; kind++) {
      if (world.chance().below(3) < often) {
        kinds.add(kind);
      }
    }
  }

  /** The people on whom a lock stands. */
  Set<String> locked() {
    return locked;
  }

  /** Does something that matters, or lets something break for a while. */
  void act() {
    Chance chance = world.chance();
    if (kinds.isEmpty() || !chance.oneIn(seldom)) {
      return;
    }
    switch (chance.of(kinds)) {
      case 0, 1 -> lock(Lock.Scope.PERSON, chance.of(PEOPLE), Fault.LOCK_PERSON);
      case 2 -> lock(Lock.Scope.TARGET, chance.of(List.of("registry", "shop")), Fault.LOCK_TARGET);
      case 3, 4 -> reload(false);
      case 5 -> reload(chance.oneIn(3));
      case 6 -> {
        world.count(true, Fault.KEYS_ROTATE);
        world.proofs().rotate();
        world.review();
      }
      case 7 -> {
        boolean lost = chance.oneIn(4);
        world.count(true, lost ? Fault.SECRET_LOST : Fault.SECRET_ROTATES);
        world.secrets().rotate(lost);
        if (lost) {
          world.after(5, () -> world.secrets().rotate(false));
        }
      }
      case 8 -> {
        world.count(true, Fault.LEDGER_FAILS);
        world.ledger().fail(true);
        world.after(1 + chance.below(8), () -> world.ledger().fail(false));
      }
      case 9 -> {
        world.count(true, Fault.LEDGER_FULL);
        world.ledger().room(chance.below(6));
        world.after(1 + chance.below(8), () -> world.ledger().room(Integer.MAX_VALUE));
      }
      case 10 -> {
        world.count(true, Fault.STORE_FAILS);
        world.requests().failAt(1 + chance.below(3));
      }
      case 11 -> {
        world.count(true, Fault.TRAIL_FAILS);
        world.trail().failNext(1 + chance.below(3));
      }
      case 12 -> {
        world.count(true, Fault.LEDGER_SLOW);
        world.ledger().slow(true);
        world.after(1 + chance.below(8), () -> world.ledger().slow(false));
      }
      case 13 ->
          world
              .watch()
              .lastSession()
              .ifPresent(name -> lock(Lock.Scope.SESSION, name, Fault.LOCK_SESSION));
      case 14 -> {
        world.count(true, Fault.CONTROL_FULL);
        world.controlFull(true);
        world.after(1, () -> world.controlFull(false));
      }
      default -> {
        world.count(true, Fault.CLOCK_STEPS);
        world.clock().step(Duration.ofSeconds(chance.below(120) - 60));
      }
    }
  }

  private void lock(Lock.Scope scope, String name, Fault fault) {
    if (locked.contains(name)) {
      unlock(scope, name);
      return;
    }
    world.count(true, fault);
    locked.add(name);
    Lock lock = new Lock(scope, name, "off-boarded", "olga", world.now());
    world.standing().change(locks -> locks.with(lock));
    CompletableFuture<Void> settled = world.review();
    settled.thenRun(() -> {
      if (locked.contains(name)) {
        world.watch().locked(name);
      }
    });
    int until = 1 + world.chance().below(20);
    world.after(until, () -> unlock(scope, name));
  }

  private void unlock(Lock.Scope scope, String name) {
    if (locked.remove(name)) {
      world.watch().unlocking(name);
      world.standing().change(locks -> locks.without(scope, name));
      world.review();
    }
  }

  private void reload(boolean moves) {
    Chance chance = world.chance();
    world.count(true, moves ? Fault.RELOAD_MOVES_TARGET : Fault.RELOAD);
    String out = chance.oneIn(4) ? chance.of(PEOPLE) : "";
    world.reload(new SimulatedPolicy(1 + chance.below(2), chance.oneIn(3), out), moves);
  }
}
