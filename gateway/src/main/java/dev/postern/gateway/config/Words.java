package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Names;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The forms that several sections share. */
final class Words {
  /** The most entries of one list of names. */
  static final int MOST_NAMES = 10_000;

  /** Words that cannot stand in a namespace (Cedar's grammar, IDENT), and the gateway's own. */
  private static final Set<String> TAKEN =
      Set.of("true", "false", "if", "then", "else", "in", "is", "like", "has", "postern");

  static final Form<String> HOST =
      Scalars.text(
          Pattern.compile("localhost|[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9a-fA-F:]{2,39}"),
          "an IP address or localhost");

  /**
   * A name that policy, locks and the ledger use. It holds no colon, which stands in names that the
   * gateway itself makes of an issuer's id and a subject.
   */
  static final Form<String> NAME =
      Scalars.text(
          Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}"),
          "a name of 1 to 128 letters, digits and . _ @ + -, the first a letter or digit");

  /** The name of a target: a path segment of its address, and the namespace of its actions. */
  static final Form<String> TARGET =
      Scalars.text(
          Pattern.compile("[a-z][a-z0-9_]{0,39}"),
          "a name of 1 to 40 of a-z, 0-9 and _, the first a letter, no word of Cedar's, and not"
              + " postern",
          name -> TAKEN.contains(name) ? Optional.empty() : Optional.of(name));

  /** A target by its name, the gateway itself among them. */
  static final Form<String> TARGET_OR_GATEWAY =
      Scalars.text(
          Pattern.compile("[a-z][a-z0-9_]{0,39}"),
          "the name of a target, or postern for the gateway itself");

  /** A name that a target gives to a part of itself. */
  static final Form<String> PART =
      Scalars.text(Pattern.compile("[^\\x00-\\x1f\\x7f]{1,512}"), "a name of 1 to 512 characters");

  private Words() {}

  /** A list of names that are defined elsewhere. */
  static Form<Set<String>> names(Names.Kind kind) {
    return set(NAME.of(kind));
  }

  /** A list as a set; an entry that stands twice is a problem. */
  static <T> Form<Set<T>> set(Form<T> item) {
    Form<List<T>> list =
        Forms.list(item, MOST_NAMES)
            .and((values, spot) -> {
              Set<T> seen = new HashSet<>();
              boolean once = values.stream().allMatch(seen::add);
              if (!once) {
                spot.problem("an entry stands twice", "each entry once");
              }
              return once;
            });
    return list.as(Set::copyOf, List::copyOf);
  }

  static URI withoutSlash(URI address) {
    String text = address.toString();
    return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : address;
  }

  /** Whether an address has no query; notes a problem when it has. */
  static boolean withoutQuery(Read<URI> address) {
    if (address.get().getRawQuery() == null) {
      return true;
    }
    address.spot().problem("this address has a query", "an address without one");
    return false;
  }
}
