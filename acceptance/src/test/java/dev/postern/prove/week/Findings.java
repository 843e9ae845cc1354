package dev.postern.prove.week;

import dev.postern.kernel.audit.Report;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** What the samples say, and the bounds that they are held to. */
final class Findings {
  /** By so much of its mean may the resident memory rise over the last two thirds. */
  private static final double MEMORY = 0.05;

  /** By so many MiB may what lives in the heap rise, of 256. */
  private static final double HEAP = 8;

  private static final double OUTSIDE = 4;
  private static final double THREADS = 4;
  private static final double FILES = 12;

  /** By so much of it may what an operation takes in the ledger differ between two thirds. */
  private static final double LEDGER = 0.25;

  private final List<Sample> samples;
  private final List<Sample.Inner> inner;
  private final List<Double> kills;
  private final List<String> wrong = new ArrayList<>();
  private final List<String> rows = new ArrayList<>();

  Findings(List<Sample> samples, List<Sample.Inner> inner, List<Double> kills) {
    this.samples = samples;
    this.inner = inner;
    this.kills = kills;
    judge();
  }

  private void judge() {
    List<Sample> longest = lastTwoThirds(samples, Sample::life, Sample::at);
    List<Sample.Inner> within = lastTwoThirds(inner, Sample.Inner::life, Sample.Inner::at);
    double memory = MEMORY * trend(longest, Sample::rss).mean();
    row("resident memory, MiB", trend(longest, Sample::rss), memory);
    row("its proportional share, MiB", trend(longest, Sample::pss), memory);
    row("heap after a full collection, MiB", inner(within, Sample.Inner::heap), HEAP);
    row("buffers outside the heap, MiB", inner(within, Sample.Inner::outside), OUTSIDE);
    row("committed by the virtual machine, MiB", inner(within, Sample.Inner::total), memory);
    row("threads", trend(longest, Sample::threads), THREADS);
    row("file handles", trend(longest, Sample::files), FILES);
    row("sockets", trend(longest, Sample::sockets), FILES);
    ledger();
  }

  private static Sample.Trend trend(List<Sample> of, ToDoubleFunction<Sample> value) {
    return Sample.Trend.of(of, Sample::at, value);
  }

  private static Sample.Trend inner(List<Sample.Inner> of, ToDoubleFunction<Sample.Inner> value) {
    return Sample.Trend.of(of, Sample.Inner::at, value);
  }

  private void row(String what, Sample.Trend trend, double bound) {
    boolean good = trend.rise() <= bound;
    rows.add(
        String.format(
            Locale.ROOT,
            "| %s | %.1f | %.1f | %+.1f | %.1f | %s |",
            what,
            trend.first(),
            trend.last(),
            trend.rise(),
            bound,
            good ? "yes" : "no"));
    if (!good) {
      wrong.add(String.format(Locale.ROOT, "%s rose by %.1f", what, trend.rise()));
    }
  }

  /** The last two thirds of the life with the most samples. */
  private static <T> List<T> lastTwoThirds(
      List<T> all, Function<T, Integer> life, ToDoubleFunction<T> at) {
    Map<Integer, List<T>> lives = all.stream().collect(Collectors.groupingBy(life));
    List<T> longest =
        lives.values().stream()
            .max(java.util.Comparator.comparingInt(List::size))
            .orElseThrow(() -> new IllegalStateException("nothing was sampled"));
    double from = at.applyAsDouble(longest.getFirst());
    double third = (at.applyAsDouble(longest.getLast()) - from) / 3;
    return longest.stream().filter(each -> at.applyAsDouble(each) >= from + third).toList();
  }

  private void ledger() {
    Sample end = busiest();
    int third = samples.indexOf(end) / 3;
    double middle = kibEach(samples.get(third), samples.get(2 * third));
    double last = kibEach(samples.get(2 * third), end);
    boolean good = Math.abs(last - middle) <= LEDGER * middle;
    rows.add(
        String.format(
            Locale.ROOT,
            "| ledger, KiB for an operation of a caller, second and last third of the whole time |"
                + " %.2f | %.2f | %+.2f | %.2f | %s |",
            middle,
            last,
            last - middle,
            LEDGER * middle,
            good ? "yes" : "no"));
    if (!good) {
      wrong.add(
          "what an operation takes in the ledger changed from %.2f to %.2f KiB"
              .formatted(middle, last));
    }
  }

  /** The last sample while callers still worked. */
  private Sample busiest() {
    return samples.stream()
        .filter(sample -> sample.operations() == samples.getLast().operations())
        .findFirst()
        .orElseThrow();
  }

