package dev.postern.gateway.ops;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Refusal;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The series of one target, bound before anything is counted. Any thread. */
final class TargetTally {
  static final String ALLOWED = "allowed";
  static final String PREPARED = "prepared";

  private final String target;
  private final String protocol;
  private final Families families;
  private final CounterDataPoint allowed;
  private final CounterDataPoint prepared;
  private final CounterDataPoint otherwise;
  private final Map<String, CounterDataPoint> refused = new HashMap<>();
  private final Map<Leaf.End, CounterDataPoint> ended = new EnumMap<>(Leaf.End.class);
  private final DistributionDataPoint duration;
  private final CounterDataPoint sent;
  private final CounterDataPoint shown;
  private final CounterDataPoint masked;
  private final CounterDataPoint withheld;

  TargetTally(Families families, String target, String protocol) {
    this.families = families;
    this.target = target;
    this.protocol = protocol;
    this.allowed = decided(ALLOWED);
    this.prepared = decided(PREPARED);
    this.otherwise = decided(Tallies.OTHER);
    for (Refusal.Code code : Refusal.Code.values()) {
      refused.put(code.word(), decided(code.word()));
    }
    for (Leaf.End end : Leaf.End.values()) {
      ended.put(end, families.counter(Metric.ENDED).labelValues(target, protocol, word(end)));
    }
    this.duration = families.histogram(Metric.DURATION).labelValues(target, protocol);
    this.sent = families.counter(Metric.SENT).labelValues(target);
    this.shown = families.counter(Metric.SHOWN).labelValues(target);
    this.masked = families.counter(Metric.MASKED).labelValues(target);
    this.withheld = families.counter(Metric.WITHHELD).labelValues(target);
  }

  private CounterDataPoint decided(String result) {
    return families.counter(Metric.OPERATIONS).labelValues(target, protocol, result);
  }

  private static String word(Leaf.End end) {
    return end.name().toLowerCase(Locale.ROOT);
  }

  String protocol() {
    return protocol;
  }

  void admitted(String answer) {
    (answer.equals("prepare") ? prepared : allowed).inc();
  }

  void refused(String code) {
    refused.getOrDefault(code, otherwise).inc();
  }

  void ended(Leaf.Outcome outcome) {
    CounterDataPoint point = ended.get(outcome.end());
    if (point != null) {
      point.inc();
    }
    duration.observe(outcome.took().toNanos() / 1e9);
    Leaf.Counts counts = outcome.counts();
    add(sent, counts.sent());
    add(shown, counts.shown());
    add(masked, counts.masked());
    add(withheld, counts.withheld());
  }

  private static void add(CounterDataPoint to, long some) {
    if (some > 0) {
      to.inc(some);
    }
  }

  /** Takes its series out of what is scraped. */
  void remove() {
    families.counter(Metric.OPERATIONS).remove(target, protocol, ALLOWED);
    families.counter(Metric.OPERATIONS).remove(target, protocol, PREPARED);
    families.counter(Metric.OPERATIONS).remove(target, protocol, Tallies.OTHER);
    refused
        .keySet()
        .forEach(code -> families.counter(Metric.OPERATIONS).remove(target, protocol, code));
    ended
        .keySet()
        .forEach(end -> families.counter(Metric.ENDED).remove(target, protocol, word(end)));
    families.histogram(Metric.DURATION).remove(target, protocol);
    families.counter(Metric.SENT).remove(target);
    families.counter(Metric.SHOWN).remove(target);
    families.counter(Metric.MASKED).remove(target);
    families.counter(Metric.WITHHELD).remove(target);
  }
}
