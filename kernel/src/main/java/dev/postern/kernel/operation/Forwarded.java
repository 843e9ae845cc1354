package dev.postern.kernel.operation;

import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * What will be sent: the very bytes that were decided. Immutable; the array is handed over and
 * nobody else may keep it.
 */
public final class Forwarded {
  /** For an operation that sends no bytes of the caller's. */
  public static final Forwarded NOTHING = of(new byte[0], () -> new byte[0]);

  private final byte[] bytes;

  private final Supplier<byte[]> essence;

  private Forwarded(byte[] bytes, Supplier<byte[]> essence) {
    this.bytes = bytes;
    this.essence = essence;
  }

  /** Takes the array over. */
  public static Forwarded of(byte[] bytes) {
    return bytes.length == 0 ? NOTHING : new Forwarded(bytes, () -> bytes);
  }

  /**
   * Takes the array over.
   *
   * @param essence makes the bytes without their envelope (ids, progress tokens, trace context):
   *     the same for two messages exactly when they ask for the same in the same way; asked for
   *     only where people are, on another thread
   */
  public static Forwarded of(byte[] bytes, Supplier<byte[]> essence) {
    return new Forwarded(bytes, essence);
  }

  /** A read-only view of the bytes. */
  public ByteBuffer view() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /** How many bytes. */
  public int length() {
    return bytes.length;
  }

  /** What an approval is bound to; nobody may change it. */
  public byte[] essence() {
    return essence.get();
  }

  byte[] bytes() {
    return bytes;
  }
}
