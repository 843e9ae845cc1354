package dev.postern.kernel.gate;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.identity.Lock;
import dev.postern.kernel.identity.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Why the gate itself turns something away or takes it back, in words that a caller may hear. */
final class Reasons {
  static final Revocation STALE =
      new Revocation(Refusal.Code.STALE, "the rules changed meanwhile; ask again");
  static final Revocation FULL =
      new Revocation(
          Refusal.Code.OVER_LIMIT, "the gateway has too many open operations; try again later");
  static final Revocation NO_TARGET =
      new Revocation(Refusal.Code.DENIED, "there is no such target");
  static final Revocation MOVED =
      new Revocation(Refusal.Code.EXPIRED, "the target is another server now; open a new session");
  static final Revocation UNDECIDED =
      new Revocation(Refusal.Code.DENIED, "the gateway could not decide about this any more");
  static final Revocation CHANGED =
      new Revocation(Refusal.Code.DENIED, "the rules changed and no longer give this");

  private Reasons() {}

  /** The ledger could not take an admission's entry. */
  static Refusal ledgerDown(EntryId id) {
    return new Refusal(
        id,
        Refusal.Code.LEDGER_DOWN,
        "the gateway cannot record operations now, so it lets none through; try again later",
        List.of());
  }

  /** What stands against a visit. */
  static Revocation told(Standing.Objection objection) {
    return switch (objection) {
      case Standing.Objection.Locked(Lock lock) ->
          new Revocation(
              Refusal.Code.LOCKED,
              lock.scope().name().toLowerCase(Locale.ROOT)
                  + " "
                  + lock.name()
                  + " is locked: "
                  + lock.reason());
      case Standing.Objection.Expired(Instant at) ->
          new Revocation(Refusal.Code.EXPIRED, "the token ended at " + at + "; sign in again");
      case Standing.Objection.Ungrounded() ->
          new Revocation(
              Refusal.Code.EXPIRED, "what vouched for the token has changed; sign in again");
      case Standing.Objection.TooOld(Duration allowed) ->
          new Revocation(
              Refusal.Code.EXPIRED, "the session is older than " + allowed + "; open a new one");
    };
  }
}
