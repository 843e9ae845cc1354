package dev.postern.kernel.grant;

import dev.postern.kernel.audit.EntryId;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What a desk of grants owes its store and the ledger: ends that are not kept and recorded yet, and
 * corrections of what was recorded too early. Belongs to its desk, which calls it one at a time.
 */
final class Debts {
  private final LendingStore store;
  private final Surroundings around;
  private final Map<String, Lending> ends = new HashMap<>();
  private final Map<String, Correction> corrections = new HashMap<>();

  private record Correction(String what, Map<String, String> about) {}

  Debts(LendingStore store, Surroundings around) {
    this.store = store;
    this.around = around;
  }

  /** An end is to be kept and recorded. */
  void end(Lending over) {
    ends.put(over.grant().id(), over);
  }

  /** Whether a grant's end is not kept and recorded yet. */
  boolean owes(String id) {
    return ends.containsKey(id);
  }

  /** A change was recorded and did not come to be: the grant stands as it was. */
  void correct(Lending stands, EntryId entry) {
    corrections.put(
        stands.grant().id(), new Correction("grant-unchanged", Notes.retimed(stands, entry)));
  }

  /** What is recorded of a grant last may not have come to be: it stands so. */
  void stands(Lending lending) {
    corrections.put(lending.grant().id(), new Correction("grant-stands", Notes.stands(lending)));
  }

  /** A later change came to be: what was wrong about an earlier one is told no more. */
  void changed(String id) {
    corrections.remove(id);
  }

  /** Pays what can be paid now; the rest stays owed. */
  void pay() {
    corrections
        .values()
        .removeIf(correction -> {
          try {
            around.note(GrantDesk.ITSELF, correction.what(), correction.about());
            return true;
          } catch (IOException | RuntimeException later) {
            return false;
          }
        });
    ends.replaceAll((id, over) -> over.settled() ? over : recorded(over));
    ends.values().removeIf(over -> over.settled() && kept(over));
  }

  /**
   * Keeps an end and records it. In this order: one that a process which dies has recorded alone
   * would run again. That it is recorded is kept behind that, so that the next process knows.
   */
  private Lending recorded(Lending over) {
    try {
      store.put(over);
      around.note(over.ending().orElseThrow().by(), "grant-ended", Notes.ended(over));
      // How it stood before is told no more: its end is the last word.
      corrections.remove(over.grant().id());
      return over.recorded();
    } catch (IOException | RuntimeException later) {
      // However a store breaks, the others are tried and this one again.
      return over;
    }
  }

  private boolean kept(Lending over) {
    try {
      store.put(over);
      return true;
    } catch (IOException | RuntimeException later) {
      return false;
    }
  }
}
