package dev.postern.kernel.gate;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Measures what a call costs in the kernel: nanoseconds and bytes allocated, for each step and for
 * all of it. Run by {@code bench/run kernel}; no test depends on it.
 */
final class HotPathCost {
  private static final int CALLS = Integer.getInteger("calls", 200_000);
  private static final int ROUNDS = Integer.getInteger("rounds", 15);

  /** Keeps the compiler from leaving out what nobody looks at. */
  static Object sink = "";

  private HotPathCost() {}

  /** Prints one line for each step: the median round. */
  public static void main(String[] unused) {
    for (boolean delegated : new boolean[] {false, true}) {
      System.out.println(delegated ? "agent for a person" : "person");
      HotPath path = new HotPath(delegated);
      measure("describe", path, description -> path.describe());
      measure("draft", path, path::draft);
      measure("decide", path, path::decide);
      measure("draft, admit, turn, close, turn", path, path::call);
    }
  }

  private static void measure(String step, HotPath path, Function<Description, Object> work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Description[] described = new Description[256];
    long[] nanos = new long[ROUNDS];
    long[] bytes = new long[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long spent = 0;
      long allocated = 0;
      for (int batch = 0; batch < CALLS / described.length; batch++) {
        path.tick();
        Arrays.setAll(described, i -> path.describe());
        long before = threads.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        for (Description description : described) {
          sink = work.apply(description);
        }
        spent += System.nanoTime() - start;
        allocated += threads.getCurrentThreadAllocatedBytes() - before;
      }
      nanos[round] = spent / CALLS;
      bytes[round] = allocated / CALLS;
    }
    Arrays.sort(nanos);
    Arrays.sort(bytes);
    System.out.printf(
        "  %-32s %6d ns (best %d) %6d B%n", step, nanos[ROUNDS / 2], nanos[0], bytes[ROUNDS / 2]);
  }
}
