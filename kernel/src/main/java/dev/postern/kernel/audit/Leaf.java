package dev.postern.kernel.audit;

import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Effect;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One entry of the ledger. It carries no bare digest and no classed value: a salted commitment
 * stands for each, and salt and value lie in the payload store.
 */
public sealed interface Leaf {
  /** Its own name. */
  EntryId id();

  /** When it was made; microseconds count. */
  Instant at();

  /**
   * An operation that was let through; written before anything of it is forwarded.
   *
   * @param asked what was asked, by whom
   * @param decision {@code allow}, and the rules that gave it
   * @param sent the commitment to what is forwarded, 32 bytes
   * @param restsOn entries that must come before it: an approval, the session's opening
   */
  record Admitted(
      EntryId id, Instant at, Asked asked, Decided decision, Commitment sent, List<EntryId> restsOn)
      implements Leaf {}

  /**
   * An operation that was turned away, by policy, by standing, by a limit or by the session itself.
   *
   * @param code the refusal's stable code, for example {@code denied}
   * @param reason what the caller was told
   */
  record Refused(EntryId id, Instant at, Asked asked, Decided decision, String code, String reason)
      implements Leaf {}

  /**
   * How an admitted operation ended.
   *
   * @param of the admitted entry
   * @param outcome how, on each layer
   */
  record Closed(EntryId id, Instant at, EntryId of, Outcome outcome) implements Leaf {}

  /**
   * Something that happened to the gateway itself: started, stopped, reloaded, locked, a sign-in
   * refused.
   *
   * @param by who did it, as told
   * @param what the event's stable name, for example {@code locked}
   * @param about its particulars
   */
  record Noted(EntryId id, Instant at, String by, String what, Map<String, String> about)
      implements Leaf {
    public Noted {
      about = Map.copyOf(about);
    }
  }

  /**
   * What was asked.
   *
   * @param session the gateway's name of the session; empty before there is one
   * @param caller the whole chain
   * @param target the target's name
   * @param label the operation in one line
   * @param atoms what had to be permitted
   * @param effect the most that it could do
   * @param commitment to the operation's digest
   */
  record Asked(
      String session,
      Principal caller,
      String target,
      String label,
      List<Atom> atoms,
      Effect effect,
      Commitment commitment) {
    public Asked {
      atoms = List.copyOf(atoms);
    }
  }

  /**
   * What policy said.
   *
   * @param answer {@code allow}, {@code hold}, {@code deny}, {@code prepare} where policy asks for
   *     people and this only prepares what they are asked for, or {@code none} where policy was not
   *     asked
   * @param rules the ids of the determining rules
   * @param epoch the rules' epoch
   */
  record Decided(String answer, List<String> rules, long epoch) {
    public Decided {
      rules = List.copyOf(rules);
    }
  }

  /**
   * How an operation ended, in three layers: the transport, the protocol, the application.
   *
   * @param end how it ended for the gateway
   * @param status the transport's status, for example 200; empty where there was none
   * @param error the protocol's own error code; empty where there was none
   * @param failed whether the application said that it failed, for example {@code isError}
   * @param counts bytes and values that passed
   * @param took from admission to the end
   */
  record Outcome(
      End end,
      Optional<Integer> status,
      Optional<String> error,
      boolean failed,
      Counts counts,
      Duration took) {}

  /** How an operation ended for the gateway. */
  enum End {
    /** The target answered and the answer was shown. */
    ANSWERED,
    /** The target answered and the answer could not be masked, so it was withheld. */
    WITHHELD,
    /** The target failed, was unreachable or broke its protocol. */
    FAILED,
    /** The caller left or cancelled. */
    CANCELLED,
    /** Taken back by a lock, an expiry or a change of rules. */
    REVOKED,
    /** A crash left it open: nobody knows. */
    UNKNOWN
  }

  /**
   * What passed.
   *
   * @param sent bytes to the target
   * @param shown bytes to the client
   * @param masked values masked
   * @param withheld values withheld
   */
  record Counts(long sent, long shown, long masked, long withheld) {}
}
