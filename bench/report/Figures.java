import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * One report of all benches: {@code Figures.java FOLDER} reads {@code mcp.json}, {@code
 * postgres.json} and {@code kernel.txt} there, and writes {@code README.md} and its plots beside
 * them.
 */
final class Figures {
  private static final List<String> MCP_WAYS =
      List.of(
          "direct",
          "nginx",
          "haproxy",
          "relay",
          "sign-in",
          "postern",
          "ledger",
          "mask",
          "power-loss");
  private static final List<String> POSTGRES_WAYS =
      List.of("direct", "pgbouncer", "haproxy", "relay", "open", "guarded");
  private static final Set<String> OURS =
      Set.of("sign-in", "postern", "ledger", "mask", "power-loss", "open", "guarded");

  private final Path folder;
  private final JsonNode mcpReport;
  private final JsonNode postgresReport;
  private final Series mcp;
  private final Series postgres;

  private Figures(Path folder) throws IOException {
    this.folder = folder;
    ObjectMapper json = new ObjectMapper();
    mcpReport = json.readTree(Files.readString(folder.resolve("mcp.json")));
    postgresReport = json.readTree(Files.readString(folder.resolve("postgres.json")));
    mcp = new Series(Taken.ofMcp(mcpReport));
    postgres = new Series(Taken.ofPostgres(postgresReport));
  }

  public static void main(String[] words) throws IOException {
    new Figures(Path.of(words[0])).write();
  }

  private void write() throws IOException {
    plot(
        "mcp-rate.svg",
        rates(
            "MCP: calls a second over nginx's in the same repetition (line: nginx)",
            mcp,
            MCP_WAYS,
            "nginx",
            true));
    plot(
        "mcp-cpu.svg",
        costs(
            "MCP: processor time of the way for each call, us",
            mcp,
            MCP_WAYS,
            true,
            load -> !load.contains("fixed")));
    plot(
        "mcp-latency.svg",
        tails("MCP: p50 and p99 at a fixed rate, from when a call was due, us", mcp, MCP_WAYS, true, "8 fixed"));
    plot(
        "postgres-rate.svg",
        rates(
            "PostgreSQL: transactions or bytes a second over PgBouncer's in the same repetition"
                + " (line: PgBouncer)",
            postgres,
            POSTGRES_WAYS,
            "pgbouncer",
            false));
    plot(
        "postgres-cpu.svg",
        costs(
            "PostgreSQL: processor time of the way for each transaction, us",
            postgres,
            POSTGRES_WAYS,
            false,
            load -> load.matches("(simple|prepared|extended) \\d+")));
    plot(
        "postgres-latency.svg",
        tails(
            "PostgreSQL: p50 and p99 at a fixed rate, us",
            postgres,
            POSTGRES_WAYS,
            false,
            "simple 8 paced"));
    Files.writeString(folder.resolve("README.md"), page());
  }

  private void plot(String name, Bars bars) throws IOException {
    Files.writeString(folder.resolve(name), bars.svg());
  }

  private static boolean ours(String way, boolean mcp) {
    // The bare relay of the PostgreSQL bench is a program in C; MCP's is a target of the gateway.
    return way.equals("relay") ? mcp : OURS.contains(way);
  }

  private static Bars rates(
      String title, Series series, List<String> ways, String peer, boolean mcp) {
    List<Bars.Group> groups = new ArrayList<>();
    for (String load : series.loads()) {
      if (load.contains("fixed") || load.contains("paced")) {
        continue;
      }
      List<Bars.Bar> bars = new ArrayList<>();
      for (String way : ways) {
        series
            .ratio(way, peer, load, Taken::rate)
            .ifPresent(spread -> bars.add(new Bars.Bar(way, ours(way, mcp), spread)));
      }
      if (bars.size() > 1) {
        groups.add(new Bars.Group(named(load), bars));
      }
    }
    return new Bars(title, Optional.of(1.0), groups);
  }

  private static Bars costs(
      String title, Series series, List<String> ways, boolean mcp, Predicate<String> wanted) {
    List<Bars.Group> groups = new ArrayList<>();
    for (String load : series.loads().stream().filter(wanted).toList()) {
      List<Bars.Bar> bars = new ArrayList<>();
      for (String way : ways) {
        series
            .figure(way, load, Taken::cpu)
            .ifPresent(spread -> bars.add(new Bars.Bar(way, ours(way, mcp), spread)));
      }
      groups.add(new Bars.Group(named(load), bars));
    }
    return new Bars(title, Optional.empty(), groups);
  }

