package dev.postern.gateway.sse;

import java.nio.charset.StandardCharsets;

/** A cursor over the lines of one event, with the field that each line sets. */
final class SseLine {
  /**
   * What a line is for, section 9.2.6; an id with U+0000 and a retry not all digits are ignored.
   */
  enum Field {
    DATA,
    TYPE,
    ID,
    RETRY,
    IGNORED,
    END_OF_EVENT
  }

  private final byte[] bytes;
  private int start;
  private int end;
  private int next;
  private int value;
  private Field field = Field.IGNORED;

  SseLine(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Moves to the next line; false when there is none. */
  boolean advance() {
    if (next == bytes.length) {
      return false;
    }
    start = next;
    end = LineEnds.next(bytes, start, bytes.length);
    next = Math.min(end + 1, bytes.length);
    if (end < bytes.length && bytes[end] == '\r' && next < bytes.length && bytes[next] == '\n') {
      next++;
    }
    field = classify();
    return true;
  }

  Field field() {
    return field;
  }

  /** The offset of the line. */
  int start() {
    return start;
  }

  /** The offset after the line, before its end marker. */
  int end() {
    return end;
  }

  /** The offset after the line's end marker. */
  int next() {
    return next;
  }

  /** The offset of the field's value. */
  int value() {
    return value;
  }

  /** The field's value; bytes that are not UTF-8 become U+FFFD, as in a browser. */
  String text() {
    return new String(bytes, value, end - value, StandardCharsets.UTF_8);
  }

  private Field classify() {
    if (start == end) {
      return Field.END_OF_EVENT;
    }
    int colon = start;
    while (colon < end && bytes[colon] != ':') {
      colon++;
    }
    value = Math.min(colon + 1, end);
    if (value < end && bytes[value] == ' ') {
      value++;
    }
    String name = new String(bytes, start, Math.min(colon - start, 6), StandardCharsets.ISO_8859_1);
    return switch (name) {
      case "data" -> Field.DATA;
      case "event" -> Field.TYPE;
      case "id" -> hasNul() ? Field.IGNORED : Field.ID;
      case "retry" -> allDigits() ? Field.RETRY : Field.IGNORED;
      default -> Field.IGNORED;
    };
  }

  private boolean hasNul() {
    for (int i = value; i < end; i++) {
      if (bytes[i] == 0) {
        return true;
      }
    }
    return false;
  }

  private boolean allDigits() {
    for (int i = value; i < end; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
    }
    return value < end;
  }
}
