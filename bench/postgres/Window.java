import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One measurement of one way.
 *
 * @param row what was asked: a pgbench mode and its clients, or a stream of rows
 * @param rate transactions a second, or bytes a second
 * @param rows rows a second of a stream of rows, else 0
 * @param cpuUs processor time of the way for each transaction in us, or for each gigabyte in
 *     seconds
 * @param p50 and {@code p99} in us; 0 where they were not logged
 * @param foreign processor time of others, as a share of the machine
 * @param steal what the host took, as a share of the machine
 * @param busy how much of the machine was busy
 */
record Window(
    int repetition,
    String row,
    String way,
    double rate,
    double rows,
    double cpuUs,
    double p50,
    double p99,
    double foreign,
    double steal,
    double busy) {
  private static final double MOST_FOREIGN = 0.15;
  private static final double MOST_STEAL = 0.03;
  private static final int FEWEST = 10_000;
  private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");
  private static final Pattern COUNT = Pattern.compile("actually processed: ([0-9]+)");

  /** Whether somebody else took so much of the machine that it tells nothing. */
  boolean noisy() {
    return foreign > MOST_FOREIGN || steal > MOST_STEAL;
  }

  /** What pgbench is asked to do. */
  record Load(String mode, int clients, double seconds, double rate, boolean logged) {
    String row() {
      return mode + " " + clients + (rate > 0 ? " paced" : "");
    }
  }

  /** Runs pgbench -S once. */
  static Window of(Place place, int repetition, Way way, Load load)
      throws IOException, InterruptedException {
    Path logs = Files.createTempDirectory("postern-bench");
    List<String> words =
        new ArrayList<>(
            List.of("pgbench", "-n", "-S", "-M", load.mode(), "-c", "" + load.clients()));
    words.addAll(List.of("-j", "1", "-T", "" + Math.max(1, (int) load.seconds())));
    if (load.rate() > 0) {
      words.addAll(List.of("-R", "" + load.rate()));
    }
    if (load.logged()) {
      words.add("-l");
    }
    words.addAll(way.words());
    words.add("regression");
    ProcessBuilder client =
        new ProcessBuilder(words).directory(logs.toFile()).redirectErrorStream(true);
    way.into(client);
    Cpu before = Cpu.now(way.pids(), place.postmaster());
    long began = System.nanoTime();
    Process running = client.start();
    String said = new String(running.getInputStream().readAllBytes());
    if (running.waitFor() != 0) {
      throw new IOException("pgbench through " + way.name() + ": " + said);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    Cpu spent = Cpu.now(way.pids(), place.postmaster()).since(before);
    double[] sorted = load.logged() ? latencies(logs) : new double[0];
    try (Stream<Path> left = Files.list(logs)) {
      left.map(Path::toFile).forEach(File::delete);
    }
    Files.delete(logs);
    if (number(COUNT, said) == 0) {
      // The machine was so busy that it had not even connected.
      return new Window(repetition, load.row(), way.name(), 0, 0, 0, 0, 0, 1, 0, 1);
    }
    return new Window(
        repetition,
        load.row(),
        way.name(),
        number(RATE, said),
        0,
        spent.way() * 1e6 / number(COUNT, said),
        sorted.length == 0 ? 0 : sorted[sorted.length / 2],
        sorted.length < FEWEST ? 0 : sorted[(int) (sorted.length * 0.99)],
        place.share(spent.machine() - spent.way() - spent.server() - spent.client(), seconds),
        place.share(spent.stolen(), seconds),
        place.share(spent.machine(), seconds));
  }

  /** Asks for many rows once. */
  static Window of(Place place, int repetition, Way way, String row, String query)
      throws IOException, InterruptedException {
    ProcessBuilder client =
        new ProcessBuilder(place.tools().resolve("drain").toString(), way.conninfo(), query);
    way.into(client);
    client.redirectError(ProcessBuilder.Redirect.INHERIT);
    Cpu before = Cpu.now(way.pids(), place.postmaster());
    Process running = client.start();
    String[] said;
    try (BufferedReader lines = running.inputReader()) {
      said = String.valueOf(lines.readLine()).split(" ");
    }
    if (running.waitFor() != 0 || said.length != 3) {
      throw new IOException("drain through " + way.name() + " failed");
    }
    Cpu spent = Cpu.now(way.pids(), place.postmaster()).since(before);
    double bytes = Double.parseDouble(said[0]);
    double seconds = Double.parseDouble(said[2]);
    return new Window(
        repetition,
        row,
        way.name(),
        bytes / seconds,
        Double.parseDouble(said[1]) / seconds,
        spent.way() / bytes * 1e9,
        0,
        0,
        place.share(spent.machine() - spent.way() - spent.server() - spent.client(), seconds),
        place.share(spent.stolen(), seconds),
        place.share(spent.machine(), seconds));
  }

  /** The times of all transactions that pgbench logged, in us, rising. */
  private static double[] latencies(Path logs) throws IOException {
    List<double[]> files = new ArrayList<>();
    try (Stream<Path> each = Files.list(logs)) {
      for (Path log : each.toList()) {
        try (Stream<String> lines = Files.lines(log)) {
          files.add(lines.mapToDouble(line -> Double.parseDouble(line.split(" ", 4)[2])).toArray());
        }
      }
    }
    double[] all = files.stream().flatMapToDouble(Arrays::stream).toArray();
    Arrays.sort(all);
    return all;
  }

  private static double number(Pattern pattern, String said) throws IOException {
    Matcher found = pattern.matcher(said);
    if (!found.find()) {
      throw new IOException("pgbench said: " + said);
    }
    return Double.parseDouble(found.group(1));
  }
}
