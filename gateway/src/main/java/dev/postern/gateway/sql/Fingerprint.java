package dev.postern.gateway.sql;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A text without what varies from call to call: words in small letters, one space between tokens,
 * every literal a question mark, no comments. Two statements of the same fingerprint differ in
 * literals, case, white space and comments alone.
 *
 * @param start the beginning of that form, for people
 * @param hash 16 bytes of the whole form's SHA-256, lower-case hex
 */
public record Fingerprint(String start, String hash) {
  private static final int HASH_BYTES = 16;

  /**
   * Takes a text's fingerprint.
   *
   * @param most the most bytes of {@link #start()}; a longer form is cut and ends in an ellipsis
   */
  public static Fingerprint of(byte[] text, SqlRules rules, int most) {
    Lexer lexer = new Lexer(text, 0, text.length, rules);
    MessageDigest digest = sha256();
    StringBuilder start = new StringBuilder();
    boolean cut = false;
    while (lexer.next()) {
      String token = form(text, lexer);
      digest.update(token.getBytes(StandardCharsets.ISO_8859_1));
      digest.update((byte) ' ');
      if (start.length() + token.length() < most) {
        start.append(start.isEmpty() ? "" : " ").append(token);
      } else {
        cut = true;
        // A long token may be left out and a short one behind it must not close the gap.
        most = 0;
      }
    }
    String shown =
        new String(start.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    return new Fingerprint(
        cut ? shown + " …" : shown, HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES));
  }

  private static String form(byte[] text, Lexer lexer) {
    if (lexer.kind().literal() || lexer.kind() == TokenKind.BROKEN) {
      return "?";
    }
    String token =
        new String(text, lexer.start(), lexer.end() - lexer.start(), StandardCharsets.ISO_8859_1);
    return lexer.kind() == TokenKind.WORD ? lowered(token) : token;
  }

  /** Small letters for ASCII alone; the bytes of other characters stay as they are. */
  private static String lowered(String word) {
    StringBuilder small = new StringBuilder(word.length());
    word.chars().forEach(c -> small.append((char) Bytes.lower(c)));
    return small.toString();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
