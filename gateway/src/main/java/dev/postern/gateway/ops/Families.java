package dev.postern.gateway.ops;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** The counters and histograms of {@link Metric}, registered once. Any thread. */
final class Families {
  /** Upper bounds in seconds of what one loop does at once: 1 microsecond to 1 second. */
  private static final double[] SHORT = {
    0.000_001, 0.000_005, 0.000_025, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025,
    0.1, 0.25, 1
  };

  /** Upper bounds in seconds of what waits for a target or for people. */
  private static final double[] LONG = {
    0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2.5, 10, 60, 600
  };

  private final PrometheusRegistry registry;
  private final Map<Metric, Counter> counters = new EnumMap<>(Metric.class);
  private final Map<Metric, Histogram> histograms = new EnumMap<>(Metric.class);

  Families(PrometheusRegistry registry) {
    this.registry = registry;
    for (Metric metric : Metric.values()) {
      switch (metric.kind()) {
        case COUNTER -> counters.put(metric, newCounter(metric));
        case HISTOGRAM -> histograms.put(metric, newHistogram(metric));
        case GAUGE, INFO -> {}
      }
    }
  }

  private Counter newCounter(Metric metric) {
    return Counter.builder()
        .name(metric.title())
        .help(metric.help())
        .labelNames(metric.labelArray())
        .withoutExemplars()
        .register(registry);
  }

  private Histogram newHistogram(Metric metric) {
    return Histogram.builder()
        .name(metric.title())
        .help(metric.help())
        .labelNames(metric.labelArray())
        .classicOnly()
        .classicUpperBounds(metric == Metric.DURATION ? LONG : SHORT)
        .withoutExemplars()
        .register(registry);
  }

  Counter counter(Metric metric) {
    return Objects.requireNonNull(counters.get(metric));
  }

  Histogram histogram(Metric metric) {
    return Objects.requireNonNull(histograms.get(metric));
  }

  /** Registers a gauge that is read when it is scraped. */
  void gauge(Metric metric, Consumer<GaugeWithCallback.Callback> read) {
    GaugeWithCallback.builder()
        .name(metric.title())
        .help(metric.help())
        .labelNames(metric.labelArray())
        .callback(read)
        .register(registry);
  }

  /** Registers what never changes. */
  void info(Metric metric, String... values) {
    Info info =
        Info.builder()
            .name(metric.title())
            .help(metric.help())
            .labelNames(metric.labelArray())
            .register(registry);
    info.addLabelValues(values);
  }
}
