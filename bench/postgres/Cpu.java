import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/**
 * Processor time so far, in seconds.
 *
 * @param way of the processes on the way
 * @param server of PostgreSQL and its sessions, those that have ended too
 * @param client of the bench and the clients that it has waited for
 * @param machine of everybody
 * @param stolen by the host
 */
record Cpu(double way, double server, double client, double machine, double stolen) {
  private static final double TICKS = 100;
  private static final int[] BUSY = {1, 2, 3, 6, 7};
  private static final int STEAL = 8;
  private static final int OWN = 11;
  private static final int CHILDREN = 13;
  private static final int PARENT = 1;

  static Cpu now(Collection<Long> way, long postmaster) throws IOException {
    String[] all =
        Files.readString(Path.of("/proc/stat")).lines().findFirst().orElseThrow().split("\\s+");
    double busy = 0;
    for (int i : BUSY) {
      busy += Double.parseDouble(all[i]) / TICKS;
    }
    double on = 0;
    for (long pid : way) {
      on += of(stat(pid), OWN);
    }
    String[] ours = stat(ProcessHandle.current().pid());
    return new Cpu(
        on,
        server(postmaster),
        of(ours, OWN) + of(ours, CHILDREN),
        busy,
        Double.parseDouble(all[STEAL]) / TICKS);
  }

  private static double server(long postmaster) throws IOException {
    String[] parent = stat(postmaster);
    double sum = of(parent, OWN) + of(parent, CHILDREN);
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        String[] stat = stat(Long.parseLong(process.getFileName().toString()));
        if (stat.length > CHILDREN && stat[PARENT].equals(Long.toString(postmaster))) {
          sum += of(stat, OWN);
        }
      }
    }
    return sum;
  }

  /** A process's fields behind its name; none when it is gone. */
  private static String[] stat(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    } catch (IOException gone) {
      return new String[0];
    }
  }

  private static double of(String[] stat, int at) {
    return stat.length > at + 1
        ? (Double.parseDouble(stat[at]) + Double.parseDouble(stat[at + 1])) / TICKS
        : 0;
  }

  /** What was spent since then. */
  Cpu since(Cpu before) {
    return new Cpu(
        way - before.way,
        server - before.server,
        client - before.client,
        machine - before.machine,
        stolen - before.stolen);
  }
}
