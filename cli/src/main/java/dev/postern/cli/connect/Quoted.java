package dev.postern.cli.connect;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Text as other languages write it, so that it stays one word and the same. */
final class Quoted {
  private static final Pattern SHELL_PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");
  private static final Pattern SHELL_DOUBLE = Pattern.compile("[^\"$`\\\\!]+");
  private static final Pattern CONNINFO_PLAIN = Pattern.compile("[^\\s'\\\\]+");
  private static final Pattern UNRESERVED = Pattern.compile("[A-Za-z0-9._~-]");

  private Quoted() {}

  /** A word of a POSIX shell. */
  static String shell(String text) {
    if (SHELL_PLAIN.matcher(text).matches()) {
      return text;
    }
    return SHELL_DOUBLE.matcher(text).matches()
        ? '"' + text + '"'
        : "'" + text.replace("'", "'\\''") + "'";
  }

  /**
   * A value of libpq's connection strings (PostgreSQL's manual, "Keyword/Value Connection
   * Strings").
   */
  static String conninfo(String text) {
    return CONNINFO_PLAIN.matcher(text).matches()
        ? text
        : "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  /** A field of a password file (PostgreSQL's manual, "The Password File"). */
  static String passwordFile(String text) {
    return text.replace("\\", "\\\\").replace(":", "\\:");
  }

  /**
   * A part of a URL: all but RFC 3986's unreserved characters as the hexadecimal of their UTF-8.
   */
  static String url(String text) {
    StringBuilder quoted = new StringBuilder();
    text.codePoints()
        .mapToObj(Character::toString)
        .forEach(one -> {
          if (UNRESERVED.matcher(one).matches()) {
            quoted.append(one);
          } else {
            for (byte b : one.getBytes(StandardCharsets.UTF_8)) {
              quoted.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
          }
        });
    return quoted.toString();
  }
}
