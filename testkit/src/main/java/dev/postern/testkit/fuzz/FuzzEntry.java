package dev.postern.testkit.fuzz;

import org.jspecify.annotations.Nullable;

/**
 * What a coverage-guided fuzzer calls, by the names that Jazzer looks for: it gives the name of the
 * target once, and then inputs.
 */
public final class FuzzEntry {
  private static @Nullable FuzzTarget target;

  private FuzzEntry() {}

  /** Takes the target's name. */
  public static void fuzzerInitialize(String[] args) {
    target = FuzzTarget.named(args[0]);
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
