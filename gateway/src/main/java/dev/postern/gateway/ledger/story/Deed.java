package dev.postern.gateway.ledger.story;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.operation.Value;
import java.time.Instant;
import java.util.Optional;

/**
 * One operation, from what was asked to how it ended.
 *
 * @param id the request id
 * @param at when it was decided
 * @param asked what was asked, by whom
 * @param decision what policy said
 * @param fate how it ended
 * @param request what was asked, as far as it is kept
 * @param reply what the caller was shown, as far as it is kept
 */
public record Deed(
    EntryId id,
    Instant at,
    Leaf.Asked asked,
    Leaf.Decided decision,
    Fate fate,
    Optional<Value> request,
    Optional<Value> reply) {
  /** How an operation ended. */
  public sealed interface Fate {
    /** It was let through and has ended. */
    record Ended(Instant at, Leaf.Outcome outcome) implements Fate {}

    /** It was turned away. */
    record TurnedAway(String code, String reason) implements Fate {}

    /** It was let through and has not ended. */
    record Open() implements Fate {}
  }
}
