package dev.postern.kernel.gate;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.operation.Forwarded;
import java.time.Instant;

/**
 * An operation that policy lets through, on its way to a passage.
 *
 * @param at when it was decided
 * @param reviews how often the lane had looked at its passages again by then
 * @param caller who hears of it
 */
record Admission(
    EntryId id, Draft draft, Forwarded forwarded, Instant at, long reviews, Caller caller) {

  /** A session that waits for a verdict, and under which ticket. */
  record Caller(Asker asker, long ticket) {
    void hears(Verdict verdict) {
      asker.decided(ticket, verdict);
    }
  }
}
