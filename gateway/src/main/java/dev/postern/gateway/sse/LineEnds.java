package dev.postern.gateway.sse;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds where a line ends, eight bytes at once. */
final class LineEnds {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;

  private LineEnds() {}

  /** The first CR or LF of these bytes; {@code to} where there is none. */
  static int next(byte[] bytes, int from, int to) {
    int i = from;
    for (; i + Long.BYTES <= to; i += Long.BYTES) {
      long word = (long) LONGS.get(bytes, i);
      long lf = word ^ (ONES * '\n');
      long cr = word ^ (ONES * '\r');
      // A subtraction borrows only into higher bytes, so the lowest bit found is exact.
      long found = ((lf - ONES & ~lf) | (cr - ONES & ~cr)) & HIGH;
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    while (i < to && bytes[i] != '\n' && bytes[i] != '\r') {
      i++;
    }
    return i;
  }
}
