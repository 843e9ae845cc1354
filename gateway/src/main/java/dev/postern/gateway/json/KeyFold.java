package dev.postern.gateway.json;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The form of a key under which two keys count as the same.
 *
 * <p>The key is cut at its first U+0000, then folded: simple lower case, full upper case, simple
 * lower case, each without a locale. That joins at least what Unicode's simple and full case
 * folding join (CaseFolding.txt, statuses C, S and F), U+017F with s and U+212A with k included,
 * and a little more: the dotted and dotless i of Turkish (U+0130, U+0131) count as i, and a dot
 * above (U+0307) after i is dropped. Too many keys being equal refuses a document; too few would
 * let a second value through.
 */
final class KeyFold {
  private static final int DOT_ABOVE = 0x307;

  private KeyFold() {}

  /** The folded form of a decoded key. */
  static String of(String key) {
    int nul = key.indexOf('\0');
    String cut = nul < 0 ? key : key.substring(0, nul);
    String upper = lower(cut).toUpperCase(Locale.ROOT);
    return withoutDots(lower(upper));
  }

  /** A hash of a folded key, the same that {@link PlainKey} gives for a key that folds to it. */
  static int hash(String folded) {
    for (int i = 0; i < folded.length(); i++) {
      if (folded.charAt(i) >= 0x80) {
        // No plain key folds to it, so any hash will do.
        return folded.hashCode();
      }
    }
    return PlainKey.hash(folded.getBytes(StandardCharsets.US_ASCII));
  }

  /** Lower case of each code point alone: a final sigma must not depend on its neighbours. */
  private static String lower(String text) {
    StringBuilder lower = new StringBuilder(text.length());
    text.codePoints().map(Character::toLowerCase).forEach(lower::appendCodePoint);
    return lower.toString();
  }

  private static String withoutDots(String text) {
    if (text.indexOf(DOT_ABOVE) < 0) {
      return text;
    }
    StringBuilder kept = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      boolean dotOfAnI =
          text.charAt(i) == DOT_ABOVE && !kept.isEmpty() && kept.charAt(kept.length() - 1) == 'i';
      if (!dotOfAnI) {
        kept.append(text.charAt(i));
      }
    }
    return kept.toString();
  }
}
