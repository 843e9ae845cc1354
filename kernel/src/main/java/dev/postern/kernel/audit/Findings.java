package dev.postern.kernel.audit;

import java.util.ArrayList;
import java.util.List;

/** Collects what a verification finds, with a bound: where that is reached, faults come first. */
final class Findings {
  private final List<Report.Finding> listed = new ArrayList<>();
  private long faults;
  private long doubts;

  void fault(String where, String what) {
    add(Report.Weight.FAULT, where, what);
  }

  void doubt(String where, String what) {
    add(Report.Weight.DOUBT, where, what);
  }

  List<Report.Finding> listed() {
    return listed;
  }

  Report.Unlisted unlisted() {
    return new Report.Unlisted(faults, doubts);
  }

  private void add(Report.Weight weight, String where, String what) {
    if (listed.size() < Report.MOST_FINDINGS) {
      listed.add(new Report.Finding(weight, where, what));
      return;
    }
    switch (weight) {
      case DOUBT -> doubts++;
      case FAULT -> {
        if (leaveDoubt()) {
          doubts++;
          listed.add(new Report.Finding(weight, where, what));
        } else {
          faults++;
        }
      }
    }
  }

  /** Makes room for a fault; false when faults alone are listed. */
  private boolean leaveDoubt() {
    for (int at = listed.size() - 1; at >= 0; at--) {
      if (listed.get(at).weight() == Report.Weight.DOUBT) {
        listed.remove(at);
        return true;
      }
    }
    return false;
  }
}
