package dev.postern.gateway;

import dev.postern.kernel.gate.Alarm;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.BiFunction;

/** The gate's own alarm clock, for a world that runs timers itself. */
public final class SimulatedTime {
  private SimulatedTime() {}

  /**
   * The alarm that the running gateway has.
   *
   * @param later runs a task once after a while, and gives what keeps it from running
   */
  public static Alarm alarm(
      InstantSource clock,
      BiFunction<Duration, Runnable, Runnable> later,
      Runnable strike,
      Runnable turned) {
    return new Clockwork(
        clock,
        later::apply,
        new Clockwork.Strikes() {
          @Override
          public void strike() {
            strike.run();
          }

          @Override
          public void turned() {
            turned.run();
          }
        });
  }
}
