package dev.postern.gateway.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight bytes of a message at once, the first in the lowest bits. */
final class Swar {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;

  private Swar() {}

  /** The eight bytes from {@code i} on, with zeros for those after the end. */
  static long word(byte[] in, int i) {
    if (i + Long.BYTES <= in.length) {
      return (long) LONGS.get(in, i);
    }
    long word = 0;
    for (int last = in.length - 1; last >= i; last--) {
      word = word << 8 | (in[last] & 0xff);
    }
    return word;
  }

  /**
   * How many bytes stand before the first quote, backslash, control or byte above 0x7F; 8 if there
   * is none.
   */
  static int plainBytes(long word) {
    long quote = word ^ (ONES * '"');
    long backslash = word ^ (ONES * '\\');
    // A subtraction borrows only into higher bytes, so the lowest bit found is exact.
    long found = (word - ONES * ' ' | quote - ONES | backslash - ONES | word) & HIGH;
    return Long.numberOfTrailingZeros(found) >>> 3;
  }

  /** The lowest {@code count} bytes, 0 to 7. */
  static long first(long word, int count) {
    return word & ((1L << 8 * count) - 1);
  }

  /** Turns A to Z into a to z; every byte is below 0x80. */
  static long lowerCase(long word) {
    long fromA = word + ONES * (0x80 - 'A');
    long afterZ = word + ONES * (0x80 - 'Z' - 1);
    return word | (fromA & ~afterZ & HIGH) >>> 2;
  }
}
