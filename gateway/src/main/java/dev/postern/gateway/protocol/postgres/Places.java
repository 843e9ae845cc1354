package dev.postern.gateway.protocol.postgres;

import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.policy.Policy;
import java.util.HashSet;
import java.util.Set;

/** The parts of a PostgreSQL server, as policy names them, with what the operator said of each. */
final class Places {
  private final Lexicon lexicon;

  Places(Lexicon lexicon) {
    this.lexicon = lexicon;
  }

  /**
   * A database of the target.
   *
   * @param name {@code TARGET/DATABASE}
   */
  Policy.Part database(String name) {
    return part(new Ref("Database", name), Set.of());
  }

  /** An account in a database. */
  Policy.Part account(String database, String account) {
    Set<Ref> inside = new HashSet<>(database(database).resource().parents());
    inside.add(new Ref("Database", database));
    return part(new Ref("Account", database + "/" + account), inside);
  }

  private Policy.Part part(Ref ref, Set<Ref> inside) {
    Lexicon.Term term = lexicon.term(ref);
    Set<Ref> parents = new HashSet<>(lexicon.parents());
    parents.addAll(term.tags());
    parents.addAll(inside);
    parents.add(lexicon.itself().ref());
    return new Policy.Part(new Resource(ref, parents), term);
  }
}
