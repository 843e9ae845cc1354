package dev.postern.gateway.signin;

import java.text.Normalizer;

/** What a name given by a claim or by configuration may look like. */
final class PartyNames {
  private static final int LONGEST = 128;

  private PartyNames() {}

  /**
   * Whether a name is usable: 1 to 128 letters, digits and {@code . _ - + @}, in Unicode's composed
   * form, so that no two names look alike by normalisation and none holds the colon of a canonical
   * name.
   */
  static boolean acceptable(String name) {
    return !name.isEmpty()
        && name.length() <= LONGEST
        && name.codePoints().allMatch(PartyNames::acceptable)
        && Normalizer.isNormalized(name, Normalizer.Form.NFC);
  }

  private static boolean acceptable(int c) {
    return Character.isLetterOrDigit(c)
        || Character.getType(c) == Character.NON_SPACING_MARK
        || c == '.'
        || c == '_'
        || c == '-'
        || c == '+'
        || c == '@';
  }
}
