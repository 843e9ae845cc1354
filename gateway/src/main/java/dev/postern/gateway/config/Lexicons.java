package dev.postern.gateway.config;

import dev.postern.gateway.config.PostgresSettings.DatabasePart;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Lexicon.Term;
import dev.postern.kernel.operation.Lexicon.Unmapped;
import dev.postern.kernel.operation.Ref;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The words of a target, made of its settings. A part is named {@code <target>/<name>}, as in
 * {@code Tool::"registry/deploy_model"}; a resource with {@code *} in its URI keeps it there.
 */
public final class Lexicons {
  private Lexicons() {}

  /**
   * The words of a target at an epoch.
   *
   * <p>A target whose {@code unmapped} is {@code withheld} counts as classed, so that parts that
   * nobody named are withheld too; {@code clear} holds for the named parts only.
   *
   * @param read the names of arguments that the rules read
   */
  public static Lexicon of(TargetSettings target, Set<String> read, long epoch) {
    Map<Ref, Term> terms = new HashMap<>();
    TargetSettings.Parts parts = target.parts();
    parts.tools().forEach((name, part) -> terms.put(ref("Tool", target, name), term(target, part)));
    parts
        .prompts()
        .forEach((name, part) -> terms.put(ref("Prompt", target, name), term(target, part)));
    parts
        .resources()
        .forEach((name, part) -> terms.put(ref("Resource", target, name), term(target, part)));
    Set<Ref> parents = new HashSet<>(tags(target.tags()));
    parents.add(new Ref("Env", target.environment()));
    boolean classed = terms.values().stream().anyMatch(term -> !term.fields().isEmpty());
    return new Lexicon(
        target.name(),
        type(target.target().kind()),
        parents,
        classed || target.unmapped() == Unmapped.WITHHELD,
        terms,
        epoch,
        target.target().place(),
        read(terms.values(), read));
  }

  private static Set<String> read(Collection<Term> terms, Set<String> byRules) {
    Set<String> read = new HashSet<>(byRules);
    terms.forEach(term -> read.addAll(ArgumentNames.of(term.fields().keySet())));
    return read;
  }

  /**
   * The words of a PostgreSQL server at an epoch: its databases, {@code Database::"TARGET/NAME"},
   * and the accounts in its own database and in those that are named, {@code
   * Account::"TARGET/NAME/ACCOUNT"}.
   */
  public static Lexicon of(PostgresSettings server, long epoch) {
    Map<Ref, Term> terms = new HashMap<>();
    Map<String, DatabasePart> named = server.parts().databases();
    Set<String> databases = new HashSet<>(named.keySet());
    databases.add(server.database());
    databases.forEach(name -> {
      String database = server.name() + "/" + name;
      if (named.containsKey(name)) {
        terms.put(new Ref("Database", database), term(named.get(name)));
      }
      server
          .parts()
          .accounts()
          .forEach((account, tags) ->
              terms.put(
                  new Ref("Account", database + "/" + account),
                  new Term(Set.of(), tags(tags), Map.of(), Unmapped.BY_TARGET)));
    });
    Set<Ref> parents = new HashSet<>(tags(server.tags()));
    parents.add(new Ref("Env", server.environment()));
    String place = server.target().address() + " " + server.target().secrecy();
    return new Lexicon(
        server.name(), "PostgresServer", parents, server.classed(), terms, epoch, place, Set.of());
  }

  /**
   * Where in its database a class stands is not known yet: the class itself is the place. Who named
   * a database has said all classes that it holds.
   */
  private static Term term(DatabasePart part) {
    Map<String, String> fields = new HashMap<>();
    part.classes().forEach(name -> fields.put(name, name));
    return new Term(Set.of(), tags(part.tags()), fields, Unmapped.CLEAR);
  }

  /** The Cedar type of a target that speaks a protocol. */
  private static String type(String kind) {
    if (kind.equals("mcp")) {
      return "McpServer";
    }
    throw new IllegalStateException("a target of no known kind: " + kind);
  }

  private static Ref ref(String type, TargetSettings target, String name) {
    return new Ref(type, target.name() + "/" + name);
  }

  private static Term term(TargetSettings target, PartSettings part) {
    Unmapped unmapped = part.unmapped() == Unmapped.BY_TARGET ? target.unmapped() : part.unmapped();
    return new Term(part.groups(), tags(part.tags()), part.fields(), unmapped);
  }

  private static Set<Ref> tags(Set<String> tags) {
    return Set.copyOf(tags.stream().map(tag -> new Ref("Tag", tag)).toList());
  }
}
