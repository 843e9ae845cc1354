import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** The figures as JSON: {@code summary} is of the row {@code postern}. */
final class Report {
  static final String FIXED = "8 fixed";

  private final Figures figures;
  private final List<Way> ways;
  private final Map<String, String> summary = new LinkedHashMap<>();

  Report(Figures figures, List<Way> ways) {
    this.figures = figures;
    this.ways = ways;
  }

  /**
   * What the run was.
   *
   * @param warmed seconds of load before the first window, by way
   * @param dropped windows that were too noisy
   * @param raw every window, dropped or not
   */
  record Run(
      Plan plan,
      String command,
      Map<String, String> versions,
      Map<String, Double> warmed,
      double fixedRate,
      int dropped,
      List<String> raw) {}

  String json(Run run) {
    summarise(run);
    List<String> rows = ways.stream().map(this::row).toList();
    return "{\"when\":\"" + Instant.now() + "\",\"command\":\"" + run.command()
        + "\",\"quick\":" + run.plan().quick()
        + ",\"cores\":" + Runtime.getRuntime().availableProcessors()
        + ",\"versions\":" + texts(run.versions())
        + ",\"warmed_s\":" + numbers(run.warmed())
        + ",\"most_foreign\":" + Plan.MOST_FOREIGN
        + ",\"most_steal\":" + Plan.MOST_STEAL
        + ",\"dropped_windows\":" + run.dropped()
        + ",\n\"summary\":" + object(summary)
        + ",\n\"rows\":[\n" + String.join(",\n", rows)
        + "],\n\"raw\":[\n" + String.join(",\n", run.raw()) + "\n]}";
  }

  private void summarise(Run run) {
    for (Plan.Work work : Plan.WORKS) {
      put("vs_nginx_" + work.name(), rate(work.name(), Way.POLICY, Way.NGINX));
      put("vs_direct_" + work.name(), rate(work.name(), Way.POLICY, Way.DIRECT));
      if (ways.contains(Way.HAPROXY)) {
        put("vs_haproxy_" + work.name(), rate(work.name(), Way.POLICY, Way.HAPROXY));
      }
    }
    put("mask_vs_nginx_8", rate("8", Way.MASK, Way.NGINX));
    put("mask_vs_nginx_8_16k", rate("8_16k", Way.MASK, Way.NGINX));
    put("added_p50_us", figures.difference(FIXED, Way.POLICY, Way.DIRECT, Window::p50));
    put("nginx_added_p50_us", figures.difference(FIXED, Way.NGINX, Way.DIRECT, Window::p50));
    put("p99_vs_nginx", figures.ratio(FIXED, Way.POLICY, Way.NGINX, Window::p99));
    put("p99_vs_nginx_closed_8", figures.ratio("8", Way.POLICY, Way.NGINX, Window::p99));
    put("p99_us", figures.median(FIXED, Way.POLICY, Window::p99));
    put("due_p99_us", figures.median(FIXED, Way.POLICY, Window::dueP99));
    put("nginx_due_p99_us", figures.median(FIXED, Way.NGINX, Window::dueP99));
    put("cpu_us_per_op", figures.median("8", Way.POLICY, Window::cpu));
    put("nginx_cpu_us_per_op", figures.median("8", Way.NGINX, Window::cpu));
    put("fixed_rate", OptionalDouble.of(run.fixedRate()));
    put("fixed_busy", figures.median(FIXED, Way.POLICY, Window::busy));
  }

  private OptionalDouble rate(String work, Way way, Way to) {
    return figures.ratio(work, way, to, Window::rate);
  }

  private String row(Way way) {
    List<String> cells = new ArrayList<>();
    for (Plan.Work work : Plan.works(way)) {
      Map<String, String> cell = new LinkedHashMap<>();
      cell.put("rate", number(figures.median(work.name(), way, Window::rate)));
      cell.put("p50_us", number(figures.median(work.name(), way, Window::p50)));
      cell.put("p99_us", number(figures.median(work.name(), way, Window::p99)));
      cell.put("cpu_us_per_op", number(figures.median(work.name(), way, Window::cpu)));
      cell.put("vs_nginx", number(rate(work.name(), way, Way.NGINX)));
      cell.put(
          "vs_nginx_range", figures.range(work.name(), way, Way.NGINX, Window::rate).toString());
      cells.add("\"" + work.name() + "\":" + object(cell));
    }
    return "{\"row\":\"" + way.label() + "\",\"adds\":\"" + way.adds() + "\","
        + String.join(",", cells) + "}";
  }

  private void put(String key, OptionalDouble value) {
    summary.put(key, number(value));
  }

  /** The number, or null where too few windows were quiet. */
  static String number(OptionalDouble value) {
    return value.isEmpty() ? "null" : number(value.getAsDouble());
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static String object(Map<String, String> entries) {
    return "{"
        + String.join(
            ",",
            entries.entrySet().stream().map(e -> "\"" + e.getKey() + "\":" + e.getValue()).toList())
        + "}";
  }

  private static String texts(Map<String, String> entries) {
    Map<String, String> quoted = new LinkedHashMap<>();
    entries.forEach((key, text) -> quoted.put(key, "\"" + text.replaceAll("[\"\\\\]", "'") + "\""));
    return object(quoted);
  }

  private static String numbers(Map<String, Double> entries) {
    Map<String, String> told = new LinkedHashMap<>();
    entries.forEach((key, value) -> told.put(key, number(value)));
    return object(told);
  }
}
