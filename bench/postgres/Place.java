import java.nio.file.Path;

/**
 * Where it is measured.
 *
 * @param postmaster the server's process
 * @param tools the directory of the programs in C
 */
record Place(long postmaster, Path tools) {
  /** A span of processor time as a share of the whole machine. */
  double share(double cpu, double seconds) {
    return Math.max(0, cpu) / seconds / Runtime.getRuntime().availableProcessors();
  }
}