  private static double kibEach(Sample from, Sample to) {
    return (to.ledger() - from.ledger()) * 1024 / (to.operations() - from.operations());
  }

  List<String> wrong() {
    return List.copyOf(wrong);
  }

  /** Prints what was done, what failed, and the table. */
  void tell(WeekJournal journal, Report report, PrintStream out) {
    Sample last = busiest();
    Sample first = samples.getFirst();
    out.println(
        "| over the last two thirds of the longest life | line begins | ends | rises by | may rise"
            + " by | kept |");
    out.println("|---|---|---|---|---|---|");
    rows.forEach(out::println);
    out.println();
    out.printf(
        Locale.ROOT,
        "%.0f operations of callers, %.0f a second; the gateway took %.0f %% of one processor in"
            + " its longest life%n",
        last.operations(),
        (last.operations() - first.operations()) / (last.at() - first.at()),
        processor());
    out.printf(
        Locale.ROOT,
        "ledger: %d leaves in %d segments (%d admitted, %d refused, %d unknown after kills, %d"
            + " open), %.0f octets a leaf with its recordings; %d recordings; state %.2f MiB%n",
        report.counted().leaves(),
        report.counted().segments(),
        report.counted().admitted(),
        report.counted().refused(),
        report.counted().unknown(),
        report.counted().open(),
        last.ledger() * (1 << 20) / Math.max(1, report.counted().leaves()),
        report.counted().recordings(),
        last.state());
    out.println("done: " + told(journal.done()));
    out.println("failed, with a cause: " + told(journal.failures()));
  }

  private double processor() {
    List<Sample> longest = lastTwoThirds(samples, Sample::life, Sample::at);
    Sample from = longest.getFirst();
    Sample to =
        longest.stream().filter(each -> each.at() <= busiest().at()).reduce(from, (a, b) -> b);
    return 100 * (to.cpu() - from.cpu()) / Math.max(1, to.at() - from.at());
  }

  private static String told(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(each -> each.getKey() + " " + each.getValue())
        .collect(Collectors.joining(", "));
  }

  /** Everything as charts. */
  String svg() {
    return new Chart(samples.getLast().at(), kills)
        .add(
            "memory of the process, MiB",
            line("resident", Sample::rss),
            inner("committed by the JVM", Sample.Inner::total))
        .add("heap after a full collection, MiB (of 256)", inner("heap", Sample.Inner::heap))
        .add("buffers outside the heap, MiB", inner("outside", Sample.Inner::outside))
        .add(
            "handles and threads",
            line("file handles", Sample::files),
            line("sockets", Sample::sockets),
            line("threads", Sample::threads))
        .add("operations of callers a second", rate(Sample::operations))
        .add("processors that the gateway takes", rate(Sample::cpu))
        .add("ledger, MiB", line("ledger", Sample::ledger))
        .add("state.db and beside it, MiB", line("state", Sample::state))
        .svg();
  }

  private Chart.Series line(String name, ToDoubleFunction<Sample> value) {
    return new Chart.Series(
        name,
        samples.stream()
            .map(each -> new Chart.Point(each.at(), each.life(), value.applyAsDouble(each)))
            .toList());
  }

  private Chart.Series inner(String name, ToDoubleFunction<Sample.Inner> value) {
    return new Chart.Series(
        name,
        inner.stream()
            .map(each -> new Chart.Point(each.at(), each.life(), value.applyAsDouble(each)))
            .toList());
  }

  private Chart.Series rate(ToDoubleFunction<Sample> value) {
    List<Chart.Point> points = new ArrayList<>();
    for (int n = 1; n < samples.size(); n++) {
      Sample before = samples.get(n - 1);
      Sample now = samples.get(n);
      if (before.life() == now.life()) {
        double grown = value.applyAsDouble(now) - value.applyAsDouble(before);
        points.add(new Chart.Point(now.at(), now.life(), grown / (now.at() - before.at())));
      }
    }
    return new Chart.Series("", points);
  }

  /** Everything as numbers. */
  String csv() {
    return samples.stream()
        .map(s ->
            String.format(
                Locale.ROOT,
                "%.1f,%d,%.1f,%.1f,%.0f,%.0f,%.0f,%.1f,%.2f,%.0f,%.3f,%.0f",
                s.at(),
                s.life(),
                s.rss(),
                s.pss(),
                s.threads(),
                s.files(),
                s.sockets(),
                s.cpu(),
                s.ledger(),
                s.segments(),
                s.state(),
                s.operations()))
        .collect(
            Collectors.joining(
                "\n",
                "at,life,rss,pss,threads,files,sockets,cpu,ledger,segments,state,operations\n",
                "\n"));
  }
}
