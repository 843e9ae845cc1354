package dev.postern.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Bytes that wait for others to arrive, in buffers no larger than they are. */
final class Kept {
  private Kept() {}

  /** What is left of these bytes, apart; the buffer stays its owner's. */
  static ByteBuf rest(ByteBuf in) {
    return in.alloc().buffer(in.readableBytes()).writeBytes(in);
  }

  /** What waited and what came, in one buffer; both are handed over. */
  static ByteBuf joined(ByteBufAllocator from, ByteBuf waited, ByteBuf came) {
    try {
      return from.buffer(waited.readableBytes() + came.readableBytes())
          .writeBytes(waited)
          .writeBytes(came);
    } finally {
      waited.release();
      came.release();
    }
  }
}
