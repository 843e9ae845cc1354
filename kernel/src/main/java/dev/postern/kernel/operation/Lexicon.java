package dev.postern.kernel.operation;

import java.util.Map;
import java.util.Set;

/**
 * The words of one target: what its operator said of its parts. The part of the rules that a
 * protocol needs to describe.
 *
 * @param target the target's name
 * @param type the Cedar type of the target itself, for example {@code McpServer}
 * @param parents what the target belongs to: its environment and its tags
 * @param classed whether any part of the target carries a class; then content without a mapping is
 *     withheld unless its term says otherwise
 * @param terms what is said of its parts, keyed by {@link Ref}
 * @param epoch the rules' epoch that it belongs to
 * @param place which server the target is, compared for equality only: when it changes, the name
 *     stands for another server, and what was given for the former one ends
 * @param read the names within what is asked that rules or paths look at: a key that only looks
 *     like one of them would be one value to the rules and another to a lenient target
 */
public record Lexicon(
    String target,
    String type,
    Set<Ref> parents,
    boolean classed,
    Map<Ref, Term> terms,
    long epoch,
    String place,
    Set<String> read) {
  public Lexicon {
    parents = Set.copyOf(parents);
    terms = Map.copyOf(terms);
    read = Set.copyOf(read);
  }

  /** The words of a target that is always one and the same server, for rules that read nothing. */
  public Lexicon(
      String target,
      String type,
      Set<Ref> parents,
      boolean classed,
      Map<Ref, Term> terms,
      long epoch) {
    this(target, type, parents, classed, terms, epoch, "", Set.of());
  }

  /** The target as a resource. */
  public Resource itself() {
    return new Resource(new Ref(type, target), parents);
  }

  /**
   * What the operator said of one part.
   *
   * @param groups the shared action groups of acting on it, for example {@code read} or {@code
   *     write}
   * @param tags its tags, as parents
   * @param fields where classed content stands in its replies: a path in the protocol's own
   *     notation, to the class
   * @param unmapped what becomes of reply content that no path names
   */
  public record Term(
      Set<String> groups, Set<Ref> tags, Map<String, String> fields, Unmapped unmapped) {
    public Term {
      groups = Set.copyOf(groups);
      tags = Set.copyOf(tags);
      fields = Map.copyOf(fields);
    }

    /** What is held of a part that the operator did not name. */
    public static final Term UNSAID = new Term(Set.of(), Set.of(), Map.of(), Unmapped.BY_TARGET);
  }

  /** What becomes of content that no path names. */
  public enum Unmapped {
    /** Withheld when the target is classed, clear otherwise. */
    BY_TARGET,
    CLEAR,
    WITHHELD
  }

  /** What was said of a part; {@link Term#UNSAID} where nothing was. */
  public Term term(Ref part) {
    return terms.getOrDefault(part, Term.UNSAID);
  }
}
