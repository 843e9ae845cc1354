package dev.postern.kernel.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a call may allocate in the kernel. Counted as the code is written: in the first thousands of
 * calls no compiler has yet taken objects away, so the figure is the same on every machine.
 */
class HotPathTest {
  private static final int ROUNDS = 8;
  private static final int CALLS = 64;

  /** Bounds are an eighth above what was measured: who adds to a call's objects hears of it. */
  @ParameterizedTest
  @CsvSource({"false, 4400", "true, 6400"})
  void a_call_allocates_no_more_than_its_bound(boolean delegated, long bytes) {
    HotPath path = new HotPath(delegated);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      List<Description> calls = new ArrayList<>();
      for (int call = 0; call < CALLS; call++) {
        calls.add(path.describe());
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      for (Description call : calls) {
        path.call(call);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(path.call(path.describe())).isInstanceOf(Passage.class);
    assertThat(least / CALLS).isBetween(1L, bytes);
  }
}
