package dev.postern.kernel.gate;

import dev.postern.kernel.audit.Ledger;

/**
 * One segment of the ledger as a lane writes it: the entries of the turn under way, and the answers
 * that rest on them. Belongs to the loop's thread.
 */
final class Book {
  private final Ledger.Segment segment;
  private final LeafMaker leaves;
  private final Scribe scribe;
  private Turn turn = new Turn();

  Book(Ledger.Segment segment, Scribe scribe) {
    this.segment = segment;
    this.leaves = new LeafMaker(segment);
    this.scribe = scribe;
  }

  Ledger.Segment segment() {
    return segment;
  }

  LeafMaker leaves() {
    return leaves;
  }

  Scribe scribe() {
    return scribe;
  }

  /** The turn under way. */
  Turn turn() {
    return turn;
  }

  /** Admissions that have no answer yet. */
  int coming() {
    return turn.admissions().size() + scribe.waiting();
  }

  /** Writes the turn under way and begins another. */
  Turn end(Scribe.Reader reader) {
    Turn ending = turn;
    turn = new Turn();
    scribe.write(ending, reader);
    return ending;
  }
}
