package dev.postern.gateway.protocol.postgres;

import dev.postern.kernel.gate.Passage;
import java.util.Optional;

/**
 * A statement bound to its values, or a cursor. What is fetched from it rides on its passage, while
 * it has one; afterwards it is an operation of its own.
 */
final class Portal {
  private final String name;
  private final Optional<SqlText> text;
  private final Tally tally = new Tally();
  private Optional<Passage> passage = Optional.empty();
  private boolean bound;
  private boolean declared;
  private boolean spent;

  private Portal(String name, Optional<SqlText> text) {
    this.name = name;
    this.text = text;
  }

  /** What a Bind makes. */
  static Portal bound(String name, Optional<SqlText> text) {
    return new Portal(name, text);
  }

  /** What DECLARE makes: it was decided with the statement that declared it. */
  static Portal declared(String name, SqlText text) {
    Portal portal = new Portal(name, Optional.of(text));
    portal.bound = true;
    portal.declared = true;
    return portal;
  }

  String name() {
    return name;
  }

  /** What it runs; empty where nobody saw its statement being prepared. */
  Optional<SqlText> text() {
    return text;
  }

  Tally tally() {
    return tally;
  }

  /** What its frames ride on; empty once it is closed. */
  Optional<Passage> passage() {
    return passage;
  }

  /** Its Bind has been sent. */
  void admitted(Passage given) {
    passage = Optional.of(given);
    bound = true;
  }

  /** Whether what is done to it next needs no passage of its own. */
  boolean carries() {
    return !bound || passage.isPresent();
  }

  /** Takes the passage away, to be closed. */
  Optional<Passage> release() {
    Optional<Passage> had = passage;
    passage = Optional.empty();
    return had;
  }

  /** Whether it cannot outlive its transaction; a cursor may be WITH HOLD. */
  boolean ofTransaction() {
    return !declared;
  }

  /** Whether it has run to its end. */
  boolean spent() {
    return spent;
  }

  void spend() {
    spent = true;
  }
}
