package dev.postern.gateway.net;

import io.netty.buffer.ByteBuf;
import java.util.function.BooleanSupplier;

/** Bytes that wait for a socket, and the proof that they may move. Owns one count of its buffer. */
final class Frame {
  static final BooleanSupplier ALWAYS = () -> true;

  private final ByteBuf bytes;
  private final BooleanSupplier proof;
  private final int secretAt;
  private final int secretSize;
  private final int end;
  private int at;
  private boolean released;

  /**
   * @param bytes handed over
   * @param secretAt where a secret stands in them, by index
   * @param secretSize its length; 0 for none
   */
  Frame(ByteBuf bytes, BooleanSupplier proof, int secretAt, int secretSize) {
    this.bytes = bytes;
    this.proof = proof;
    this.secretAt = secretAt;
    this.secretSize = secretSize;
    this.at = bytes.readerIndex();
    this.end = bytes.writerIndex();
  }

  boolean holds() {
    return proof.getAsBoolean();
  }

  /** How many bytes the socket was not offered yet. */
  int left() {
    return end - at;
  }

  /** The next bytes, with a count of their own, for the socket to release. */
  ByteBuf take(int count) {
    boolean whole = at == bytes.readerIndex() && at + count == end;
    ByteBuf taken = whole ? bytes.retain() : bytes.retainedSlice(at, count);
    at += count;
    return taken;
  }

  /** Ends the frame: its secret is overwritten, whoever had the memory before or gets it next. */
  void release() {
    if (!released) {
      released = true;
      if (secretSize > 0) {
        bytes.setZero(secretAt, secretSize);
      }
      bytes.release();
    }
  }
}
