package dev.postern.gateway.json;

import dev.postern.gateway.json.JsonFault.Reason;

/** The well-formed byte sequences of RFC 3629, section 4: neither overlong nor a surrogate. */
final class Utf8 {
  private Utf8() {}

  /** The length of the sequence at {@code i}, which starts with a byte above 0x7F. */
  static int length(byte[] in, int i) throws Malformed {
    int lead = in[i] & 0xff;
    if (lead >= 0xC2 && lead <= 0xDF) {
      tail(in, i, i + 1, 0x80, 0xBF);
      return 2;
    }
    if ((lead & 0xF0) == 0xE0) {
      tail(in, i, i + 1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF);
      tail(in, i, i + 2, 0x80, 0xBF);
      return 3;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
      tail(in, i, i + 1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF);
      tail(in, i, i + 2, 0x80, 0xBF);
      tail(in, i, i + 3, 0x80, 0xBF);
      return 4;
    }
    throw new Malformed(i, Reason.BAD_UTF8);
  }

  private static void tail(byte[] in, int start, int i, int least, int most) throws Malformed {
    if (i >= in.length) {
      throw new Malformed(in.length, Reason.UNEXPECTED_END);
    }
    int b = in[i] & 0xff;
    if (b < least || b > most) {
      throw new Malformed(start, Reason.BAD_UTF8);
    }
  }
}
