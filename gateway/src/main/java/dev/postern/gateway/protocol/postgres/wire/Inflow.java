package dev.postern.gateway.protocol.postgres.wire;

import java.nio.ByteBuffer;

/**
 * The bytes of one direction that have arrived and were not read yet. A buffer that arrives while
 * nothing waits is taken over without a copy; what was handed out is never written to again.
 */
final class Inflow {
  private static final byte[] NONE = new byte[0];

  private byte[] bytes = NONE;
  private int from;
  private int to;
  private boolean grown;
  private long gone;

  /** Adds what arrived; the buffer and its array are handed over. */
  void add(ByteBuffer more) {
    if (from == to && more.hasArray()) {
      bytes = more.array();
      from = more.arrayOffset() + more.position();
      to = from + more.remaining();
      grown = false;
      return;
    }
    int count = more.remaining();
    if (!grown || bytes.length - to < count) {
      grow(count);
    }
    more.get(bytes, to, count);
    to += count;
  }

  private void grow(int more) {
    int have = size();
    int needed = Math.addExact(have, more);
    byte[] larger = new byte[(int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, 2L * have))];
    System.arraycopy(bytes, from, larger, 0, have);
    bytes = larger;
    from = 0;
    to = have;
    grown = true;
  }

  /** How many bytes wait. */
  int size() {
    return to - from;
  }

  /** How many bytes were taken so far. */
  long taken() {
    return gone;
  }

  /** A byte that waits. */
  byte at(int index) {
    return bytes[from + index];
  }

  /** The big-endian 32-bit number that waits at an index. */
  int int32(int index) {
    int at = from + index;
    return (bytes[at] & 0xff) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | (bytes[at + 3] & 0xff);
  }

  /** What waits, without taking it. */
  Slice peek(int start, int end) {
    return Slice.of(bytes, from + start, from + end);
  }

  /** Takes the next bytes. */
  Slice take(int count) {
    Slice taken = Slice.of(bytes, from, from + count);
    from += count;
    gone += count;
    if (from == to) {
      // An idle session holds nothing of what was read: the array belongs to the slices of it.
      bytes = NONE;
      from = 0;
      to = 0;
    }
    return taken;
  }
}
