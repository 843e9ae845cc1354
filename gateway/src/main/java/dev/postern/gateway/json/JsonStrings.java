package dev.postern.gateway.json;

import dev.postern.gateway.json.JsonFault.Reason;
import java.nio.charset.StandardCharsets;

/** Finds the end of a string, checking every byte on the way, and decodes one that was checked. */
final class JsonStrings {
  private JsonStrings() {}

  /**
   * Checks the string whose opening quote is at {@code start}.
   *
   * @return the offset after the closing quote and the flags of {@link Tape}, to be taken apart by
   *     {@link #end} and {@link #flags}
   */
  static long scan(byte[] in, int start) throws Malformed {
    int flags = 0;
    int i = start + 1;
    while (true) {
      i = skipPlain(in, i);
      if (i >= in.length) {
        throw new Malformed(in.length, Reason.UNEXPECTED_END);
      }
      byte b = in[i];
      if (b == '"') {
        return (long) flags << 32 | (i + 1);
      } else if (b == '\\') {
        flags |= Tape.ESCAPED;
        int length = escape(in, i);
        if (length < 0) {
          flags |= Tape.LONE;
        }
        i += Math.abs(length);
      } else if (b < 0) {
        flags |= Tape.WIDE;
        i += Utf8.length(in, i);
      } else {
        throw new Malformed(i, Reason.CONTROL_CHARACTER);
      }
    }
  }

  static int end(long outcome) {
    return (int) outcome;
  }

  static int flags(long outcome) {
    return (int) (outcome >>> 32);
  }

  /** The first byte from {@code i} on that is a quote, a backslash, a control or not ASCII. */
  private static int skipPlain(byte[] in, int i) {
    int plain = Swar.plainBytes(Swar.word(in, i));
    while (plain == Long.BYTES) {
      i += Long.BYTES;
      plain = Swar.plainBytes(Swar.word(in, i));
    }
    return i + plain;
  }

  /** The length of the escape at {@code i}, negative for a surrogate without its other half. */
  private static int escape(byte[] in, int i) throws Malformed {
    if (i + 1 >= in.length) {
      throw new Malformed(in.length, Reason.UNEXPECTED_END);
    }
    switch (in[i + 1]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
        return 2;
      case 'u':
        break;
      default:
        throw new Malformed(i, Reason.BAD_ESCAPE);
    }
    char unit = (char) unit(in, i);
    if (!Character.isSurrogate(unit)) {
      return 6;
    }
    boolean paired =
        Character.isHighSurrogate(unit)
            && i + 7 < in.length
            && in[i + 6] == '\\'
            && in[i + 7] == 'u'
            && Character.isLowSurrogate((char) unit(in, i + 6));
    return paired ? 12 : -6;
  }

  /** The code unit of a {@code \\u} escape that starts at {@code i}. */
  private static int unit(byte[] in, int i) throws Malformed {
    if (i + 6 > in.length) {
      throw new Malformed(in.length, Reason.UNEXPECTED_END);
    }
    int unit = 0;
    for (int digit = i + 2; digit < i + 6; digit++) {
      int value = hex(in[digit]);
      if (value < 0) {
        throw new Malformed(i, Reason.BAD_ESCAPE);
      }
      unit = unit << 4 | value;
    }
    return unit;
  }

  private static int hex(byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  /**
   * The text of a checked string.
   *
   * @param from the byte after the opening quote
   * @param to the closing quote
   * @param flags as the scan gave them
   */
  static String decode(byte[] in, int from, int to, int flags) {
    if ((flags & Tape.ESCAPED) == 0) {
      return run(in, from, to, flags);
    }
    StringBuilder text = new StringBuilder(to - from);
    int i = from;
    while (i < to) {
      int run = i;
      while (run < to && in[run] != '\\') {
        run++;
      }
      text.append(run(in, i, run, flags));
      i = run < to ? unescape(in, run, text) : to;
    }
    return text.toString();
  }

  private static String run(byte[] in, int from, int to, int flags) {
    boolean ascii = (flags & Tape.WIDE) == 0;
    return new String(
        in, from, to - from, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
  }

  private static int unescape(byte[] in, int i, StringBuilder text) {
    byte letter = in[i + 1];
    if (letter == 'u') {
      int unit = 0;
      for (int digit = i + 2; digit < i + 6; digit++) {
        unit = unit << 4 | hex(in[digit]);
      }
      text.append((char) unit);
      return i + 6;
    }
    text.append(
        switch (letter) {
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          default -> (char) letter;
        });
    return i + 2;
  }
}
