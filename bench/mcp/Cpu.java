import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/**
 * Processor time so far, in seconds.
 *
 * @param gateway of the processes on the way
 * @param ours of all processes that the bench started, and of itself
 * @param machine of everybody
 * @param stolen by the host
 */
record Cpu(double gateway, double ours, double machine, double stolen) {
  private static final double TICKS = 100;
  private static final int[] BUSY = {1, 2, 3, 6, 7};
  private static final int STEAL = 8;

  static Cpu now(Collection<Long> onTheWay, Collection<Long> started) throws IOException {
    String[] machine =
        Files.readString(Path.of("/proc/stat")).lines().findFirst().orElseThrow().split("\\s+");
    double busy = 0;
    for (int i : BUSY) {
      busy += Double.parseDouble(machine[i]) / TICKS;
    }
    double ours = of(ProcessHandle.current().pid());
    for (long pid : started) {
      ours += of(pid);
    }
    double gateway = 0;
    for (long pid : onTheWay) {
      gateway += of(pid);
    }
    return new Cpu(gateway, ours, busy, Double.parseDouble(machine[STEAL]) / TICKS);
  }

  private static double of(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (Double.parseDouble(fields[11]) + Double.parseDouble(fields[12])) / TICKS;
    } catch (IOException gone) {
      return 0;
    }
  }
}
