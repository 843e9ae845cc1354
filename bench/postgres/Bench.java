import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * pgbench and long answers over every way in turn: {@code Bench.java PLACE OUT}, where PLACE is a
 * properties file that {@code bench} writes. Every repetition takes each row over all ways,
 * beginning with another one each time. What a stranger disturbed is measured again, and dropped by
 * the report where that did not help.
 */
final class Bench {
  private static final String MILLION = "SELECT a, b, c, d, e, f FROM bulk";
  private static final String COPY = "COPY bulk TO STDOUT";
  private static final double WANTED_BUSY = 0.45;
  private static final double FIRST_GUESS = 0.25;
  private static final int PACED_CLIENTS = 8;

  private final Place place;
  private final Map<String, Way> ways = new LinkedHashMap<>();
  private final boolean quick;
  private final boolean smoke;
  private final List<Window> windows = new ArrayList<>();

  private Bench(Properties told) {
    place =
        new Place(
            Long.parseLong(told.getProperty("postmaster")), Path.of(told.getProperty("tools")));
    quick = told.getProperty("quick").equals("1");
    smoke = told.getProperty("smoke").equals("1");
    for (String name : told.getProperty("ways").split(" ")) {
      String[] words = told.getProperty("way." + name).split(" ");
      List<Long> pids = Arrays.stream(words).skip(4).map(Long::parseLong).toList();
      ways.put(name, new Way(name, Integer.parseInt(words[0]), words[1], words[2], words[3], pids));
    }
  }

  public static void main(String[] words) throws IOException, InterruptedException {
    Properties told = new Properties();
    try (var in = Files.newBufferedReader(Path.of(words[0]))) {
      told.load(in);
    }
    Bench bench = new Bench(told);
    bench.warm();
    bench.run();
    Report report = new Report(bench.windows, told);
    Files.writeString(Path.of(words[1]), report.json());
    Files.writeString(Path.of(words[1] + ".md"), report.markdown());
  }

  private List<Way> plain() {
    return ways.values().stream().filter(way -> !way.name().endsWith("-tls")).toList();
  }

  private List<Way> secured() {
    return ways.values().stream().filter(way -> way.name().endsWith("-tls")).toList();
  }

  /** Long enough that the compiler has seen what is measured; programs in C need none of it. */
  private void warm() throws IOException, InterruptedException {
    double longest = smoke ? 2 : quick ? 16 : 45;
    for (Way way : ways.values()) {
      double seconds =
          switch (way.name()) {
            case "guarded" -> longest;
            case "open", "guarded-tls" -> longest / 3;
            default -> 1;
          };
      for (String mode :
          seconds > 1 ? List.of("simple", "prepared", "extended") : List.of("simple")) {
        double part = mode.equals("extended") ? seconds / 4 : seconds;
        Window.of(place, 0, way, new Window.Load(mode, 8, part, 0, false));
      }
      if (!way.name().endsWith("-tls")) {
        for (int i = 0; i < (seconds > 1 ? 3 : 1); i++) {
          Window.of(place, 0, way, "select", MILLION);
          Window.of(place, 0, way, "copy out", COPY);
        }
      }
    }
  }

  private void run() throws IOException, InterruptedException {
    int repetitions = smoke ? 1 : quick ? 3 : 6;
    double seconds = smoke ? 1 : quick ? 2 : 10;
    for (int repetition = 1; repetition <= repetitions; repetition++) {
      for (String mode : List.of("simple", "prepared", "extended")) {
        for (int clients : new int[] {1, 8, 32}) {
          if (!quick || inShort(mode, clients, repetition)) {
            // pgbench's time begins before it has connected, which takes a second where there are
            // many.
            double longer = clients > 8 ? seconds + 1 : seconds;
            each(plain(repetition), repetition, new Window.Load(mode, clients, longer, 0, true));
          }
        }
      }
      if (!quick || repetition < 3) {
        bulk(repetition);
      }
      if (!quick || repetition == 1) {
        each(secured(), repetition, new Window.Load("prepared", 8, seconds + 1, 0, true));
      }
    }
    double rate = paced();
    for (int repetition = 1; repetition <= (quick ? 1 : repetitions); repetition++) {
      each(
          plain(),
          repetition,
          new Window.Load("simple", PACED_CLIENTS, quick ? 3 : 15, rate, true));
    }
  }

  /** What a short run has no time to repeat is taken once, or not at all. */
  private static boolean inShort(String mode, int clients, int repetition) {
    if (mode.equals("extended")) {
      return clients == 8 && repetition == 1;
    }
    return clients > 1 || repetition == 1;
  }

  /** All ways; of a short run the copy loop once. */
  private List<Way> plain(int repetition) {
    return plain().stream()
        .filter(way -> !quick || repetition == 1 || !way.name().equals("relay"))
        .toList();
  }

  private void each(List<Way> over, int repetition, Window.Load load)
      throws IOException, InterruptedException {
    for (Way way : turned(over, repetition)) {
      Window taken = Window.of(place, repetition, way, load);
      for (int again = 0; taken.noisy() && again < (smoke ? 0 : quick ? 1 : 3); again++) {
        taken = Window.of(place, repetition, way, load);
      }
      keep(taken);
    }
  }

  private void bulk(int repetition) throws IOException, InterruptedException {
    for (Way way : turned(plain(), repetition)) {
      keep(Window.of(place, repetition, way, "select", MILLION));
      keep(Window.of(place, repetition, way, "copy out", COPY));
    }
  }

  /** A rate at which the machine is nearly half busy with the peer on the way. */
  private double paced() throws IOException, InterruptedException {
    Way peer = ways.get("pgbouncer");
    double most =
        Window.of(place, 0, peer, new Window.Load("simple", PACED_CLIENTS, 2, 0, false)).rate();
    Window guess =
        Window.of(
            place,
            0,
            peer,
            new Window.Load("simple", PACED_CLIENTS, 2, Math.rint(most * FIRST_GUESS), false));
    return Math.rint(guess.rate() * Math.min(2, WANTED_BUSY / guess.busy()));
  }

  private void keep(Window window) {
    windows.add(window);
    System.out.printf(
        "%d %-16s %-14s %,14.0f/s  cpu %6.1f  p50 %5.0f  p99 %6.0f  foreign %.2f  steal %.2f%n",
        window.repetition(),
        window.row(),
        window.way(),
        window.rate(),
        window.cpuUs(),
        window.p50(),
        window.p99(),
        window.foreign(),
        window.steal());
  }

  private static List<Way> turned(List<Way> over, int by) {
    List<Way> list = new ArrayList<>(over);
    Collections.rotate(list, -by);
    return list;
  }
}
