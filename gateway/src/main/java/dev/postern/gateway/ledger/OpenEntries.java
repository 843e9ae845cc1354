package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The admissions of this run that nobody has closed. A passage may be closed on another segment
 * than the one that admitted it, so all segments share it.
 */
final class OpenEntries {
  private final Set<EntryId> open = ConcurrentHashMap.newKeySet();

  /** Takes account of a turn that counts. */
  void saw(List<Entry> turn) {
    for (Entry entry : turn) {
      switch (entry.leaf()) {
        case Leaf.Admitted admitted -> open.add(admitted.id());
        case Leaf.Closed closed -> open.remove(closed.of());
        case Leaf.Refused refused -> {}
        case Leaf.Noted noted -> {}
      }
    }
  }

  /** How many a segment admitted that are open. */
  long of(long segment) {
    return open.stream().filter(id -> id.high() == segment).count();
  }
}
