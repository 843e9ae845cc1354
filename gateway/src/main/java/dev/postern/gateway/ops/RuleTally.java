package dev.postern.gateway.ops;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The series of one rule. Any thread. */
final class RuleTally {
  /** What {@code Leaf.Decided} says. */
  private static final List<String> ANSWERS = List.of("allow", "hold", "deny", "prepare", "none");

  private final Families families;
  private final String rule;
  private final Map<String, CounterDataPoint> answers = new HashMap<>();
  private final CounterDataPoint otherwise;

  RuleTally(Families families, String rule) {
    this.families = families;
    this.rule = rule;
    ANSWERS.forEach(answer -> answers.put(answer, point(answer)));
    this.otherwise = point(Tallies.OTHER);
  }

  private CounterDataPoint point(String answer) {
    return families.counter(Metric.RULES).labelValues(rule, answer);
  }

  void decided(String answer) {
    answers.getOrDefault(answer, otherwise).inc();
  }

  /** Takes its series out of what is scraped. */
  void remove() {
    answers.keySet().forEach(answer -> families.counter(Metric.RULES).remove(rule, answer));
    families.counter(Metric.RULES).remove(rule, Tallies.OTHER);
  }
}