  private static Bars tails(
      String title, Series series, List<String> ways, boolean mcp, String load) {
    List<Bars.Group> groups = new ArrayList<>();
    for (Map.Entry<String, ToDoubleFunction<Taken>> part :
        List.<Map.Entry<String, ToDoubleFunction<Taken>>>of(
            Map.entry("p50", Taken::p50), Map.entry("p99", Taken::p99))) {
      List<Bars.Bar> bars = new ArrayList<>();
      for (String way : ways) {
        series
            .figure(way, load, part.getValue())
            .ifPresent(spread -> bars.add(new Bars.Bar(way, ours(way, mcp), spread)));
      }
      groups.add(new Bars.Group(part.getKey(), bars));
    }
    return new Bars(title, Optional.empty(), groups);
  }

  private String page() throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("# Benches\n")
        .append(
            "Written by `bench/run all`; how each is measured stands in"
                + " [bench-mcp.md](../proofs/bench-mcp.md) and\n")
        .append(
            "[bench-postgres.md](../proofs/bench-postgres.md), what the profiles showed too. Ratios"
                + " are of the same repetition; the\n")
        .append(
            "median counts, a black line is the range. All on one machine, so that the client and"
                + " the server take from what they measure.\n\n")
        .append("MCP: `")
        .append(mcpReport.get("command").asString())
        .append("`, ")
        .append(mcpReport.get("when").asString())
        .append(", ")
        .append(mcpReport.get("cores").asInt())
        .append(" processors, ");
    List<String> versions = new ArrayList<>();
    mcpReport
        .get("versions")
        .properties()
        .forEach(entry -> versions.add(entry.getKey() + " " + entry.getValue().asString()));
    text.append(String.join("; ", versions))
        .append("; windows dropped for strangers' processor time: ")
        .append(mcpReport.get("dropped_windows").asInt())
        .append(".\n\n")
        .append("PostgreSQL: ")
        .append(postgresReport.path("about").asString(""))
        .append(" Windows dropped: ")
        .append(postgresReport.get("summary").get("windows_dropped").asString())
        .append(" of ")
        .append(postgresReport.get("summary").get("windows").asString())
        .append(".\n\n");
    section(
        text,
        "MCP",
        mcpReport.get("summary"),
        List.of("mcp-rate.svg", "mcp-cpu.svg", "mcp-latency.svg"));
    section(
        text,
        "PostgreSQL",
        postgresReport.get("summary"),
        List.of("postgres-rate.svg", "postgres-cpu.svg", "postgres-latency.svg"));
    text.append(
            "## The kernel alone\n"
                + "`bench/run kernel`: median nanoseconds and bytes for each step.\n\n"
                + "```\n")
        .append(Files.readString(folder.resolve("kernel.txt")).stripTrailing())
        .append("\n```\n\n")
        .append(
            "## Every window\n"
                + "[mcp.json](mcp.json) and [postgres.json](postgres.json) hold all of them, those"
                + " that were dropped too.\n");
    return text.toString();
  }

  private static void section(
      StringBuilder text, String name, JsonNode summary, List<String> plots) {
    text.append("## ").append(name).append("\n");
    plots.forEach(plot -> text.append("![").append(plot).append("](").append(plot).append(")\n\n"));
    text.append("| `summary` | value | target |\n|---|---|---|\n");
    summary
        .properties()
        .forEach(entry ->
            text.append("| `")
                .append(entry.getKey())
                .append("` | ")
                .append(said(entry.getValue()))
                .append(" | ")
                .append(
                    entry.getValue().isNumber()
                        ? Targets.of(entry.getKey(), entry.getValue().asDouble()).orElse("")
                        : "")
                .append(" |\n"));
    text.append("\n");
  }

  /** A load of the MCP bench in words; PostgreSQL's are words already. */
  private static String named(String load) {
    if (!load.matches("\\d+(_sse)?(_16k)?")) {
      return load;
    }
    String clients = load.replaceAll("_.*", "");
    return clients
        + (clients.equals("1") ? " client, " : " clients, ")
        + (load.endsWith("_16k") ? "16 KB" : "1 KB")
        + (load.contains("_sse") ? ", SSE" : "");
  }

  private static String said(JsonNode value) {
    if (!value.isNumber()) {
      return "not measured";
    }
    double number = value.asDouble();
    return number == Math.rint(number)
        ? String.format(Locale.ROOT, "%,.0f", number)
        : String.format(Locale.ROOT, number >= 10 ? "%.1f" : "%.2f", number);
  }
}
