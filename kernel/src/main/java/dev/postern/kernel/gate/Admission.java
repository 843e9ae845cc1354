package dev.postern.kernel.gate;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.operation.Forwarded;
import java.time.Instant;
import java.util.List;

/**
 * An operation that policy lets through, on its way to a passage.
 *
 * @param at when it was decided
 * @param reviews how often the lane had looked at its passages again by then
 * @param restsOn the entries of the answers by which people approved it; empty where none had to
 * @param caller who hears of it
 */
record Admission(
    EntryId id,
    Draft draft,
    Forwarded forwarded,
    Instant at,
    long reviews,
    List<EntryId> restsOn,
    Caller caller) {

  /** A session that waits for a verdict, and under which ticket. */
  record Caller(Asker asker, long ticket) {
    void hears(Verdict verdict) {
      asker.decided(ticket, verdict);
    }
  }
}
