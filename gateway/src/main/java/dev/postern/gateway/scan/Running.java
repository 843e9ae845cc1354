package dev.postern.gateway.scan;

import java.util.HashSet;
import java.util.Set;

/** The scans that are under way: one of a target, and so many in all. Any thread. */
final class Running {
  private final int most;
  private final Set<String> targets = new HashSet<>();

  Running(int most) {
    this.most = most;
  }

  /**
   * A scan of a target begins.
   *
   * @throws ScanFault when there is no room for it
   */
  synchronized void begin(String target) throws ScanFault {
    if (targets.contains(target)) {
      throw new ScanFault(ScanFault.Why.BUSY, "a scan of " + target + " is under way already");
    }
    if (targets.size() >= most) {
      throw new ScanFault(ScanFault.Why.BUSY, most + " scans are under way already; try again");
    }
    targets.add(target);
  }

  /** It has ended. */
  synchronized void end(String target) {
    targets.remove(target);
  }
}
