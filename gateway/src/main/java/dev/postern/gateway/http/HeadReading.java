package dev.postern.gateway.http;

import dev.postern.gateway.session.Field;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Turns a decoder's header fields into ours, and refuses characters that have no place in them. */
final class HeadReading {
  private HeadReading() {}

  /** The fields with lower-case names and stripped values; empty when one is not allowed. */
  static List<Field> fields(HttpHeaders headers) {
    List<Field> fields = new ArrayList<>(headers.size());
    Iterator<Map.Entry<CharSequence, CharSequence>> each = headers.iteratorCharSequence();
    while (each.hasNext()) {
      Map.Entry<CharSequence, CharSequence> entry = each.next();
      fields.add(new Field(lower(entry.getKey()), entry.getValue().toString()));
    }
    return fields;
  }

  /** Whether a value has visible characters, spaces and tabs only (RFC 9110, 5.5). */
  static boolean clean(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7F) {
        return false;
      }
    }
    return true;
  }

  private static String lower(CharSequence name) {
    return name instanceof AsciiString ascii
        ? ascii.toLowerCase().toString()
        : AsciiString.of(name).toLowerCase().toString();
  }
}
