package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.session.Command;
import dev.postern.kernel.gate.Passage;
import java.util.Optional;
import java.util.OptionalInt;

/** One message of the client on its way: read, perhaps waiting for the gate, sent, answered. */
final class Step {
  /** What the target is telling of a statement that it runs. */
  enum Telling {
    NOTHING,
    ROWS,
    COPY_OUT
  }

  /** Where it stands with the gate. */
  enum Decided {
    /** It needs no verdict of its own. */
    NOT_ASKED,
    WAITING,
    PASSED,
    REFUSED
  }

  private final FrontendMessage message;
  private final Slice bytes;
  private Optional<SqlText> text = Optional.empty();
  private Optional<Portal> portal = Optional.empty();
  private Optional<Passage> passage = Optional.empty();
  private Optional<Poison> poison = Optional.empty();
  private Optional<Hold> hold = Optional.empty();
  private Decided decided = Decided.NOT_ASKED;
  private Tally tally = new Tally();
  private boolean skipped;
  private boolean begun;
  private Telling telling = Telling.NOTHING;
  private int namings;
  private Optional<Command> trace = Optional.empty();
  private boolean commentable;
  private OptionalInt characters = OptionalInt.empty();

  /** A message as it was read. */
  Step(FrontendMessage message, Slice bytes) {
    this.message = message;
    this.bytes = bytes;
  }

  FrontendMessage message() {
    return message;
  }

  Slice bytes() {
    return bytes;
  }

  /** What it parses, binds or runs. */
  Optional<SqlText> text() {
    return text;
  }

  Step with(SqlText of) {
    text = Optional.of(of);
    return this;
  }

  /** The portal that it makes, runs or describes: what passes under it counts there. */
  Optional<Portal> portal() {
    return portal;
  }

  Step with(Portal of) {
    portal = Optional.of(of);
    tally = of.tally();
    return this;
  }

  /** It is an operation of its own, apart from the portal's. */
  void separate() {
    portal = Optional.empty();
    tally = new Tally();
  }

  Tally tally() {
    return tally;
  }

  Decided decided() {
    return decided;
  }

  void asked() {
    decided = Decided.WAITING;
  }

  /** A passage of its own, which is closed with it unless a portal takes it over. */
  void passed(Passage given) {
    decided = Decided.PASSED;
    passage = Optional.of(given);
  }

  void refused(Poison instead) {
    decided = Decided.REFUSED;
    poison = Optional.of(instead);
  }

  /** Policy asks for people before it passes. */
  void needs(Hold people) {
    hold = Optional.of(people);
  }

  /** Its wait for people, over or not; empty where none are needed. */
  Optional<Hold> hold() {
    return hold;
  }

  Optional<Passage> passage() {
    return passage;
  }

  Optional<Passage> release() {
    Optional<Passage> had = passage;
    passage = Optional.empty();
    return had;
  }

  Optional<Poison> poison() {
    return poison;
  }

  /** The target will not do it: an earlier message of its group failed. */
  void skip() {
    skipped = true;
  }

  boolean skipped() {
    return skipped;
  }

  /** Its answer has begun; false when it had already. */
  boolean begin() {
    boolean first = !begun;
    begun = true;
    return first;
  }

  boolean begun() {
    return begun;
  }

  Telling telling() {
    return telling;
  }

  /** From now on the target tells this. */
  void telling(Telling now) {
    telling = now;
  }

  /** How many of its text's namings have happened. */
  int namings() {
    return namings;
  }

  void namings(int happened) {
    namings = happened;
  }

  /** What says which trace it belongs to, before it is asked about; empty where nothing is said. */
  Optional<Command> trace() {
    return trace;
  }

  void trace(Command said) {
    trace = Optional.of(said);
  }

  /** Whether a comment may stand behind its text. */
  boolean commentable() {
    return commentable;
  }

  void commentable(boolean may) {
    commentable = may;
  }

  /** How long its text is where the target is sent more than that; empty where it is not. */
  OptionalInt characters() {
    return characters;
  }

  void characters(OptionalInt own) {
    characters = own;
  }

  /** Whether the target answers it with ReadyForQuery, unless it skips it. */
  boolean endsGroup() {
    return switch (message.type()) {
      case SYNC, QUERY, FUNCTION_CALL -> true;
      case PARSE,
          BIND,
          EXECUTE,
          DESCRIBE,
          CLOSE,
          FLUSH,
          TERMINATE,
          COPY_DATA,
          COPY_DONE,
          COPY_FAIL,
          PROOF ->
          false;
    };
  }

  /** Whether an error of it makes the target skip everything up to the next Sync. */
  boolean extended() {
    return switch (message.type()) {
      case PARSE, BIND, EXECUTE, DESCRIBE, CLOSE, FLUSH -> true;
      case SYNC, QUERY, FUNCTION_CALL, TERMINATE, COPY_DATA, COPY_DONE, COPY_FAIL, PROOF -> false;
    };
  }
}
