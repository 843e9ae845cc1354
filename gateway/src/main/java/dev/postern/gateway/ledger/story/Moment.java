package dev.postern.gateway.ledger.story;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.identity.Principal;
import java.time.Instant;
import java.util.Optional;

/** One thing that happened in a session, in a closed list: what a timeline is made of. */
public sealed interface Moment {
  /** When. */
  Instant at();

  /** The entry that tells it. */
  EntryId entry();

  /** The session asked for the first time that the ledger knows of. */
  record Opened(Instant at, EntryId entry, Principal caller, String target) implements Moment {}

  /**
   * People were asked before something could run.
   *
   * @param request the request for approval
   * @param operation what it is about, in one line
   * @param reviewers who is asked, in words
   * @param until when silence refuses, as the note says it
   */
  record Held(
      Instant at, EntryId entry, String request, String operation, String reviewers, String until)
      implements Moment {}

  /**
   * A person approved what ran later.
   *
   * @param of the operation that rests on it
   * @param answer who, when and what they said
   */
  record Approved(Instant at, EntryId entry, EntryId of, Answer answer) implements Moment {}

  /** An operation was let through. */
  record Admitted(Instant at, EntryId entry, Deed deed) implements Moment {}

  /** An operation was turned away. */
  record Refused(Instant at, EntryId entry, Deed deed) implements Moment {}

  /**
   * An operation ended.
   *
   * @param rows how many rows passed, where the protocol counts them and the recording is there
   */
  record Ended(Instant at, EntryId entry, Deed deed, Leaf.Outcome outcome, Optional<Long> rows)
      implements Moment {}

  /** The session is over: the operation that opened it has ended. */
  record Closed(Instant at, EntryId entry) implements Moment {}

  /**
   * Something that should stand here cannot be told.
   *
   * @param why in one sentence
   */
  record Gap(Instant at, EntryId entry, String why) implements Moment {}

  /** The operation that it belongs to; empty where it belongs to the session. */
  default Optional<Deed> about() {
    return switch (this) {
      case Admitted admitted -> Optional.of(admitted.deed());
      case Refused refused -> Optional.of(refused.deed());
      case Ended ended -> Optional.of(ended.deed());
      case Opened opened -> Optional.empty();
      case Held held -> Optional.empty();
      case Approved approved -> Optional.empty();
      case Closed closed -> Optional.empty();
      case Gap gap -> Optional.empty();
    };
  }

  /** The stable word of its kind. */
  default String kind() {
    return switch (this) {
      case Opened opened -> "opened";
      case Held held -> "held";
      case Approved approved -> "approved";
      case Admitted admitted -> "allowed";
      case Refused refused -> "refused";
      case Ended ended -> "ended";
      case Closed closed -> "closed";
      case Gap gap -> "gap";
    };
  }
}
