package dev.postern.gateway.simulator;

import dev.postern.gateway.ledger.Crashed;
import dev.postern.gateway.simulator.net.Chance;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/** Runs one seed's world, first with faults, then until all is quiet. */
final class Run {
  /** Bounds are looked at every so many steps: what grows is still there then. */
  private static final int LOOKS = 8;

  private static final int REMEMBERED = 40;
  private static final int MOST_STEPS = 60_000;
  private static final Duration LONGEST_CALM = Duration.ofMinutes(20);

  private final long seed;
  private final Tally tally;
  private final World world;
  private final ArrayDeque<String> last = new ArrayDeque<>();
  private final CRC32 trace = new CRC32();
  private long steps;

  Run(long seed, Tally tally) {
    this.seed = seed;
    this.tally = tally;
    Broken.forget();
    this.world = new World(seed, tally);
  }

  /**
   * Runs it.
   *
   * @return a number that is the same for the same steps
   * @throws Broken when something must not be, with the seed and the last steps
   */
  long run() {
    try {
      play();
    } catch (RuntimeException | Error wrong) {
      Broken told =
          new Broken(
              "seed "
                  + seed
                  + ", step "
                  + steps
                  + ": "
                  + wrong
                  + "\nthe last steps: "
                  + last
                  + "\nagain: -Dsimulator.seed="
                  + seed);
      told.initCause(wrong);
      throw told;
    }
    tally.world(
        steps, world.clients().stream().mapToInt(Actor::answers).sum(), world.watch().admissions());
    return trace.getValue();
  }

  private void play() {
    Chance chance = world.chance();
    int faulty = 300 + chance.below(600);
    while (steps < faulty) {
      switch (chance.below(24)) {
        case 0, 1, 2, 3, 7, 8 -> step("client", () -> chance.of(world.clients()).act());
        case 4 -> step("reviewer", world.ballots()::act);
        case 5 -> {
          if (chance.oneIn(2)) {
            step("operator", world.operator()::act);
          } else {
            step("borrower", world.borrowers()::act);
          }
        }
        case 6 -> {
          if (chance.oneIn(2)) {
            step("time", world::jump);
          }
        }
        default -> next(chance);
      }
    }
    if (chance.oneIn(4)) {
      tally.fault(Fault.DRAIN);
      step("drain", () -> world.alive(Life::drain));
    }
    world.calmDown();
    quiet(chance);
  }

  private void next(Chance chance) {
    List<Move> moves = world.moves();
    if (moves.isEmpty()) {
      step("time", world::passTime);
    } else {
      Move move = chance.of(moves);
      step(move.name(), move.work());
    }
  }

  /** Until nothing moves and nothing is left, or too much time has passed. */
  private void quiet(Chance chance) {
    long until = world.clock().nanos() + LONGEST_CALM.toNanos();
    boolean answered = false;
    while (true) {
      if (world.clock().nanos() > until || steps > MOST_STEPS) {
        throw new Broken(
            "never quiet: " + world.load() + " " + world.clients() + " " + world.watch().open());
      }
      List<Move> moves = world.moves();
      if (moves.isEmpty()) {
        if (over() && !answered) {
          answered = true;
          step("late reviewer", world.ballots()::late);
        } else if (over()) {
          world.end();
          Broken.tell();
          return;
        }
        world.clients().forEach(client -> step("client", client::act));
        if (world.moves().isEmpty()) {
          step("time", world::passTime);
        }
      } else {
        Move move = chance.of(moves);
        step(move.name(), move.work());
      }
    }
  }

  private boolean over() {
    Map<String, Integer> load = world.load();
    return load.values().stream().allMatch(count -> count == 0);
  }

  private void step(String name, Runnable work) {
    steps++;
    if (last.size() == REMEMBERED) {
      last.removeFirst();
    }
    last.add(name);
    try {
      work.run();
    } catch (Crashed dead) {
      // Its world sees to that.
    } catch (Broken wrong) {
      if (!world.disk().troubles().dead()) {
        throw wrong;
      }
    }
    world.afterStep();
    if (steps % LOOKS == 0) {
      world.alive(Life::looksBounded);
    }
    trace.update(name.charAt(0));
    trace.update(world.watch().admissions());
    Broken.tell();
  }
}
