package dev.postern.gateway.http;

import dev.postern.gateway.session.Field;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;

/**
 * Prints heads. The last look at every name and value before it becomes bytes: nothing that could
 * end a line gets past it.
 */
final class HeadWriter {
  private static final int NEW_LINE = '\r' << 8 | '\n';
  private static final int COLON_SPACE = ':' << 8 | ' ';

  private HeadWriter() {}

  static void requestLine(ByteBuf out, String method, String target) {
    text(out, method, false);
    out.writeByte(' ');
    text(out, target, false);
    ByteBufUtil.writeAscii(out, " HTTP/1.1\r\n");
  }

  static void statusLine(ByteBuf out, int status) {
    if (status < 100 || status > 599) {
      throw new IllegalArgumentException("no status " + status);
    }
    ByteBufUtil.writeAscii(out, "HTTP/1.1 ");
    out.writeByte('0' + status / 100);
    out.writeByte('0' + status / 10 % 10);
    out.writeByte('0' + status % 10);
    // The reason phrase is empty: clients must not read it (RFC 9112, section 4).
    out.writeByte(' ');
    out.writeShort(NEW_LINE);
  }

  /** Fields, those of framing and connection left out. */
  static void fields(ByteBuf out, List<Field> fields) {
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      if (!HopByHop.is(field.name())) {
        field(out, field.name(), field.value());
      }
    }
  }

  static void field(ByteBuf out, String name, String value) {
    if (name.indexOf(':') >= 0) {
      throw new IllegalArgumentException("a field name has no colon");
    }
    text(out, name, false);
    out.writeShort(COLON_SPACE);
    text(out, value, true);
    out.writeShort(NEW_LINE);
  }

  /** A field whose value nobody else sees; false when it has ended. */
  static boolean injected(ByteBuf out, Injected injected) {
    text(out, injected.name(), false);
    out.writeShort(COLON_SPACE);
    if (!injected.printValue(out)) {
      return false;
    }
    out.writeShort(NEW_LINE);
    return true;
  }

  static void end(ByteBuf out) {
    out.writeShort(NEW_LINE);
  }

  /** Octets of one value or one word; characters above U+00FF cannot be sent. */
  private static void text(ByteBuf out, String text, boolean spaces) {
    int length = text.length();
    if (length == 0 && !spaces) {
      throw new IllegalArgumentException("an empty word in a head");
    }
    byte[] octets = HeadReader.scratch();
    int at = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      boolean allowed = c > ' ' ? c != 0x7F && c <= 0xFF : spaces && (c == ' ' || c == '\t');
      if (!allowed) {
        throw new IllegalArgumentException("a character that a head cannot carry");
      }
      if (at == octets.length) {
        out.writeBytes(octets);
        at = 0;
      }
      octets[at++] = (byte) c;
    }
    out.writeBytes(octets, 0, at);
  }
}
