package dev.postern.gateway.protocol.mcp;

import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.policy.Policy;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;

/**
 * The parts of a target, as policy names them, with what the operator said of each. A tool that the
 * operator named is the same object each time. Safe for several threads.
 */
final class Parts {
  /** URIs that a server may read as another one: no pattern speaks for them. */
  private static final Pattern DEVIOUS =
      Pattern.compile("(^|[/\\\\:])\\.{1,2}([/\\\\?#]|$)|%2e|%2f|%5c|%00|\\\\|[\\x00-\\x20\\x7f]");

  private final Lexicon lexicon;
  private final ConcurrentMap<String, Policy.Part> named = new ConcurrentHashMap<>();

  Parts(Lexicon lexicon) {
    this.lexicon = lexicon;
  }

  /** The words that they are named with. */
  Lexicon lexicon() {
    return lexicon;
  }

  /** The target itself. */
  Policy.Part server() {
    Resource itself = lexicon.itself();
    return new Policy.Part(itself, lexicon.term(itself.ref()));
  }

  /** A tool, whether or not anybody has named it. */
  Policy.Part tool(String name) {
    Policy.Part known = named.get(name);
    if (known != null) {
      return known;
    }
    Ref ref = ref("Tool", name);
    Policy.Part part = exact(ref);
    if (lexicon.terms().containsKey(ref)) {
      named.put(name, part);
    }
    return part;
  }

  /** A prompt. */
  Policy.Part prompt(String name) {
    return exact(ref("Prompt", name));
  }

  /**
   * A resource: what is said of its own URI, else of the longest pattern that it fits. The pattern
   * is then one of its parents.
   */
  Policy.Part resource(String uri) {
    Ref ref = ref("Resource", uri);
    if (lexicon.terms().containsKey(ref)) {
      return exact(ref);
    }
    Optional<Ref> pattern = pattern(uri);
    Lexicon.Term term = pattern.map(lexicon::term).orElse(Lexicon.Term.UNSAID);
    Set<Ref> parents = parents(term);
    pattern.ifPresent(parents::add);
    return new Policy.Part(new Resource(ref, parents), term);
  }

  private Policy.Part exact(Ref ref) {
    Lexicon.Term term = lexicon.term(ref);
    return new Policy.Part(new Resource(ref, parents(term)), term);
  }

  private Set<Ref> parents(Lexicon.Term term) {
    Set<Ref> parents = new HashSet<>(lexicon.parents());
    parents.addAll(term.tags());
    parents.add(lexicon.itself().ref());
    return parents;
  }

  private Ref ref(String type, String name) {
    return new Ref(type, lexicon.target() + "/" + name);
  }

  private Optional<Ref> pattern(String uri) {
    if (DEVIOUS.matcher(uri.toLowerCase(Locale.ROOT)).find()) {
      return Optional.empty();
    }
    String name = lexicon.target() + "/" + uri;
    Ref longest = null;
    for (Ref said : lexicon.terms().keySet()) {
      boolean fits =
          said.type().equals("Resource")
              && said.name().indexOf('*') >= 0
              && fits(said.name(), name);
      if (fits && (longest == null || longer(said, longest))) {
        longest = said;
      }
    }
    return Optional.ofNullable(longest);
  }

  private static boolean longer(Ref one, Ref other) {
    int length = Integer.compare(one.name().length(), other.name().length());
    return length > 0 || (length == 0 && one.name().compareTo(other.name()) < 0);
  }

  /** Whether a name fits a pattern in which {@code *} stands for any text, in linear space. */
  static boolean fits(String pattern, String name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int from = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        from = n;
      } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++from;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
