package dev.postern.gateway.protocol.postgres.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Some bytes of an array that nobody writes to any more. Equal where the bytes are equal. Its text
 * form hides them: they may be a secret.
 */
public final class Slice {
  public static final Slice EMPTY = new Slice(new byte[0], 0, 0);

  private final byte[] bytes;
  private final int from;
  private final int to;

  private Slice(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  /** All bytes of an array, which is handed over. */
  public static Slice of(byte[] bytes) {
    return new Slice(bytes, 0, bytes.length);
  }

  /** A text's bytes in UTF-8. */
  public static Slice of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  static Slice of(byte[] bytes, int from, int to) {
    if (from < 0 || from > to || to > bytes.length) {
      throw new IndexOutOfBoundsException(from + " to " + to + " of " + bytes.length);
    }
    return new Slice(bytes, from, to);
  }

  /** How many bytes. */
  public int length() {
    return to - from;
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return from == to;
  }

  /** One byte. */
  public byte at(int index) {
    if (index < 0 || index >= length()) {
      throw new IndexOutOfBoundsException(index);
    }
    return bytes[from + index];
  }

  /** A part of it, on the same array. */
  public Slice part(int start, int end) {
    if (start < 0 || start > end || end > length()) {
      throw new IndexOutOfBoundsException(start + " to " + end + " of " + length());
    }
    return new Slice(bytes, from + start, from + end);
  }

  /** The first bytes, at most so many. */
  public Slice first(int most) {
    return length() <= most ? this : part(0, most);
  }

  /** The big-endian 32-bit number at an index. */
  public int int32(int index) {
    return (at(index) & 0xff) << 24
        | (at(index + 1) & 0xff) << 16
        | (at(index + 2) & 0xff) << 8
        | (at(index + 3) & 0xff);
  }

  /** A view that cannot be written through. */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes, from, length()).asReadOnlyBuffer();
  }

  /** An own copy of the bytes. */
  public byte[] copy() {
    return Arrays.copyOfRange(bytes, from, to);
  }

  /** As UTF-8; what is not UTF-8 becomes U+FFFD. */
  public String text() {
    return new String(bytes, from, length(), StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Slice that
        && Arrays.equals(bytes, from, to, that.bytes, that.from, that.to);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash;
  }

  @Override
  public String toString() {
    return "Slice[" + length() + " bytes]";
  }
}
