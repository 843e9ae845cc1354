package dev.postern.kernel.audit;

import java.util.ArrayList;
import java.util.List;

/** Collects what a verification finds, with a bound. */
final class Findings {
  private final List<Report.Finding> listed = new ArrayList<>();
  private long unlisted;

  void fault(String where, String what) {
    add(Report.Weight.FAULT, where, what);
  }

  void doubt(String where, String what) {
    add(Report.Weight.DOUBT, where, what);
  }

  List<Report.Finding> listed() {
    return listed;
  }

  long unlisted() {
    return unlisted;
  }

  private void add(Report.Weight weight, String where, String what) {
    if (listed.size() < Report.MOST_FINDINGS) {
      listed.add(new Report.Finding(weight, where, what));
    } else {
      unlisted++;
    }
  }
}
