package dev.postern.gateway.http;

import dev.postern.gateway.session.Field;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Arrays;
import java.util.List;

/**
 * Prints heads: into memory of the thread's own, and then into a buffer at once. The last look at
 * every name and value before it becomes bytes: nothing that could end a line gets past it. A
 * credential is not copied here; it goes straight into the buffer.
 */
final class HeadWriter {
  private static final int ROOM = 2 << 10;

  /** The octets of the line end of the last field and of the empty line. */
  private static final int END = 4;

  private static final FastThreadLocal<HeadWriter> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected HeadWriter initialValue() {
          return new HeadWriter();
        }
      };

  private byte[] text = new byte[ROOM];
  private int size;

  private HeadWriter() {}

  /** The thread's writer, for a head of which nothing is printed yet. */
  static HeadWriter begin() {
    HeadWriter writer = OF_THREAD.get();
    writer.size = 0;
    return writer;
  }

  void requestLine(String method, String target) {
    text(method, false);
    octet(' ');
    text(target, false);
    text(" HTTP/1.1", true);
    newLine();
  }

  void statusLine(int status) {
    if (status < 100 || status > 599) {
      throw new IllegalArgumentException("no status " + status);
    }
    text("HTTP/1.1 ", true);
    octet('0' + status / 100);
    octet('0' + status / 10 % 10);
    octet('0' + status % 10);
    // The reason phrase is empty: clients must not read it (RFC 9112, section 4).
    octet(' ');
    newLine();
  }

  /** Fields, those of framing and connection left out. */
  void fields(List<Field> fields) {
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      if (!HopByHop.is(field.name())) {
        field(field.name(), field.value());
      }
    }
  }

  void field(String name, String value) {
    if (name.indexOf(':') >= 0) {
      throw new IllegalArgumentException("a field name has no colon");
    }
    text(name, false);
    octet(':');
    octet(' ');
    text(value, true);
    newLine();
  }

  /**
   * Prints what there is, and a field whose value nobody else sees; false when that has ended.
   *
   * @param out gets both; it does not grow any more until {@link #end} and so many octets stand in
   *     it
   * @param body the octets behind the head
   */
  boolean injected(Injected injected, ByteBuf out, int body) {
    text(injected.name(), false);
    octet(':');
    octet(' ');
    into(out);
    boolean printed = injected.printValue(out, END + body);
    newLine();
    return printed;
  }

  /** The end of the head: prints what there is. */
  void end(ByteBuf out) {
    newLine();
    into(out);
  }

  private void into(ByteBuf out) {
    out.writeBytes(text, 0, size);
    size = 0;
  }

  private void newLine() {
    octet('\r');
    octet('\n');
  }

  private void octet(int octet) {
    room(1);
    text[size++] = (byte) octet;
  }

  /** Octets of one value or one word; characters above U+00FF cannot be sent. */
  private void text(String given, boolean spaces) {
    int length = given.length();
    if (length == 0 && !spaces) {
      throw new IllegalArgumentException("an empty word in a head");
    }
    room(length);
    int at = size;
    for (int i = 0; i < length; i++) {
      char c = given.charAt(i);
      boolean allowed = c > ' ' ? c != 0x7F && c <= 0xFF : spaces && (c == ' ' || c == '\t');
      if (!allowed) {
        throw new IllegalArgumentException("a character that a head cannot carry");
      }
      text[at++] = (byte) c;
    }
    size = at;
  }

  private void room(int more) {
    if (text.length - size < more) {
      text = Arrays.copyOf(text, Math.max(2 * text.length, size + more));
    }
  }
}
