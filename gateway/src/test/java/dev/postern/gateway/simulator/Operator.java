package dev.postern.gateway.simulator;

import dev.postern.gateway.simulator.net.Chance;
import dev.postern.kernel.identity.Lock;
import dev.postern.kernel.identity.Locks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Who runs the gateway, and what happens to its machine: locks, reloads, keys, disks, clocks. */
final class Operator {
  private static final List<String> PEOPLE = List.of("ana", "bob", "rita");

  private static final int KINDS = 20;

  private final World world;
  private final Map<String, Lock> locked = new LinkedHashMap<>();
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
    return locked.keySet();
  }

  /** The locks that stand, as they are kept. */
  Locks locks() {
    return Locks.of(List.copyOf(locked.values()));
  }

  /** Does something that matters, or lets something break for a while. */
  void act() {
    Chance chance = world.chance();
    if (kinds.isEmpty() || world.down() || !chance.oneIn(seldom)) {
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
        world.life().review();
      }
      case 7 -> {
        boolean lost = chance.oneIn(4);
        world.count(true, lost ? Fault.SECRET_LOST : Fault.SECRET_ROTATES);
        world.secrets().rotate(lost);
        if (lost) {
          world.after(5, () -> world.secrets().rotate(false));
        }
      }
      case 8 -> broken(Fault.LEDGER_FAILS, world.disk().troubles()::fail);
      case 9 -> broken(Fault.LEDGER_FULL, world.disk().troubles()::full);
      case 10 -> {
        world.count(true, Fault.STORE_FAILS);
        world.requests().failAt(1 + chance.below(3));
        world.lendings().fail(true);
        world.after(1 + chance.below(4), () -> world.lendings().fail(false));
      }
      case 11 -> {
        world.count(true, Fault.TRAIL_FAILS);
        world.life().trail().failNext(1 + chance.below(3));
      }
      case 12 -> broken(Fault.LEDGER_SLOW, world::slowDisk);
      case 13 ->
          world
              .watch()
              .lastSession()
              .ifPresent(name -> lock(Lock.Scope.SESSION, name, Fault.LOCK_SESSION));
      case 14 -> {
        world.count(true, Fault.CONTROL_FULL);
        world.life().controlFull(true);
        world.after(1, () -> world.alive(life -> life.controlFull(false)));
      }
      case 15 -> disk(chance);
      case 16 -> {
        world.count(true, Fault.PROCESS_DIES);
        world.dies(false);
      }
      case 17 -> {
        world.count(true, Fault.POWER_GOES);
        world.dies(true);
      }
      case 18 -> world.disk().troubles().dieIn(1 + chance.below(60));
      default -> {
        world.count(true, Fault.CLOCK_STEPS);
        world.clock().step(Duration.ofSeconds(chance.below(120) - 60));
        world.lent().clockSet();
      }
    }
  }

  private void disk(Chance chance) {
    switch (chance.below(3)) {
      case 0 -> broken(Fault.LEDGER_WRITES_SHORT, world.disk().troubles()::shortened);
      case 1 -> broken(Fault.LEDGER_FLUSH_FAILS, world.disk().troubles()::deaf);
      default -> {
        broken(Fault.LEDGER_CUT_FAILS, world.disk().troubles()::uncuttable);
        world.disk().troubles().shortened(true);
        world.after(1, () -> world.disk().troubles().shortened(false));
      }
    }
  }

  /** Something of the disk is broken for some seconds. */
  private void broken(Fault fault, Consumer<Boolean> breaks) {
    world.count(true, fault);
    breaks.accept(true);
    world.after(1 + world.chance().below(8), () -> breaks.accept(false));
  }

  private void lock(Lock.Scope scope, String name, Fault fault) {
    if (locked.containsKey(name)) {
      unlock(scope, name);
      return;
    }
    world.count(true, fault);
    Lock lock = new Lock(scope, name, "off-boarded", "olga", world.now());
    locked.put(name, lock);
    world.life().standing().change(locks -> locks.with(lock));
    CompletableFuture<Void> settled = world.life().review();
    settled.thenRun(() -> {
      // Not another one of that name, which has come since and has not returned yet.
      if (locked.get(name) == lock) {
        world.watch().locked(name);
      }
    });
    int until = 1 + world.chance().below(20);
    world.after(until, () -> unlock(scope, name));
  }

  private void unlock(Lock.Scope scope, String name) {
    if (locked.remove(name) != null) {
      world.watch().unlocking(name);
      world.alive(life -> {
        life.standing().change(locks -> locks.without(scope, name));
        life.review();
      });
    }
  }

  private void reload(boolean moves) {
    Chance chance = world.chance();
    world.count(true, moves ? Fault.RELOAD_MOVES_TARGET : Fault.RELOAD);
    String out = chance.oneIn(4) ? chance.of(PEOPLE) : "";
    world
        .life()
        .reload(
            new SimulatedPolicy(1 + chance.below(2), chance.oneIn(3), out, !chance.oneIn(5)),
            moves);
  }
}
