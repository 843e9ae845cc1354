package dev.postern.gateway.simulator;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** What happened in all worlds together. */
final class Tally {
  private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
  private final Map<String, Long> ends = new TreeMap<>();
  private long seeds;
  private long steps;
  private long answers;
  private long admissions;

  void fault(Fault fault) {
    faults.merge(fault, 1L, Long::sum);
  }

  /** A client was answered so. */
  void answered(String how) {
    ends.merge(how, 1L, Long::sum);
  }

  /** How clients were answered, with how often. */
  Map<String, Long> ends() {
    return ends;
  }

  /** A world has ended. */
  void world(long itsSteps, long itsAnswers, long itsAdmissions) {
    seeds++;
    steps += itsSteps;
    answers += itsAnswers;
    admissions += itsAdmissions;
  }

  long seeds() {
    return seeds;
  }

  long steps() {
    return steps;
  }

  long answers() {
    return answers;
  }

  long admissions() {
    return admissions;
  }

  Map<Fault, Long> faults() {
    return faults;
  }
}
