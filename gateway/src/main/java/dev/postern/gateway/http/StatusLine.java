package dev.postern.gateway.http;

/**
 * The first line of an answer (RFC 9112, section 4). The reason is checked and forgotten.
 *
 * @param status as sent: three digits
 * @param http10 whether the version is 1.0, else it is 1.1
 */
record StatusLine(int status, boolean http10) {
  private static final int LENGTH_OF_VERSION = 8;
  private static final int SHORTEST = LENGTH_OF_VERSION + 4;

  /**
   * Reads it.
   *
   * @param to the offset of its CR
   */
  static StatusLine read(byte[] in, int from, int to) throws BadHead {
    if (to - from < SHORTEST) {
      throw BadHead.MALFORMED;
    }
    boolean http10 = RequestLine.http10(in, from, from + LENGTH_OF_VERSION);
    int digits = from + LENGTH_OF_VERSION + 1;
    int after = digits + 3;
    boolean sound =
        in[digits - 1] == ' '
            && Octets.digit(in[digits])
            && Octets.digit(in[digits + 1])
            && Octets.digit(in[digits + 2])
            && (after == to || in[after] == ' ');
    for (int i = after; i < to && sound; i++) {
      sound = Octets.ofValue(in[i]);
    }
    if (!sound) {
      throw BadHead.MALFORMED;
    }
    int status = 100 * (in[digits] - '0') + 10 * (in[digits + 1] - '0') + (in[digits + 2] - '0');
    return new StatusLine(status, http10);
  }
}
