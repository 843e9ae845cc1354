package dev.postern.kernel.gate;

import dev.postern.kernel.audit.EntryId;
import java.util.List;
import java.util.Locale;

/**
 * An operation that was turned away.
 *
 * @param id the request id: the entry in the ledger; under {@link Code#LEDGER_DOWN} it names an
 *     entry that could not be written
 * @param code why, stable
 * @param reason what the caller may know, in one sentence
 * @param rules the ids of the determining rules, for the ledger; not for the caller
 */
public record Refusal(EntryId id, Code code, String reason, List<String> rules) implements Verdict {
  public Refusal {
    rules = List.copyOf(rules);
  }

  /** Why an operation can be turned away. The list is closed; callers rely on {@link #word()}. */
  public enum Code {
    /** Policy does not permit it. */
    DENIED,
    /** Policy asks for an approval where nobody can be asked for one. */
    UNAPPROVABLE,
    /** People are asked and have not answered; asking the same again joins or collects. */
    PENDING,
    /** The request for approval was taken back, or collected by another call. */
    WITHDRAWN,
    /** A lock stands. */
    LOCKED,
    /** The proof or the session has ended. */
    EXPIRED,
    /** The rules changed while it was being described; describe it again. */
    STALE,
    /** The session could not understand it, so it counts as the worst. */
    NOT_UNDERSTOOD,
    /** A named bound was reached. */
    OVER_LIMIT,
    /** The reply cannot be masked. */
    UNMASKABLE,
    /** The ledger cannot take the entry. */
    LEDGER_DOWN;

    /** The stable word that protocols put into {@code data.code} and the ledger keeps. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
