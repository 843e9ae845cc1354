package dev.postern.gateway.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Worlds by the hundred, each of which ends with everything closed and nothing broken. {@code
 * -Dsimulator.seed=N} runs one again, {@code -Dsimulator.seeds=N} and {@code -Dsimulator.from=N}
 * others.
 */
class SimulatorTest {
  /** In so many worlds everything goes wrong that can. */
  private static final int ENOUGH = 300;

  private static final int SEEDS = Integer.getInteger("simulator.seeds", 2_000);

  private ErrorLog errors = new ErrorLog();

  @BeforeEach
  void listen() {
    errors.close();
    errors = new ErrorLog();
  }

  @AfterEach
  void listenNoMore() {
    errors.close();
  }

  @Test
  void whatever_goes_wrong_nothing_runs_unrecorded_and_nobody_waits_for_ever() {
    long from = Long.getLong("simulator.seed", Long.getLong("simulator.from", 1));
    int seeds = Long.getLong("simulator.seed") == null ? SEEDS : 1;
    Tally tally = new Tally();
    for (int i = 0; i < seeds; i++) {
      new Run(from + i, tally).run();
    }

    assertThat(tally.seeds()).isEqualTo(seeds);
    if (seeds >= ENOUGH) {
      assertThat(tally.faults()).containsOnlyKeys(Fault.values());
    }
  }

  @Test
  void the_same_seed_is_the_same_world() {
    for (long seed = 1; seed <= 20; seed++) {
      Tally once = new Tally();
      Tally again = new Tally();
      assertThat(new Run(seed, once).run()).isEqualTo(new Run(seed, again).run());
      assertThat(once.faults()).isEqualTo(again.faults());
    }
  }
}
