package dev.postern.gateway.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A writer for the JSON that the gateway says in its own words. It puts the commas; that containers
 * are closed in order and keys stand only in objects is for the caller.
 *
 * <p>Strings come out with the escapes RFC 8259 asks for, and with U+2028, U+2029 and lone
 * surrogates escaped too: the first two end a line in older JavaScript, the last have no UTF-8.
 */
public final class JsonText {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes = new byte[128];
  private int length;

  /** Whether the next key or value follows another in the same container. */
  private boolean follows;

  /** A string as a JSON text, quotes included. */
  public static byte[] quoted(String text) {
    return new JsonText().text(text).bytes();
  }

  public JsonText beginObject() {
    return begin('{');
  }

  public JsonText endObject() {
    return end('}');
  }

  public JsonText beginArray() {
    return begin('[');
  }

  public JsonText endArray() {
    return end(']');
  }

  /** The key of the member whose value is written next. */
  public JsonText key(String name) {
    text(name);
    add(':');
    follows = false;
    return this;
  }

  public JsonText text(String text) {
    separate();
    add('"');
    for (int i = 0; i < text.length(); i++) {
      i += character(text, i);
    }
    add('"');
    return this;
  }

  public JsonText number(long number) {
    return raw(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
  }

  public JsonText truth(boolean truth) {
    return raw((truth ? "true" : "false").getBytes(StandardCharsets.US_ASCII));
  }

  public JsonText nothing() {
    return raw("null".getBytes(StandardCharsets.US_ASCII));
  }

  /** A value of a scanned document, byte for byte. */
  public JsonText copy(JsonValue value) {
    return raw(value.document().bytes(), value.start(), value.end());
  }

  /** A complete JSON text, byte for byte. It is not checked. */
  public JsonText raw(byte[] json) {
    return raw(json, 0, json.length);
  }

  /** What was written. */
  public byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  private JsonText raw(byte[] json, int from, int to) {
    separate();
    reserve(to - from);
    System.arraycopy(json, from, bytes, length, to - from);
    length += to - from;
    return this;
  }

  private JsonText begin(char bracket) {
    separate();
    add(bracket);
    follows = false;
    return this;
  }

  private JsonText end(char bracket) {
    add(bracket);
    follows = true;
    return this;
  }

  private void separate() {
    if (follows) {
      add(',');
    }
    follows = true;
  }

  /** Writes the character at {@code i}; 1 if it took the next one too, else 0. */
  private int character(String text, int i) {
    char c = text.charAt(i);
    if (c == '"' || c == '\\') {
      add('\\');
      add(c);
    } else if (c >= ' ' && c < 0x80) {
      add(c);
    } else if (c < ' ') {
      control(c);
    } else if (Character.isHighSurrogate(c)
        && i + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(i + 1))) {
      int point = Character.toCodePoint(c, text.charAt(i + 1));
      add(0xF0 | point >> 18);
      add(0x80 | point >> 12 & 0x3F);
      add(0x80 | point >> 6 & 0x3F);
      add(0x80 | point & 0x3F);
      return 1;
    } else if (c == '\u2028' || c == '\u2029' || Character.isSurrogate(c)) {
      unit(c);
    } else if (c < 0x800) {
      add(0xC0 | c >> 6);
      add(0x80 | c & 0x3F);
    } else {
      add(0xE0 | c >> 12);
      add(0x80 | c >> 6 & 0x3F);
      add(0x80 | c & 0x3F);
    }
    return 0;
  }

  private void control(char c) {
    int letter = "\b\f\n\r\t".indexOf(c);
    if (letter < 0) {
      unit(c);
    } else {
      add('\\');
      add("bfnrt".charAt(letter));
    }
  }

  private void unit(char c) {
    add('\\');
    add('u');
    for (int shift = 12; shift >= 0; shift -= 4) {
      add(HEX[c >> shift & 0xF]);
    }
  }

  private void add(int b) {
    reserve(1);
    bytes[length++] = (byte) b;
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(length, more)));
    }
  }
}
