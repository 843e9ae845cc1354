package dev.postern.kernel.gate;

import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.operation.Durability;
import dev.postern.kernel.policy.Rules;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/** The books of one lane, one for each level of the ledger. Belongs to the loop's thread. */
final class Books {
  private final Gate gate;
  private final Executor loop;
  private final Book usual;
  private final Map<Durability, Book> levels = new EnumMap<>(Durability.class);
  private final List<Book> all = new ArrayList<>();

  Books(Segments segments, Gate gate, Executor loop) {
    this.gate = gate;
    this.loop = loop;
    this.usual = book(segments.usual());
    segments
        .levels()
        .forEach((level, segment) ->
            levels.put(level, segment == segments.usual() ? usual : book(segment)));
  }

  private Book book(Ledger.Segment segment) {
    Book book = new Book(segment, new Scribe(segment, gate.clock(), loop, gate.limits()));
    all.add(book);
    return book;
  }

  /** The one for what no target says otherwise. */
  Book usual() {
    return usual;
  }

  /** The one that a target's entries belong to: what they survive is the target's own. */
  Book of(Rules rules, String target) {
    Optional<Durability> level = rules.durability(target);
    if (level.isEmpty()) {
      return usual;
    }
    Book book = levels.get(level.get());
    if (book == null) {
      throw new IllegalStateException("no segment of level " + level.get() + " is open");
    }
    return book;
  }

  /** Ends the turn of each, and gives the usual one's. */
  Turn end(Scribe.Reader reader) {
    Turn ending = usual.end(reader);
    for (Book book : all) {
      if (book != usual) {
        book.end(reader);
      }
    }
    return ending;
  }

  /** What the lane carries, with what it has open and held. */
  Load load(int open, int held) {
    int coming = 0;
    int owed = 0;
    for (Book book : all) {
      coming += book.coming();
      owed += book.scribe().owed();
    }
    return new Load(open, held, coming, owed);
  }

  /**
   * Whether no more may be admitted.
   *
   * @param open how many passages are open
   * @param held how many admissions wait for people
   */
  boolean full(GateLimits limits, int open, int held) {
    int coming = open;
    int owed = 0;
    int entries = 0;
    for (Book book : all) {
      coming += book.coming();
      owed += book.scribe().owed();
      entries += book.turn().entries().size();
    }
    return coming + held >= limits.openPassages()
        || coming + owed >= limits.owedClosings()
        || entries >= limits.entriesPerTurn();
  }
}
