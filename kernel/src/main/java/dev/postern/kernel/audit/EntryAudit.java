package dev.postern.kernel.audit;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Checks what entries say of each other: no name twice, every closing has its admission, nothing
 * closed twice, what an entry rests on is there.
 */
final class EntryAudit {
  private static final int CHUNK = 1024;

  private final Findings findings;
  private final Map<Long, Map<Long, BitSet>> names = new HashMap<>();
  private final Map<Long, Long> lastOrdinary = new HashMap<>();
  private final Set<EntryId> open = new HashSet<>();
  private final Map<EntryId, EntryId> closedAhead = new HashMap<>();
  private final Map<EntryId, EntryId> restsElsewhere = new HashMap<>();
  private long leaves;
  private long admitted;
  private long refused;
  private long unknown;

  EntryAudit(Findings findings) {
    this.findings = findings;
  }

  void saw(String where, long segment, Leaf leaf) {
    leaves++;
    if (leaf.id().high() != segment) {
      findings.fault(where, "entry " + leaf.id() + " carries the name of another segment");
    }
    if (!name(leaf.id())) {
      findings.fault(where, "entry " + leaf.id() + " is there twice");
    }
    if (!ofRecovery(leaf)) {
      lastOrdinary.merge(leaf.id().high(), leaf.id().low(), EntryAudit::later);
    }
    switch (leaf) {
      case Leaf.Admitted entry -> {
        admitted++;
        if (closedAhead.remove(entry.id()) == null) {
          open.add(entry.id());
        }
        entry.restsOn().forEach(on -> rests(where, entry.id(), on));
      }
      case Leaf.Refused entry -> refused++;
      case Leaf.Closed entry -> closed(where, entry);
      case Leaf.Noted entry -> {}
    }
  }

  /** All segments have been read. */
  void allRead() {
    closedAhead.forEach((of, by) -> missing(by, "closes", of));
    restsElsewhere.forEach((on, by) -> {
      if (!named(on)) {
        missing(by, "rests on", on);
      }
    });
  }

  /**
   * An entry that another names is not there. A machine that loses its power keeps what another
   * segment had flushed and loses the end of this one; nothing is lost from its middle.
   */
  private void missing(EntryId by, String how, EntryId what) {
    String told = "it " + how + " " + what + ", which is not there";
    if (anyBehind(what)) {
      findings.fault("entry " + by, told);
    } else {
      findings.doubt("entry " + by, told + ": lost with the machine's power, or taken out");
    }
  }

  /** Whether its segment goes on behind an entry, but for what a recovery adds to its end. */
  private boolean anyBehind(EntryId id) {
    Long last = lastOrdinary.get(id.high());
    return last != null && Long.compareUnsigned(last, id.low()) > 0;
  }

  /**
   * Whether a recovery may have made it: it closes what a crash left open in the same segment, by
   * names far beyond any that were given out, and knows nothing of how it ended.
   */
  private static boolean ofRecovery(Leaf leaf) {
    return leaf instanceof Leaf.Closed end
        && end.outcome().end() == Leaf.End.UNKNOWN
        && end.of().high() == end.id().high()
        && Long.compareUnsigned(end.id().low() >>> 32, end.of().low() >>> 32) > 0;
  }

  long leaves() {
    return leaves;
  }

  long admitted() {
    return admitted;
  }

  long refused() {
    return refused;
  }

  long open() {
    return open.size();
  }

  long unknown() {
    return unknown;
  }

  private void closed(String where, Leaf.Closed entry) {
    if (entry.outcome().end() == Leaf.End.UNKNOWN) {
      unknown++;
    }
    EntryId of = entry.of();
    if (open.remove(of)) {
      return;
    }
    boolean early = of.high() == entry.id().high() || named(of);
    if (early) {
      findings.fault(
          where,
          "entry " + entry.id() + " closes " + of + ", which is not open: closed before, or never");
    } else if (closedAhead.put(of, entry.id()) != null) {
      findings.fault(where, "entry " + entry.id() + " closes " + of + " a second time");
    }
  }

  private void rests(String where, EntryId by, EntryId on) {
    if (named(on)) {
      return;
    }
    if (on.high() == by.high()) {
      findings.fault(where, "entry " + by + " rests on " + on + ", which does not come before it");
    } else {
      restsElsewhere.put(on, by);
    }
  }

  private static long later(long one, long other) {
    return Long.compareUnsigned(one, other) >= 0 ? one : other;
  }

  private boolean name(EntryId id) {
    BitSet chunk =
        names
            .computeIfAbsent(id.high(), none -> new HashMap<>())
            .computeIfAbsent(Math.floorDiv(id.low(), (long) CHUNK), none -> new BitSet(CHUNK));
    int bit = (int) Math.floorMod(id.low(), (long) CHUNK);
    boolean fresh = !chunk.get(bit);
    chunk.set(bit);
    return fresh;
  }

  private boolean named(EntryId id) {
    Map<Long, BitSet> of = names.get(id.high());
    BitSet chunk = of == null ? null : of.get(Math.floorDiv(id.low(), (long) CHUNK));
    return chunk != null && chunk.get((int) Math.floorMod(id.low(), (long) CHUNK));
  }
}
