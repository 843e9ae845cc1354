import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures MCP through Postern beside a direct connection and other proxies, in one run: each
 * repetition runs every way once, and the way that begins shifts by one.
 */
final class Bench {
  private final Plan plan;
  private final Parties parties;
  private final Figures figures;
  private final List<String> raw = new ArrayList<>();
  private final Map<String, Double> warmed = new LinkedHashMap<>();
  private int retries;
  private int dropped;

  private Bench(Plan plan, Parties parties) {
    this.plan = plan;
    this.parties = parties;
    this.figures = new Figures(plan.leastQuiet());
    this.retries = plan.retries();
  }

  public static void main(String[] words) throws Exception {
    List<String> left = new ArrayList<>(List.of(words));
    Path root = Path.of(left.removeFirst());
    Path out = Path.of(left.removeFirst());
    String command = "bench/run mcp " + String.join(" ", left);
    Plan plan = Plan.of(left.remove("--quick"));
    Optional<Path> json = file(left, "--json");
    if (!left.isEmpty()) {
      System.err.println("bench: not understood: " + left);
      System.exit(2);
    }
    Processes processes = new Processes(out);
    Runtime.getRuntime().addShutdownHook(new Thread(processes::stop));
    Parties parties = Parties.start(root, out, processes);
    Bench bench = new Bench(plan, parties);
    String report = bench.run(command.strip());
    if (json.isPresent()) {
      Files.writeString(json.get(), report + "\n");
    }
    System.out.println(report);
    System.exit(0);
  }

  private static Optional<Path> file(List<String> words, String option) {
    int at = words.indexOf(option);
    if (at < 0 || at + 1 == words.size()) {
      return Optional.empty();
    }
    words.remove(at);
    return Optional.of(Path.of(words.remove(at)));
  }

  private String run(String command) throws Exception {
    List<Way> ways = parties.ways();
    for (Way way : ways) {
      warm(way);
    }
    for (int repetition = 0; repetition < plan.repetitions(); repetition++) {
      for (Plan.Work work : Plan.WORKS) {
        List<Way> those = ways.stream().filter(way -> Plan.works(way).contains(work)).toList();
        for (int i = 0; i < those.size(); i++) {
          Way way = those.get((i + repetition) % those.size());
          measure(way, work, work.name(), repetition, 0);
        }
      }
    }
    double fixed =
        figures.median("8", Way.POLICY, Window::rate).orElse(20_000) * Plan.FIXED_SHARE;
    List<Way> those = ways.stream().filter(Way::fixedRate).toList();
    for (int repetition = 0; repetition < plan.repetitions(); repetition++) {
      for (int i = 0; i < those.size(); i++) {
        Way way = those.get((i + repetition) % those.size());
        measure(way, Plan.EIGHT, Report.FIXED, repetition, fixed);
      }
    }
    return new Report(figures, ways)
        .json(
            new Report.Run(
                plan, command, parties.versions(), warmed, fixed, dropped, List.copyOf(raw)));
  }

  /**
   * Loads a way until the gateway's processor time for a call is stable, two windows in a row within
   * 5 %, and for its least time in any case; then each kind of load for a moment.
   */
  private void warm(Way way) throws Exception {
    boolean first = warmed.keySet().stream().noneMatch(label -> of(label).postern());
    double least = !way.postern() ? 1 : first ? plan.firstWarmSeconds() : plan.warmSeconds();
    double most = plan.quick() ? least : 3 * least;
    double spent = 0;
    double before = Double.MAX_VALUE;
    boolean stable = false;
    while (spent < least || (spent < most && !stable)) {
      long millis = way.postern() ? 2_000 : 500;
      double now = parties.load(way, Plan.EIGHT, millis, 0).cpu();
      stable = Math.abs(now - before) <= 0.05 * before;
      before = now;
      spent += millis / 1000.0;
    }
    for (Plan.Work work : Plan.works(way)) {
      parties.load(way, work, plan.quick() ? 500 : 3_000, 0);
      spent += plan.quick() ? 0.5 : 3;
    }
    warmed.put(way.label(), spent);
    System.err.println(way.label() + " is warm after " + spent + " s");
  }

  private static Way of(String label) {
    for (Way way : Way.values()) {
      if (way.label().equals(label)) {
        return way;
      }
    }
    throw new IllegalArgumentException(label);
  }

  private void measure(Way way, Plan.Work work, String name, int repetition, double rate)
      throws Exception {
    while (true) {
      Window window =
          parties.load(way, work, rate > 0 ? plan.fixedMillis() : plan.windowMillis(), rate);
      window.say(way, name);
      raw.add(
          "{\"row\":\"" + way.label() + "\",\"load\":\"" + name + "\",\"repetition\":" + repetition
              + ",\"asked_rate\":" + Report.number(rate)
              + ",\"gateway_cpu_us_per_op\":" + Report.number(window.cpu())
              + ",\"busy\":" + Report.number(window.busy())
              + ",\"foreign\":" + Report.number(window.foreign())
              + ",\"steal\":" + Report.number(window.steal())
              + ",\"quiet\":" + window.quiet() + ",\"told\":" + window.line() + "}");
      if (window.quiet()) {
        figures.put(name, way, repetition, window);
        return;
      }
      dropped++;
      if (retries-- <= 0) {
        return;
      }
    }
  }
}
