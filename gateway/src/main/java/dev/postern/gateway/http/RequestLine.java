package dev.postern.gateway.http;

import java.nio.charset.StandardCharsets;

/**
 * The first line of a request (RFC 9112, section 3): three words with single spaces between them.
 *
 * @param method upper-case letters
 * @param target as sent: visible characters
 * @param http10 whether the version is 1.0, else it is 1.1
 */
record RequestLine(String method, String target, boolean http10) {
  private static final int LONGEST_METHOD = 20;
  private static final int LENGTH_OF_VERSION = 8;

  /**
   * Reads it.
   *
   * @param to the offset of its CR
   */
  static RequestLine read(byte[] in, int from, int to) throws BadHead {
    int method = from;
    while (method < to && in[method] >= 'A' && in[method] <= 'Z') {
      method++;
    }
    int target = method + 1;
    int end = target;
    while (end < to && (in[end] & 0xFF) > ' ' && in[end] != 0x7F) {
      end++;
    }
    boolean words =
        method > from
            && method - from <= LONGEST_METHOD
            && method < to
            && in[method] == ' '
            && end > target
            && end < to
            && in[end] == ' ';
    if (!words) {
      throw BadHead.MALFORMED;
    }
    boolean http10 = http10(in, end + 1, to);
    return new RequestLine(text(in, from, method), text(in, target, end), http10);
  }

  /** Whether a version is 1.0; anything but 1.0 and 1.1 is refused. */
  static boolean http10(byte[] in, int from, int to) throws BadHead {
    boolean version =
        to - from == LENGTH_OF_VERSION
            && in[from] == 'H'
            && in[from + 1] == 'T'
            && in[from + 2] == 'T'
            && in[from + 3] == 'P'
            && in[from + 4] == '/'
            && Octets.digit(in[from + 5])
            && in[from + 6] == '.'
            && Octets.digit(in[to - 1]);
    if (!version) {
      throw BadHead.MALFORMED;
    }
    if (in[from + 5] != '1' || in[to - 1] > '1') {
      throw BadHead.VERSION;
    }
    return in[to - 1] == '0';
  }

  private static String text(byte[] in, int from, int to) {
    return new String(in, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
