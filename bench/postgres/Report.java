import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.ToDoubleFunction;

/**
 * What the windows say: medians, and ratios of the same repetition. Windows that strangers
 * disturbed are left out.
 */
final class Report {
  private static final List<String> SMALL = List.of("simple", "prepared");

  private final List<Window> quiet;
  private final List<Window> all;
  private final Properties told;

  Report(List<Window> all, Properties told) {
    this.all = all;
    this.quiet = all.stream().filter(window -> !window.noisy()).toList();
    this.told = told;
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[(sorted.length - 1) / 2];
  }

  private List<Double> of(String row, String way, ToDoubleFunction<Window> what) {
    return quiet.stream()
        .filter(window -> window.row().equals(row) && window.way().equals(way))
        .map(what::applyAsDouble)
        .filter(value -> value > 0)
        .toList();
  }

  /** A way's figure over that of another in the same repetition. */
  private List<Double> ratios(String row, String way, String peer, ToDoubleFunction<Window> what) {
    List<Double> found = new ArrayList<>();
    for (Window ours : quiet) {
      for (Window theirs : quiet) {
        boolean pair =
            ours.way().equals(way)
                && theirs.way().equals(peer)
                && ours.repetition() == theirs.repetition();
        if (pair
            && ours.row().equals(row)
            && theirs.row().equals(row)
            && what.applyAsDouble(theirs) > 0) {
          found.add(what.applyAsDouble(ours) / what.applyAsDouble(theirs));
        }
      }
    }
    return found;
  }

  private double small(String way, String peer, int clients) {
    List<Double> both = new ArrayList<>();
    SMALL.forEach(mode -> both.addAll(ratios(mode + " " + clients, way, peer, Window::rate)));
    return median(both);
  }

  private double cpu(String way) {
    List<Double> both = new ArrayList<>();
    for (String mode : SMALL) {
      for (int clients : new int[] {1, 8, 32}) {
        both.addAll(of(mode + " " + clients, way, Window::cpuUs));
      }
    }
    return median(both);
  }

  private double most(ToDoubleFunction<Window> what) {
    return all.stream().mapToDouble(what).max().orElse(0);
  }

  private Map<String, Double> summary() {
    Map<String, Double> keys = new LinkedHashMap<>();
    for (int clients : new int[] {1, 8, 32}) {
      keys.put("vs_pgbouncer_" + clients, small("guarded", "pgbouncer", clients));
    }
    for (int clients : new int[] {1, 8, 32}) {
      keys.put("open_vs_haproxy_" + clients, small("open", "haproxy", clients));
    }
    for (int clients : new int[] {1, 8, 32}) {
      keys.put("vs_direct_" + clients, small("guarded", "direct", clients));
    }
    for (int clients : new int[] {8, 32}) {
      keys.put("vs_copy_loop_" + clients, small("guarded", "relay", clients));
    }
    keys.put(
        "extended_vs_pgbouncer_8",
        median(ratios("extended 8", "guarded", "pgbouncer", Window::rate)));
    keys.put(
        "tls_vs_pgbouncer_8",
        median(ratios("prepared 8", "guarded-tls", "pgbouncer-tls", Window::rate)));
    keys.put("cpu_us_per_op", cpu("guarded"));
    keys.put("cpu_us_per_op_open", cpu("open"));
    keys.put("cpu_us_per_op_pgbouncer", cpu("pgbouncer"));
    keys.put("p99_vs_pgbouncer_8", median(ratios("simple 8", "guarded", "pgbouncer", Window::p99)));
    keys.put(
        "p99_vs_pgbouncer_32", median(ratios("simple 32", "guarded", "pgbouncer", Window::p99)));
    keys.put(
        "p99_vs_pgbouncer_paced",
        median(ratios("simple 8 paced", "guarded", "pgbouncer", Window::p99)));
    keys.put("paced_rate", median(of("simple 8 paced", "pgbouncer", Window::rate)));
    keys.put("paced_busy", median(of("simple 8 paced", "guarded", Window::busy)));
    keys.put("select_vs_pgbouncer", median(ratios("select", "guarded", "pgbouncer", Window::rate)));
    keys.put(
        "copy_out_vs_pgbouncer", median(ratios("copy out", "guarded", "pgbouncer", Window::rate)));
    keys.put("select_mb_s", median(of("select", "guarded", Window::rate)) / 1e6);
    keys.put("select_rows_s", median(of("select", "guarded", Window::rows)));
    keys.put("select_cpu_s_per_gb", median(of("select", "guarded", Window::cpuUs)));
    keys.put("idle_kib_per_session", told("idle"));
    keys.put("idle_kib_per_session_tls", told("idle_tls"));
    keys.put("idle_kernel_kib_per_session", told("idle_kernel"));
    keys.put("foreign_most", most(Window::foreign));
    keys.put("steal_most", most(Window::steal));
    keys.put("windows", (double) all.size());
    keys.put("windows_dropped", (double) (all.size() - quiet.size()));
    return keys;
  }

