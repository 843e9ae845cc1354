package dev.postern.gateway.http;

import dev.postern.gateway.session.Field;
import java.nio.charset.StandardCharsets;

/**
 * One field as it stands in a head (RFC 9112, section 5): a name, a colon that follows it at once,
 * a value. A line that goes on in the next one is refused, as section 5.2 lets a server do.
 */
final class FieldLine {
  private FieldLine() {}

  /**
   * Reads it.
   *
   * @param to the offset of its CR
   */
  static Field read(byte[] in, int from, int to) throws BadHead {
    int colon = from;
    while (colon < to && Octets.ofName(in[colon]) != 0) {
      colon++;
    }
    if (colon == from || colon == to || in[colon] != ':') {
      throw BadHead.MALFORMED;
    }
    int begin = colon + 1;
    while (begin < to && Octets.blank(in[begin])) {
      begin++;
    }
    int end = to;
    while (end > begin && Octets.blank(in[end - 1])) {
      end--;
    }
    for (int i = begin; i < end; i++) {
      if (!Octets.ofValue(in[i])) {
        throw BadHead.MALFORMED;
      }
    }
    return new Field(
        FieldNames.of(in, from, colon),
        new String(in, begin, end - begin, StandardCharsets.ISO_8859_1));
  }
}
