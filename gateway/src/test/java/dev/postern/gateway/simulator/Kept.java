package dev.postern.gateway.simulator;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Report;
import dev.postern.kernel.operation.Durability;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the ledger said that it took, held against what stands on the disk. */
final class Kept {
  private final Map<EntryId, Durability> taken = new HashMap<>();
  private final Set<EntryId> before = new HashSet<>();
  private boolean powerEverWent;

  /** The ledger said that it took an entry. */
  void took(EntryId entry, Durability level) {
    taken.put(entry, level);
  }

  /**
   * What a ledger has that was recovered: all that it said it took, as far as that was promised,
   * and an end of everything.
   *
   * @param powerWent whether more was lost than a process
   */
  void recovered(List<Leaf> leaves, boolean powerWent) {
    powerEverWent |= powerWent;
    Set<EntryId> found = once(leaves);
    taken.forEach((entry, level) -> {
      if (!found.contains(entry) && !(powerWent && level == Durability.PROCESS_CRASH)) {
        throw new Broken("gone, and was taken at level " + level + ": " + entry);
      }
    });
    taken.keySet().retainAll(found);
    before.clear();
    before.addAll(found);
    Set<EntryId> open = new HashSet<>();
    leaves.stream().filter(Leaf.Admitted.class::isInstance).forEach(leaf -> open.add(leaf.id()));
    leaves.forEach(leaf -> {
      if (leaf instanceof Leaf.Closed closed) {
        open.remove(closed.of());
      }
    });
    if (!open.isEmpty()) {
      throw new Broken("recovery left open: " + open);
    }
  }

  /** What a ledger has that was ended in order: what it said it took in its life, and no more. */
  void ended(List<Leaf> leaves) {
    Set<EntryId> found = once(leaves);
    if (!found.containsAll(taken.keySet())) {
      throw new Broken("the ledger ended without what it had taken");
    }
    found.removeAll(taken.keySet());
    found.removeAll(before);
    if (!found.isEmpty()) {
      throw new Broken("the ledger has what it said that it did not take: " + found);
    }
  }

  /**
   * An auditor has looked at it; where power went, what one level kept may name what another lost.
   */
  void audited(Report report, boolean ended) {
    boolean clean = report.clean() || powerEverWent;
    if (!report.sound() || ended && (!clean || report.counted().open() > 0)) {
      throw new Broken("the verifier finds " + report.findings() + " " + report.counted());
    }
  }

  private static Set<EntryId> once(List<Leaf> leaves) {
    Set<EntryId> found = new HashSet<>();
    Set<EntryId> closed = new HashSet<>();
    for (Leaf leaf : leaves) {
      if (!found.add(leaf.id())) {
        throw new Broken("an entry stands there twice: " + leaf.id());
      }
      if (leaf instanceof Leaf.Closed end && !closed.add(end.of())) {
        throw new Broken("closed twice on the disk: " + end.of());
      }
    }
    return found;
  }
}
