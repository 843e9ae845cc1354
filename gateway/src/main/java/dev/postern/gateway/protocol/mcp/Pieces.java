package dev.postern.gateway.protocol.mcp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A body that arrives in pieces. The first piece is kept as it came: nearly always it is all. */
final class Pieces {
  private static final byte[] NOTHING = {};

  private final List<byte[]> pieces = new ArrayList<>(1);
  private long length;

  /** Takes a piece over. */
  void add(ByteBuffer piece) {
    length += piece.remaining();
    pieces.add(octets(piece));
  }

  /** How many bytes have come. */
  long length() {
    return length;
  }

  /** All of them, which must fit an array; nobody else may keep it. */
  byte[] whole() {
    if (pieces.size() <= 1) {
      return pieces.isEmpty() ? NOTHING : pieces.getFirst();
    }
    ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(length));
    pieces.forEach(all::put);
    return all.array();
  }

  void clear() {
    pieces.clear();
  }

  /** The bytes of a buffer that was handed over: its own array where it is nothing else. */
  static byte[] octets(ByteBuffer bytes) {
    if (bytes.hasArray() && bytes.arrayOffset() == 0 && bytes.position() == 0) {
      byte[] array = bytes.array();
      if (array.length == bytes.remaining()) {
        return array;
      }
    }
    byte[] octets = new byte[bytes.remaining()];
    bytes.duplicate().get(octets);
    return octets;
  }
}
