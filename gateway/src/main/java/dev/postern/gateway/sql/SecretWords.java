package dev.postern.gateway.sql;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Words by which a stretch of text is taken to be about secrets, in any case, inside longer words
 * too. One pass over the text; the words are few and short.
 */
final class SecretWords {
  private static final byte[][] NONE = new byte[0][];

  /** Wherever they stand: in names, in literals, in comments. */
  static final SecretWords ANYWHERE =
      new SecretWords(
          "password passwd passphrase passcode pwd= secret credential crypt conninfo dblink ://"
              + " gen_salt pgp_sym apikey api_key private_key privatekey access_key accesskey"
              + " signing_key access_token auth_token api_token refresh_token session_token");

  /** Names alone: of statements that set up connections and the server itself. */
  static final SecretWords NAMES = new SecretWords("mapping subscription system");

  /** The words that begin with a byte, whatever its case; none for most. */
  private final byte[][][] byFirst = new byte[256][][];

  private SecretWords(String words) {
    Arrays.fill(byFirst, NONE);
    for (String word : words.split(" ")) {
      byte[][] others = byFirst[word.charAt(0)];
      byte[][] more = Arrays.copyOf(others, others.length + 1);
      more[others.length] = word.getBytes(StandardCharsets.US_ASCII);
      byFirst[word.charAt(0)] = more;
      byFirst[Character.toUpperCase(word.charAt(0))] = more;
    }
  }

  /** Whether one of them stands there. */
  boolean in(byte[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      for (byte[] word : byFirst[text[i] & 0xff]) {
        if (spells(text, i, to, word)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean spells(byte[] text, int from, int to, byte[] word) {
    if (to - from < word.length) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (Bytes.lower(text[from + i] & 0xff) != word[i]) {
        return false;
      }
    }
    return true;
  }
}
