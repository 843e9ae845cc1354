package dev.postern.testkit;

import java.util.List;
import org.jetbrains.lincheck.datastructures.StressOptions;

/** Runs what concurrent calls are tried on: each class, by so many scenarios, each so often. */
public class Races {
  private static final List<Class<?>> ALL =
      List.of(
          DeskRaces.class,
          GateRaces.class,
          StandingRaces.class,
          dev.postern.kernel.gate.PurseRaces.class,
          dev.postern.gateway.credential.LeaseRaces.class);

  private Races() {}

  /** How many scenarios, and how often each. */
  public static void main(String[] args) {
    int scenarios = Integer.parseInt(args[0]);
    int times = Integer.parseInt(args[1]);
    for (Class<?> raced : ALL) {
      new StressOptions()
          .iterations(scenarios)
          .invocationsPerIteration(times)
          .threads(2)
          .actorsPerThread(3)
          .check(raced);
      System.out.printf(
          "lincheck %s: %d scenarios, %d times each: linearizable%n",
          raced.getSimpleName(), scenarios, times);
    }
  }
}
