package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.sql.Naming;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The prepared statements and portals of a session. The server compares the first {@value
 * Naming#LONGEST} bytes of a name and no more, and SQL's PREPARE and DECLARE share the names of
 * Parse and Bind. What a message does to a name counts for the messages behind it, and is undone
 * when the server did not get to do it.
 */
final class Names {
  /** What a type's number counts for. */
  private static final long TYPE_BYTES = 20;

  private final Layered<SqlText> statements =
      new Layered<>(text -> text.text().length() + TYPE_BYTES * text.types().size());
  private final Layered<Portal> portals = new Layered<>(Portal::keptBytes);

  /** A name as the server compares it, one char for each byte. */
  static String key(Slice name) {
    return name.isEmpty()
        ? ""
        : new String(name.first(Naming.LONGEST).copy(), StandardCharsets.ISO_8859_1);
  }

  Layered<SqlText> statements() {
    return statements;
  }

  Layered<Portal> portals() {
    return portals;
  }

  /** Proposes what a statement will do to names when it runs. */
  void propose(SqlText text) {
    for (Naming naming : text.namings()) {
      switch (naming.what()) {
        case PREPARE -> statements.propose(naming.name(), Optional.of(text));
        case DECLARE ->
            portals.propose(naming.name(), Optional.of(Portal.declared(naming.name(), text)));
        case DEALLOCATE -> {
          if (!naming.name().isEmpty()) {
            statements.propose(naming.name(), Optional.empty());
          }
        }
        case CLOSE -> {
          if (!naming.name().isEmpty()) {
            portals.propose(naming.name(), Optional.empty());
          }
        }
        case EXECUTE, FETCH, UNREADABLE -> {}
      }
    }
  }

  /**
   * A statement has run.
   *
   * @param namings what the text does to names, in order
   * @param from how many of them have happened already
   * @param tag what the server says that it did
   * @param gone hears of each portal that has lost its name by that
   * @return how many have happened now
   */
  int happened(List<Naming> namings, int from, String tag, Consumer<Portal> gone) {
    switch (tag) {
      case "DEALLOCATE ALL", "DISCARD ALL" -> statements.dropAll();
      case "CLOSE CURSOR ALL" -> {}
      default -> {
        return one(namings, from, tag, gone);
      }
    }
    return from;
  }

  private int one(List<Naming> namings, int from, String tag, Consumer<Portal> gone) {
    for (int i = from; i < namings.size(); i++) {
      Naming naming = namings.get(i);
      if (naming.name().isEmpty() || !tag.equals(tag(naming.what()))) {
        continue;
      }
      switch (naming.what()) {
        case PREPARE, DEALLOCATE -> statements.settle(naming.name());
        case DECLARE, CLOSE -> portals.settle(naming.name()).ifPresent(gone);
        case EXECUTE, FETCH, UNREADABLE -> {}
      }
      return i + 1;
    }
    return from;
  }

  private static String tag(Naming.What what) {
    return switch (what) {
      case PREPARE -> "PREPARE";
      case DEALLOCATE -> "DEALLOCATE";
      case DECLARE -> "DECLARE CURSOR";
      case CLOSE -> "CLOSE CURSOR";
      // These tell what they ran.
      case EXECUTE, FETCH, UNREADABLE -> "";
    };
  }

  /** The server skipped what it had not done yet. */
  void undo() {
    statements.undo();
    portals.undo();
  }

  /** A transaction has ended, and with it every portal but cursors that DECLARE may have kept. */
  void transactionOver() {
    portals.values().removeIf(Portal::ofTransaction);
  }

  /**
   * How many bytes the texts of prepared statements and the values of portals have, those counted
   * that are proposed.
   */
  long bytes() {
    return statements.weight() + portals.weight();
  }

  /** How much is kept in mind. */
  int size() {
    return statements.size() + portals.size();
  }
}
