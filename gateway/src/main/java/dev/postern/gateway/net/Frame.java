package dev.postern.gateway.net;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/** Bytes that wait for a socket, and the proof that they may move. Owns one count of its buffer. */
final class Frame {
  static final BooleanSupplier ALWAYS = () -> true;

  private final ByteBuf bytes;
  private final BooleanSupplier proof;
  private final int secretAt;
  private final int secretSize;
  private final boolean shares;
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
    this.shares = false;
    this.at = bytes.readerIndex();
    this.end = bytes.writerIndex();
  }

  private Frame(ByteBuf bytes, BooleanSupplier proof, ByteBuffer content) {
    this.bytes = bytes;
    this.proof = proof;
    this.secretAt = 0;
    this.secretSize = 0;
    this.shares = true;
    this.at = bytes.writerIndex();
    bytes.writeBytes(content);
    this.end = bytes.writerIndex();
  }

  /**
   * A copy of bytes without a secret, in a buffer in which frames behind it may find room.
   *
   * @param room handed over
   */
  static Frame of(ByteBuf room, BooleanSupplier proof, ByteBuffer content) {
    return new Frame(room, proof, content);
  }

  /** Whether a frame of so many bytes finds room directly behind this one. */
  boolean hasRoom(int count) {
    return shares && end == bytes.writerIndex() && bytes.writableBytes() >= count;
  }

  /** A copy of bytes directly behind this frame, where there is room for it. */
  Frame beside(BooleanSupplier next, ByteBuffer content) {
    return new Frame(bytes.retain(), next, content);
  }

  boolean holds() {
    return proof.getAsBoolean();
  }

  /** How many bytes the socket was not offered yet. */
  int left() {
    return end - at;
  }

  /** Whether what is left of it stands directly behind other bytes. */
  boolean follows(ByteBuf others, int until) {
    return bytes == others && at == until;
  }

  /** Moves on over the next bytes: the socket is offered them. */
  void take(int count) {
    at += count;
  }

  /** Where what is left of it begins. */
  int at() {
    return at;
  }

  /** The buffer that it stands in, perhaps beside others. */
  ByteBuf bytes() {
    return bytes;
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
