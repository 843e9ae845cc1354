package dev.postern.kernel.operation;

import java.nio.ByteBuffer;

/**
 * What will be sent: the very bytes that were decided. Immutable; the array is handed over and
 * nobody else may keep it.
 */
public final class Forwarded {
  /** For an operation that sends no bytes of the caller's. */
  public static final Forwarded NOTHING = new Forwarded(new byte[0]);

  private final byte[] bytes;

  private Forwarded(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes the array over. */
  public static Forwarded of(byte[] bytes) {
    return bytes.length == 0 ? NOTHING : new Forwarded(bytes);
  }

  /** A read-only view of the bytes. */
  public ByteBuffer view() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /** How many bytes. */
  public int length() {
    return bytes.length;
  }

  byte[] bytes() {
    return bytes;
  }
}
