package dev.postern.gateway.json;

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

  /** For each byte the folded ASCII character, or 0 where the byte may not stand in a plain key. */
  private static final byte[] PLAIN = plain();

  private KeyFold() {}

  /** The folded character of one byte of a key, or 0 for quote, backslash, control, non-ASCII. */
  static int plain(byte b) {
    return PLAIN[b & 0xff];
  }

  /** The folded form of a decoded key. */
  static String of(String key) {
    int nul = key.indexOf('\0');
    String cut = nul < 0 ? key : key.substring(0, nul);
    String upper = lower(cut).toUpperCase(Locale.ROOT);
    return withoutDots(lower(upper));
  }

  /** One step of the hash over a folded key. */
  static int mix(int hash, int character) {
    return 31 * hash + character;
  }

  /** The hash of a folded key, the same that {@link #mix} gives over its characters. */
  static int hash(String folded) {
    int hash = 0;
    for (int i = 0; i < folded.length(); i++) {
      hash = mix(hash, folded.charAt(i));
    }
    return hash;
  }

  /** Lower case of each code point alone: a final sigma must not depend on its neighbours. */
  private static String lower(String text) {
    StringBuilder lower = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      int point = text.codePointAt(i);
      lower.appendCodePoint(Character.toLowerCase(point));
      i += Character.charCount(point);
    }
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

  private static byte[] plain() {
    byte[] table = new byte[256];
    for (int b = 0x20; b < 0x80; b++) {
      table[b] = (byte) (b >= 'A' && b <= 'Z' ? b + 0x20 : b);
    }
    table['"'] = 0;
    table['\\'] = 0;
    return table;
  }
}
