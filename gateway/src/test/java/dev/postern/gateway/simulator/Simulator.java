package dev.postern.gateway.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** The long run, which {@code prove/simulator} starts. */
public final class Simulator {
  private Simulator() {}

  /**
   * Runs worlds until there were enough, or the time is over.
   *
   * @param arguments where the report goes, the first seed, how many, and for how many minutes at
   *     most
   */
  public static void main(String[] arguments) throws IOException {
    Path report = Path.of(arguments[0]);
    long from = Long.parseLong(arguments[1]);
    long seeds = Long.parseLong(arguments[2]);
    Duration longest = Duration.ofMinutes(Long.parseLong(arguments[3]));
    Tally tally = new Tally();
    long began = System.nanoTime();
    boolean held = true;
    try (ErrorLog errors = new ErrorLog()) {
      for (long i = 0; i < seeds && System.nanoTime() - began < longest.toNanos(); i++) {
        new Run(from + i, tally).run();
      }
    } catch (Broken broken) {
      held = false;
      System.out.println(broken.getMessage());
      broken.printStackTrace();
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    String told = told(tally, from, seconds, held);
    System.out.print(told);
    Files.writeString(report, told);
    System.exit(held ? 0 : 1);
  }

  private static String told(Tally tally, long from, double seconds, boolean held) {
    StringBuilder text = new StringBuilder("| what went wrong | how often |\n|---|---|\n");
    for (Map.Entry<Fault, Long> fault : tally.faults().entrySet()) {
      text.append("| ").append(words(fault.getKey())).append(" | ").append(fault.getValue());
      text.append(" |\n");
    }
    text.append("\n| how clients were answered | how often |\n|---|---|\n");
    tally
        .ends()
        .forEach((how, often) ->
            text.append("| ").append(how).append(" | ").append(often).append(" |\n"));
    long faults = tally.faults().values().stream().mapToLong(Long::longValue).sum();
    return text.append(
            String.format(
                Locale.ROOT,
                "%nsimulator: seeds %d from %d, steps %d, steps a second %.0f, faults %d,"
                    + " admissions %d, broken %d%n",
                tally.seeds(),
                from,
                tally.steps(),
                tally.steps() / seconds,
                faults,
                tally.admissions(),
                held ? 0 : 1))
        .toString();
  }

  private static String words(Fault fault) {
    return fault.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
