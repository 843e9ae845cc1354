package dev.postern.testkit.fuzz;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a coverage-guided fuzzer calls, by the names that Jazzer looks for: it gives the name of the
 * target once, and then inputs.
 */
public final class FuzzEntry {
  private static @Nullable FuzzTarget target;

  private FuzzEntry() {}

  /**
   * Takes the target's name, and runs what is known of it: the classes that it needs are loaded and
   * instrumented then, before the fuzzer's time begins.
   */
  public static void fuzzerInitialize(String[] args) throws IOException {
    FuzzTarget chosen = FuzzTarget.named(args[0]);
    target = chosen;
    for (byte[] input : ShortRun.inputs(chosen)) {
      ShortRun.holds(chosen, input);
    }
  }

  /** Runs the target on one input. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    FuzzTarget chosen = target;
    if (chosen == null) {
      throw new IllegalStateException("no target was named");
    }
    chosen.run(input);
  }
}
