package dev.postern.gateway.sql;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

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

  private static final ThreadLocal<Forms> FORMS = ThreadLocal.withInitial(Forms::new);

  /**
   * Takes a text's fingerprint.
   *
   * @param most the most bytes of {@link #start()}; a longer form is cut and ends in an ellipsis
   */
  public static Fingerprint of(byte[] text, SqlRules rules, int most) {
    Lexer lexer = new Lexer(text, 0, text.length, rules);
    Forms forms = FORMS.get();
    // No token takes more room than it has in the text, and each is followed by a space.
    byte[] form = forms.room(2 * text.length);
    int length = 0;
    int shown = 0;
    boolean cut = false;
    while (lexer.next()) {
      int end = form(text, lexer, form, length);
      // A long token may be left out and a short one behind it must not close the gap.
      cut |= shown + end - length >= most;
      shown = cut ? shown : end;
      form[end] = ' ';
      length = end + 1;
    }
    return forms.fingerprint(length, shown, cut);
  }

  /**
   * The forms that a thread met last, with their fingerprints: a program has few statements, and
   * sends each over and over with other literals.
   */
  private static final class Forms {
    /** A power of two. */
    private static final int REMEMBERED = 64;

    /** The longest that is remembered, in bytes. */
    private static final int LONGEST = 2 << 10;

    private record Known(byte[] form, int shown, boolean cut, Fingerprint of) {}

    private final MessageDigest sha = sha256();
    private final CRC32C places = new CRC32C();
    private final @Nullable Known[] known = new Known[REMEMBERED];
    private byte[] form = {};

    /** Room for a form, until the next is asked for. */
    byte[] room(int bytes) {
      if (bytes > 2 * LONGEST) {
        form = new byte[bytes];
      } else if (form.length < bytes || form.length > 2 * LONGEST) {
        form = new byte[2 * LONGEST];
      }
      return form;
    }

    /** The fingerprint of what stands in the room. */
    Fingerprint fingerprint(int length, int shown, boolean cut) {
      places.reset();
      places.update(form, 0, length);
      int place = (int) places.getValue() & REMEMBERED - 1;
      Known met = known[place];
      if (met != null
          && met.shown() == shown
          && met.cut() == cut
          && Arrays.equals(met.form(), 0, met.form().length, form, 0, length)) {
        return met.of();
      }
      String start = new String(form, 0, shown, StandardCharsets.UTF_8);
      sha.update(form, 0, length);
      Fingerprint made =
          new Fingerprint(
              cut ? start + " …" : start, HexFormat.of().formatHex(sha.digest(), 0, HASH_BYTES));
      if (length <= LONGEST) {
        known[place] = new Known(Arrays.copyOf(form, length), shown, cut, made);
      }
      return made;
    }
  }

  /** Writes a token's form; returns where it ends. */
  private static int form(byte[] text, Lexer lexer, byte[] form, int at) {
    if (lexer.kind().literal() || lexer.kind() == TokenKind.BROKEN) {
      form[at] = '?';
      return at + 1;
    }
    int count = lexer.end() - lexer.start();
    System.arraycopy(text, lexer.start(), form, at, count);
    if (lexer.kind() == TokenKind.WORD) {
      // Small letters for ASCII alone; the bytes of other characters stay as they are.
      for (int i = at; i < at + count; i++) {
        form[i] = (byte) Bytes.lower(form[i] & 0xff);
      }
    }
    return at + count;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
