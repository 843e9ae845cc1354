package dev.postern.gateway.sql;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * Which client encodings can be read here. Some put ASCII bytes inside longer characters (SJIS,
 * BIG5, GBK, GB18030, UHC, JOHAB; manual, 24.3.1): a quote or a backslash may then be half of a
 * letter. Those that are known to be harmless are listed; all others count as unreadable.
 */
public final class ClientEncoding {
  private static final Set<String> READABLE =
      Set.of(
          "utf8",
          "unicode",
          "sqlascii",
          "latin1",
          "iso88591",
          "latin9",
          "iso885915",
          "win1252",
          "default");

  private ClientEncoding() {}

  /** Whether text in an encoding of this name can be read; the server's spelling rules. */
  public static boolean readable(String name) {
    return READABLE.contains(name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", ""));
  }

  /** What a token names, without its quotes. */
  static String spelled(byte[] text, Lexer token) {
    String spelled =
        new String(text, token.start(), token.end() - token.start(), StandardCharsets.ISO_8859_1);
    boolean quoted =
        token.kind() == TokenKind.STRING && spelled.length() > 1 && spelled.charAt(0) == '\'';
    return quoted ? spelled.substring(1, spelled.length() - 1) : spelled;
  }
}
