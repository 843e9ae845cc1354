package dev.postern.gateway.protocol.postgres;

import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.operation.Shape;
import dev.postern.kernel.operation.Value;
import java.util.List;
import java.util.Optional;

/**
 * A statement bound to its values, or a cursor. What is fetched from it rides on its passage, while
 * it has one; afterwards it is an operation of its own.
 */
final class Portal {
  private static final Shape TOLD = Shape.of("portal", "statement", "values");

  private final String name;
  private final Optional<SqlText> text;
  private final Optional<BoundValues> values;
  private Optional<Value> told = Optional.empty();
  private final Tally tally = new Tally();
  private Optional<Passage> passage = Optional.empty();
  private boolean bound;
  private boolean declared;
  private boolean spent;

  private Portal(String name, Optional<SqlText> text, Optional<BoundValues> values) {
    this.name = name;
    this.text = text;
    this.values = values;
  }

  /**
   * What a Bind makes.
   *
   * @param values those that were bound; empty where they are too long to be kept
   */
  static Portal bound(String name, Optional<SqlText> text, Optional<BoundValues> values) {
    return new Portal(name, text, values);
  }

  /** What DECLARE makes: it was decided with the statement that declared it. */
  static Portal declared(String name, SqlText text) {
    Portal portal = new Portal(name, Optional.of(text), Optional.of(BoundValues.NONE));
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

  /** The values bound to it; none where it was declared, or nothing is looked at. */
  BoundValues values() {
    return values.orElse(BoundValues.NONE);
  }

  /** Whether it has values that were not kept, so that it cannot be told what it runs. */
  boolean lost() {
    return values.isEmpty();
  }

  /** How many bytes are kept for it. */
  long keptBytes() {
    return values().bytes();
  }

  /** What it runs, as people are told. */
  Value told() {
    Value known =
        told.orElseGet(() ->
            TOLD.with(
                new Value.Text(name),
                text.map(of -> of.sense().statement()).orElseGet(Value.Null::new),
                new Value.ListOf(values().told(text.map(SqlText::types).orElse(List.of())))));
    told = Optional.of(known);
    return known;
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

  /** Whether DECLARE made it. */
  boolean declared() {
    return declared;
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