  private double told(String key) {
    return Double.parseDouble(told.getProperty(key, "NaN"));
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "null";
    }
    boolean whole = value == Math.rint(value) || value >= 100;
    return String.format(Locale.ROOT, whole ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
  }

  /** The summary and every window, with those that were dropped. */
  String json() {
    StringBuilder text = new StringBuilder("{\n  \"summary\": {\n");
    List<String> lines = new ArrayList<>();
    summary().forEach((key, value) -> lines.add("    \"" + key + "\": " + number(value)));
    text.append(String.join(",\n", lines)).append("\n  },\n  \"windows\": [\n");
    List<String> taken = new ArrayList<>();
    for (Window window : all) {
      taken.add(
          String.format(
              Locale.ROOT,
              "    {\"repetition\": %d, \"row\": \"%s\", \"way\": \"%s\", \"rate\": %.1f, \"cpu\":"
                  + " %.2f, \"p50_us\": %.0f, \"p99_us\": %.0f, \"foreign\": %.3f, \"steal\": %.3f,"
                  + " \"busy\": %.2f, \"dropped\": %b}",
              window.repetition(),
              window.row(),
              window.way(),
              window.rate(),
              window.cpuUs(),
              window.p50(),
              window.p99(),
              window.foreign(),
              window.steal(),
              window.busy(),
              window.noisy()));
    }
    return text.append(String.join(",\n", taken))
        .append("\n  ],\n  \"about\": \"")
        .append(told.getProperty("about", "").replace("\"", "'"))
        .append("\"\n}\n")
        .toString();
  }

  /** The tables of docs/proofs/bench-postgres.md. */
  String markdown() {
    StringBuilder text =
        new StringBuilder(told.getProperty("about", ""))
            .append("\n\n| `summary` | value |\n|---|---|\n");
    summary().forEach((key, value) -> text.append("| `" + key + "` | " + number(value) + " |\n"));
    List<String> ways =
        Arrays.stream(told.getProperty("ways").split(" "))
            .filter(way -> !way.endsWith("-tls"))
            .toList();
    List<String> rows = quiet.stream().map(Window::row).distinct().toList();
    text.append(
        "\n"
            + "Transactions a second, medians; in brackets the processor time of the way in us for"
            + " each.\n\n");
    table(
        text,
        ways,
        rows.stream().filter(row -> !bulk(row) && !row.endsWith("paced")).toList(),
        (row, way) ->
            cell("%,.0f", of(row, way, Window::rate))
                + cell(" (%.1f)", of(row, way, Window::cpuUs)));
    text.append("\np50 / p99 in us of logged transactions; closed loop, and at a fixed rate.\n\n");
    table(
        text,
        ways,
        rows.stream().filter(row -> !bulk(row)).toList(),
        (row, way) ->
            cell("%.0f", of(row, way, Window::p50)) + cell(" / %.0f", of(row, way, Window::p99)));
    text.append(
        "\n"
            + "One million rows of six texts: MB/s, million rows a second, and processor time of"
            + " the way in s for each GB.\n\n");
    table(
        text,
        ways,
        rows.stream().filter(Report::bulk).toList(),
        (row, way) -> {
          List<Double> mega = of(row, way, Window::rate).stream().map(rate -> rate / 1e6).toList();
          List<Double> millions =
              of(row, way, Window::rows).stream().map(rate -> rate / 1e6).toList();
          return cell("%.0f", mega)
              + cell(", %.2f", millions)
              + cell(" (%.1f)", of(row, way, Window::cpuUs));
        });
    text.append("\nTLS on both legs, `prepared 8`.\n\n");
    table(
        text,
        List.of("direct-tls", "pgbouncer-tls", "guarded-tls"),
        List.of("prepared 8"),
        (row, way) ->
            cell("%,.0f", of(row, way, Window::rate))
                + cell(" (%.1f)", of(row, way, Window::cpuUs)));
    return text.toString();
  }

  private static boolean bulk(String row) {
    return row.equals("select") || row.equals("copy out");
  }

  private static String cell(String form, List<Double> values) {
    return values.isEmpty() ? "" : String.format(Locale.ROOT, form, median(values));
  }

  /** What stands in a cell. */
  private interface Cell {
    String of(String row, String way);
  }

  private static void table(StringBuilder text, List<String> ways, List<String> rows, Cell cell) {
    text.append("| |");
    ways.forEach(way -> text.append(" ").append(way).append(" |"));
    text.append("\n|---|").append("---|".repeat(ways.size())).append("\n");
    for (String row : rows) {
      text.append("| ").append(row).append(" |");
      ways.forEach(way -> text.append(" ").append(cell.of(row, way)).append(" |"));
      text.append("\n");
    }
  }
}
