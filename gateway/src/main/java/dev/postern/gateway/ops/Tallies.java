package dev.postern.gateway.ops;

import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Refusal;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * Counts entries of the ledger. A label is a name of the configuration in force, or {@link #OTHER}:
 * what a caller says is never one. Any thread.
 */
final class Tallies {
  /** What is counted where there is no name, or where there are too many. */
  static final String OTHER = "other";

  private static final String APPROVAL = "approval-";

  private final Families families;
  private final MetricLimits limits;
  private final TargetTally otherTarget;
  private final RuleTally otherRule;
  private final Map<String, CounterDataPoint> events = new ConcurrentHashMap<>();
  private final Map<String, CounterDataPoint> approvals = new ConcurrentHashMap<>();
  private volatile Bound bound = new Bound(Map.of(), Map.of());

  /** The series of one configuration. */
  private record Bound(Map<String, TargetTally> targets, Map<String, RuleTally> rules) {}

  Tallies(Families families, MetricLimits limits) {
    this.families = families;
    this.limits = limits;
    this.otherTarget = new TargetTally(families, OTHER, OTHER);
    this.otherRule = new RuleTally(families, OTHER);
  }

  /** Takes other names; those that are gone are scraped no more. One at a time. */
  synchronized void name(Named named) {
    Bound former = bound;
    Map<String, TargetTally> targets = new HashMap<>();
    named.targets().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .filter(target -> !target.getKey().equals(OTHER))
        .limit(limits.targets())
        .forEach(target ->
            targets.put(target.getKey(), kept(former, target.getKey(), target.getValue())));
    Map<String, RuleTally> rules = new HashMap<>();
    named.rules().stream()
        .sorted()
        .filter(rule -> !rule.equals(OTHER))
        .limit(limits.rules())
        .forEach(rule ->
            rules.put(
                rule,
                former.rules().containsKey(rule)
                    ? former.rules().getOrDefault(rule, otherRule)
                    : new RuleTally(families, rule)));
    bound = new Bound(targets, rules);
    former
        .targets()
        .forEach((name, tally) -> {
          if (!targets.containsKey(name)) {
            tally.remove();
          }
        });
    former
        .rules()
        .forEach((name, tally) -> {
          if (!rules.containsKey(name)) {
            tally.remove();
          }
        });
  }

  private TargetTally kept(Bound former, String name, String protocol) {
    TargetTally was = former.targets().getOrDefault(name, otherTarget);
    if (was != otherTarget && was.protocol().equals(protocol)) {
      return was;
    }
    if (was != otherTarget) {
      was.remove();
    }
    return new TargetTally(families, name, protocol);
  }

  /** Entries that the ledger keeps. */
  void kept(List<Entry> entries) {
    for (int i = 0; i < entries.size(); i++) {
      switch (entries.get(i).leaf()) {
        case Leaf.Admitted admitted -> {
          target(admitted.asked().target()).admitted(admitted.decision().answer());
          decided(admitted.decision());
        }
        case Leaf.Refused refused -> {
          target(refused.asked().target()).refused(refused.code());
          decided(refused.decision());
        }
        case Leaf.Noted noted -> noted(noted.what());
        case Leaf.Closed closed -> {}
      }
    }
  }

  /** Entries that the ledger did not take: what they admitted was refused. */
  void lost(List<Entry> entries) {
    for (int i = 0; i < entries.size(); i++) {
      switch (entries.get(i).leaf()) {
        case Leaf.Admitted admitted ->
            target(admitted.asked().target()).refused(Refusal.Code.LEDGER_DOWN.word());
        case Leaf.Refused refused -> target(refused.asked().target()).refused(refused.code());
        case Leaf.Noted noted -> {}
        case Leaf.Closed closed -> {}
      }
    }
  }

  /** A passage of a target ended. */
  void ended(String target, Leaf.Outcome outcome) {
    target(target).ended(outcome);
  }

  /** A target's label. */
  String label(String target) {
    return bound.targets().containsKey(target) ? target : OTHER;
  }

  private TargetTally target(String name) {
    return bound.targets().getOrDefault(name, otherTarget);
  }

  private void decided(Leaf.Decided decided) {
    Map<String, RuleTally> rules = bound.rules();
    List<String> determining = decided.rules();
    for (int i = 0; i < determining.size(); i++) {
      rules.getOrDefault(determining.get(i), otherRule).decided(decided.answer());
    }
  }

  private void noted(String what) {
    if (what.startsWith(APPROVAL)) {
      point(
              approvals,
              what,
              (of, word) -> of.counter(Metric.APPROVALS).labelValues(shortened(word)))
          .inc();
    } else {
      point(events, what, (of, word) -> of.counter(Metric.EVENTS).labelValues(word)).inc();
    }
  }

  private static String shortened(String word) {
    return word.startsWith(APPROVAL) ? word.substring(APPROVAL.length()) : word;
  }

  /** The words are the program's own, and few; were they not, they would be told together. */
  private CounterDataPoint point(
      Map<String, CounterDataPoint> points,
      String word,
      BiFunction<Families, String, CounterDataPoint> made) {
    CounterDataPoint known = points.get(word);
    if (known != null) {
      return known;
    }
    String label = points.size() < limits.events() ? word : OTHER;
    return points.computeIfAbsent(label, of -> made.apply(families, of));
  }
}
