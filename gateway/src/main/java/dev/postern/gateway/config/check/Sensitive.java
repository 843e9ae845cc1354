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

  /**
   * How many characters of a text show nothing, or move what stands beside them: controls but line
   * ends and tabs, format characters (directions, joiners, Unicode's tags), private use, halves of
   * pairs.
   */
  static long hidden(String text) {
    return text.codePoints().filter(Sensitive::hides).count();
  }

  private static boolean hides(int c) {
    if (c == '\n' || c == '\r' || c == '\t') {
      return false;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0;
    };
  }
}
