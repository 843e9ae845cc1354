package dev.postern.cli.doctor;

import java.util.List;
import java.util.OptionalLong;

/** Whether the heap fits into the memory that the process may use. */
final class MemoryCheck implements Check {
  private static final long LEAST = 512L << 20;
  private static final double MOST_HEAP = 0.75;

  @Override
  public String id() {
    return "memory";
  }

  @Override
  public String about() {
    return "the memory of the control group or machine, against the heap";
  }

  @Override
  public List<Look> looks(Patient patient) {
    return List.of(
        new Look("", () -> told(patient.machine().memory(), Runtime.getRuntime().maxMemory())));
  }

  static Finding told(OptionalLong memory, long heap) {
    if (memory.isEmpty()) {
      return Finding.skipped("the system does not tell how much there is");
    }
    String has =
        (memory.getAsLong() >> 20) + " MiB may be used, a heap takes up to " + (heap >> 20);
    if (memory.getAsLong() < LEAST) {
      return Finding.warning(
          has + " MiB",
          "Give it 512 MiB at least: buffers and the ledger's windows lie beside the heap.");
    }
    return heap > MOST_HEAP * memory.getAsLong()
        ? Finding.problem(
            has + " MiB: too much of it",
            "Leave a quarter for buffers, threads and the ledger's windows: a smaller -Xmx, or a"
                + " higher limit. The system ends a process that goes over it.")
        : Finding.ok(has + " MiB");
  }
}
