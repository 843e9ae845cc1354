package dev.postern.gateway.config.check;

import java.util.Locale;
import java.util.Set;

/**
 * What may be worth a second look, by its letters alone. A name proves nothing: what is called
 * otherwise may be as sensitive.
 */
final class Sensitive {
  private static final Set<String> WORDS =
      Set.of(
          "address",
          "birth",
          "birthdate",
          "birthday",
          "cvv",
          "diagnosis",
          "dob",
          "email",
          "iban",
          "mail",
          "mobile",
          "passport",
          "passphrase",
          "passwd",
          "password",
          "phone",
          "pin",
          "salary",
          "secret",
          "secrets",
          "ssn",
          "street",
          "token",
          "tokens");

  /** Two words that say together what each alone does not. */
  private static final Set<String> PAIRS =
      Set.of("api key", "private key", "access key", "card number", "tax id", "date of");

  private Sensitive() {}

  /** Whether the last part of a path or a qualified name is called as sensitive things are. */
  static boolean looks(String name) {
    String[] words =
        last(name)
            .replaceAll("([a-z0-9])([A-Z])", "$1 $2")
            .toLowerCase(Locale.ROOT)
            .split("[^a-z]+", -1);
    String before = "";
    for (String word : words) {
      if (WORDS.contains(word) || PAIRS.contains(before + " " + word)) {
        return true;
      }
      before = word;
    }
    return false;
  }

  private static String last(String name) {
    String open = name.replace("[*]", "").replaceAll("'\\]$", "");
    return open.substring(Math.max(open.lastIndexOf('.'), open.lastIndexOf('\'')) + 1);
  }
}
