package dev.postern.gateway.ops;

import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.gate.Load;
import dev.postern.kernel.gate.Witness;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All metrics of one gateway. Any thread. */
public final class Meters {
  private static final Logger LOG = LoggerFactory.getLogger(Meters.class);

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Families families = new Families(registry);
  private final MetricLimits limits;
  private final Tallies tallies;
  private final List<LoopMeter> loops = new CopyOnWriteArrayList<>();
  private final ExpositionFormatWriter open = OpenMetricsTextFormatWriter.create();
  private final ExpositionFormatWriter plain = PrometheusTextFormatWriter.create();

  /** Metrics that know no name yet. */
  public Meters() {
    this(MetricLimits.DEFAULT);
  }

  /** Metrics that know no name yet, within bounds. */
  public Meters(MetricLimits limits) {
    this.limits = limits;
    this.tallies = new Tallies(families, limits);
    perLoop(Metric.LOOP_SESSIONS, LoopMeter::sessions);
    perLane(Metric.PASSAGES, Load::open);
    perLane(Metric.HOLDS, Load::held);
    perLane(Metric.COMING, Load::coming);
    perLane(Metric.OWED, Load::owed);
    List.of("told", "failed", "dropped").forEach(fate -> spans(fate, 0));
  }

  /** A ledger whose entries are counted on their way to this one. */
  public Ledger counted(Ledger ledger) {
    return new CountedLedger(ledger, families, tallies);
  }

  /** What a target is told as: its name where the configuration has it, else {@code other}. */
  public String label(String target) {
    return tallies.label(target);
  }

  /** What sees operations end. */
  public Witness witness() {
    return (description, closed) -> {
      try {
        tallies.ended(description.operation().target(), closed.outcome());
      } catch (RuntimeException | Error broken) {
        LOG.warn("the end of an operation could not be counted", broken);
      }
    };
  }

  /** A meter for an event loop with a name of its own. */
  public LoopMeter loop(String name) {
    LoopMeter meter = new LoopMeter(families, name);
    loops.add(meter);
    return meter;
  }

  /**
   * What all event loops carry.
   *
   * @param sessions that run
   * @param operations that were let through and have not ended
   * @param held that wait for people
   */
  public record Carried(int sessions, int operations, int held) {}

  /** What all event loops carry, as each said it last. */
  public Carried carried() {
    int sessions = 0;
    int operations = 0;
    int held = 0;
    for (LoopMeter loop : loops) {
      sessions += loop.sessions();
      operations += loop.load().open();
      held += loop.load().held();
    }
    return new Carried(sessions, operations, held);
  }

  /**
   * Something became of spans.
   *
   * @param fate {@code told}, {@code failed} or {@code dropped}
   */
  public void spans(String fate, int many) {
    families.counter(Metric.SPANS).labelValues(fate).inc(many);
  }

  /** Takes the names of a configuration; those that are gone are scraped no more. */
  public void name(Named named) {
    tallies.name(named);
  }

  /** Has gauges read where their values are, and the machine that all runs on. Once. */
  public void read(Gauges gauges, String version) {
    labelled(Metric.CONNECTIONS, () -> longs(gauges.connections().get()));
    single(Metric.MCP_SESSIONS, gauges.mcpSessions());
    single(Metric.REQUESTS_OPEN, gauges.unanswered());
    single(Metric.REQUESTS_AGE, gauges.oldest());
    single(Metric.GRANTS, gauges.grants());
    labelled(Metric.LOCKS, gauges.locks());
    labelled(Metric.LEASE_AGE, gauges.leases());
    single(Metric.EPOCH, gauges.epoch());
    single(Metric.READY, () -> gauges.ready().getAsBoolean() ? 1 : 0);
    single(Metric.DRAINING, () -> gauges.draining().getAsBoolean() ? 1 : 0);
    families.gauge(
        Metric.QUEUED,
        to -> gauges.queues().get().forEach((name, fill) -> to.call(fill.length(), name)));
    families.gauge(
        Metric.QUEUE_BOUND,
        to -> gauges.queues().get().forEach((name, fill) -> to.call(fill.bound(), name)));
    families.info(Metric.BUILD, version, Runtime.version().toString());
    JvmMetrics.builder().register(registry);
  }

  /**
   * Everything as it is now.
   *
   * @param accept what the scraper says that it reads; OpenMetrics where it names it, else
   *     Prometheus's text
   */
  public Scrape scrape(String accept) {
    ExpositionFormatWriter writer = accept.contains("application/openmetrics-text") ? open : plain;
    ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);
    try {
      writer.write(out, registry.scrape());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return new Scrape(writer.getContentType(), out.toByteArray());
  }

  /**
   * What a scraper is answered.
   *
   * @param type its media type
   */
  public record Scrape(String type, byte[] text) {}

  private void perLane(Metric metric, ToLongFunction<Load> read) {
    perLoop(metric, meter -> read.applyAsLong(meter.load()));
  }

  private void perLoop(Metric metric, ToLongFunction<LoopMeter> read) {
    families.gauge(
        metric, to -> loops.forEach(meter -> to.call(read.applyAsLong(meter), meter.name())));
  }

  private void single(Metric metric, LongSupplier value) {
    families.gauge(metric, to -> to.call(value.getAsLong()));
  }

  private void labelled(Metric metric, java.util.function.Supplier<Map<String, Long>> values) {
    families.gauge(
        metric,
        to ->
            values.get().entrySet().stream()
                .limit(limits.credentials())
                .forEach(each -> to.call(each.getValue(), each.getKey())));
  }

  private static Map<String, Long> longs(Map<String, Integer> of) {
    return of.entrySet().stream()
        .collect(
            java.util.stream.Collectors.toMap(
                Map.Entry::getKey, each -> each.getValue().longValue()));
  }
}
