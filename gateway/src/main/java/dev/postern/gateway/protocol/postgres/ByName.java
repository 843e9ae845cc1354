package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.sql.Naming;
import dev.postern.gateway.sql.Verb;
import dev.postern.kernel.operation.Shape;
import dev.postern.kernel.operation.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a text runs by name: prepared statements with EXECUTE, portals with FETCH and MOVE. It is
 * decided, and shown to people, with all that these do. Names mean what they mean to the message
 * that runs them, so a text is looked at anew each time. For one look, once.
 */
final class ByName {
  private static final Shape PREPARED = Shape.of("name", "statement");

  private final Names names;
  private final EnumSet<Verb> verbs = EnumSet.noneOf(Verb.class);
  private final List<Naming> namings = new ArrayList<>();
  private final List<Value> runs = new ArrayList<>();
  private final Set<SqlText> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private Optional<String> missing = Optional.empty();
  private Optional<String> lost = Optional.empty();

  private ByName(Names names) {
    this.names = names;
  }

  /**
   * A text with what it runs by name now.
   *
   * @param text with all verbs of what it runs
   * @param missing the name of a prepared statement that nobody saw being given; empty for none
   * @param lost the name of a portal whose values were not kept, so that nobody can be shown them
   */
  record Found(SqlText text, Optional<String> missing, Optional<String> lost) {}

  /** Looks the names of a text up. */
  static Found in(SqlText text, Names names) {
    if (!text.runsByName()) {
      return new Found(text, Optional.empty(), Optional.empty());
    }
    ByName look = new ByName(names);
    look.verbs.addAll(text.verbs());
    look.seen.add(text);
    look.follow(text);
    return new Found(text.running(look.verbs, look.namings, look.runs), look.missing, look.lost);
  }

  private void follow(SqlText text) {
    Set<Naming> own = new HashSet<>();
    for (Naming naming : text.namings()) {
      namings.add(naming);
      own.add(naming);
      switch (naming.what()) {
        case EXECUTE -> prepared(naming.name(), own);
        case FETCH -> fetched(naming.name(), own);
        case PREPARE, DEALLOCATE, DECLARE, CLOSE, UNREADABLE -> {}
      }
    }
  }

  private void prepared(String name, Set<Naming> own) {
    Naming bySql = new Naming(Naming.What.PREPARE, name);
    Optional<SqlText> known = names.statements().get(name);
    if (known.isPresent()) {
      runs.add(PREPARED.with(new Value.Text(name), known.get().sense().statement()));
      // What SQL's PREPARE named runs nothing by name in its turn; a Parse may have.
      into(known.get(), !known.get().namings().contains(bySql));
    } else if (!own.contains(bySql)) {
      missing = Optional.of(name);
      verbs.add(Verb.UNKNOWN);
    }
  }

  private void fetched(String name, Set<Naming> own) {
    Optional<Portal> known = names.portals().get(name);
    if (known.isPresent()) {
      runs.add(known.get().told());
      lost = lost.or(() -> known.filter(Portal::lost).map(Portal::name));
      into(known.get(), !known.get().declared());
    } else if (!own.contains(new Naming(Naming.What.DECLARE, name))) {
      // A function has opened it, if anybody has.
      names.portals().all().forEach(portal -> into(portal, false));
    }
  }

  private void into(Portal portal, boolean further) {
    if (portal.text().isPresent()) {
      into(portal.text().get(), further);
    } else {
      verbs.add(Verb.UNKNOWN);
    }
  }

  private void into(SqlText text, boolean further) {
    verbs.addAll(text.verbs());
    if (seen.add(text) && further) {
      follow(text);
    }
  }
}
