package dev.postern.gateway.sql;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Words by which a stretch of text is taken to be about secrets, in any case, inside longer words
 * too. One pass over the text; the words are few and short.
 */
final class SecretWords {
  /** Wherever they stand: in names, in literals, in comments. */
  static final SecretWords ANYWHERE =
      new SecretWords(
          "password passwd passphrase passcode pwd= secret credential crypt conninfo dblink ://"
              + " gen_salt pgp_sym apikey api_key private_key privatekey access_key accesskey"
              + " signing_key access_token auth_token api_token refresh_token session_token");

  /** Names alone: of statements that set up connections and the server itself. */
  static final SecretWords NAMES = new SecretWords("mapping subscription system");

  private final List<List<byte[]>> byFirst = new ArrayList<>();

  private SecretWords(String words) {
    for (int b = 0; b < 256; b++) {
      byFirst.add(new ArrayList<>());
    }
    for (String word : words.split(" ")) {
      byFirst.get(word.charAt(0)).add(word.getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** Whether one of them stands there. */
  boolean in(byte[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      for (byte[] word : byFirst.get(Bytes.lower(text[i] & 0xff))) {
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
