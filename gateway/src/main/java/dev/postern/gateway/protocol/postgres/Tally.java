package dev.postern.gateway.protocol.postgres;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.operation.Shape;
import dev.postern.kernel.operation.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What has passed under one passage, for the ledger. */
final class Tally {
  /** How many statements' tags are kept of one text. */
  private static final int MOST_TAGS = 100;

  private static final Shape ROWS = Shape.of("rows");
  private static final Shape TAGS_AND_ROWS = Shape.of("tags", "rows");

  private final List<Value> tags = new ArrayList<>();
  private long sent;
  private long shown;
  private long rows;
  private Optional<String> error = Optional.empty();

  void sent(int bytes) {
    sent += bytes;
  }

  void shown(int bytes) {
    shown += bytes;
  }

  void rows(int more) {
    rows += more;
  }

  /** A statement ended well. */
  void tag(String tag) {
    if (tags.size() < MOST_TAGS) {
      tags.add(new Value.Text(tag));
    }
  }

  /** The first error is the one that counts. */
  void failed(String sqlState) {
    if (error.isEmpty()) {
      error = Optional.of(sqlState);
    }
  }

  /** Whether something failed. */
  boolean failed() {
    return error.isPresent();
  }

  /** The ending to be written. */
  Ending ending(Leaf.End end) {
    Value passed = new Value.Numeral(Long.toString(rows));
    Value outcome =
        tags.isEmpty() ? ROWS.with(passed) : TAGS_AND_ROWS.with(new Value.ListOf(tags), passed);
    return new Ending(
        end,
        Optional.empty(),
        error,
        error.isPresent(),
        new Leaf.Counts(sent, shown, 0, 0),
        outcome);
  }
}
