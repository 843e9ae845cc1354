package dev.postern.gateway.http;

import io.netty.buffer.ByteBuf;

/**
 * Reads the bodies of one connection (RFC 9112, sections 6 and 7). Chunks are taken in their
 * plainest form: a size in hex, extensions without white space or quotes, which could hide the end
 * of a line from one of two readers, CR LF and nothing else.
 */
final class BodyReader {
  /** The longest line before a chunk, in bytes. */
  static final int LONGEST_CHUNK_LINE = 256;

  private static final int MOST_DIGITS = 8;

  /** Who a body is given to. */
  interface Taker {
    /** A piece of it; borrowed. */
    void take(ByteBuf piece);

    /** Whether more of it is wanted. */
    boolean takes();
  }

  private enum Stage {
    BYTES,
    TO_THE_END,
    CHUNK_LINE,
    CHUNK,
    CHUNK_END,
    TRAILERS
  }

  private final int mostTrailers;
  private final int mostFields;
  private Stage stage = Stage.BYTES;
  private long left;
  private int trailerBytes;
  private int trailers;

  /**
   * @param mostTrailers bytes of all trailer fields
   * @param mostFields trailer fields
   */
  BodyReader(int mostTrailers, int mostFields) {
    this.mostTrailers = mostTrailers;
    this.mostFields = mostFields;
  }

  /** The next body has so many bytes. */
  void length(long bytes) {
    stage = Stage.BYTES;
    left = bytes;
  }

  /** The next body comes in chunks. */
  void chunks() {
    stage = Stage.CHUNK_LINE;
    trailerBytes = 0;
    trailers = 0;
  }

  /** The next body ends with the connection. */
  void toTheEnd() {
    stage = Stage.TO_THE_END;
  }

  /** Whether the body that is being read ends with the connection. */
  boolean endsWithConnection() {
    return stage == Stage.TO_THE_END;
  }

  /**
   * Takes what belongs to the body.
   *
   * @return whether the body is whole
   */
  boolean read(ByteBuf in, Taker to) throws BadHead {
    while (to.takes()) {
      switch (stage) {
        case BYTES -> {
          give(in, to);
          return left == 0;
        }
        case TO_THE_END -> {
          if (in.isReadable()) {
            to.take(in.readSlice(in.readableBytes()));
          }
          return false;
        }
        case CHUNK -> {
          give(in, to);
          if (left > 0) {
            return false;
          }
          stage = Stage.CHUNK_END;
        }
        case CHUNK_END -> {
          if (in.readableBytes() < 2) {
            return false;
          }
          if (in.readByte() != '\r' || in.readByte() != '\n') {
            throw BadHead.MALFORMED;
          }
          stage = Stage.CHUNK_LINE;
        }
        case CHUNK_LINE -> {
          byte[] line = HeadReader.scratch();
          int end = line(in, line, LONGEST_CHUNK_LINE);
          if (end < 0) {
            return false;
          }
          left = size(line, end);
          stage = left > 0 ? Stage.CHUNK : Stage.TRAILERS;
        }
        case TRAILERS -> {
          int length = trailer(in);
          if (length <= 0) {
            return length == 0;
          }
        }
      }
    }
    return false;
  }

  private void give(ByteBuf in, Taker to) {
    int now = (int) Math.min(left, in.readableBytes());
    if (now > 0) {
      left -= now;
      to.take(in.readSlice(now));
    }
  }

  /** Takes one line: its length without CR LF, or -1 when it is not whole. */
  private static int line(ByteBuf in, byte[] into, int most) throws BadHead {
    int length = in.bytesBefore(Math.min(in.readableBytes(), most), (byte) '\n');
    if (length < 0) {
      if (in.readableBytes() >= most) {
        throw BadHead.MALFORMED;
      }
      return -1;
    }
    in.readBytes(into, 0, length);
    in.skipBytes(1);
    if (length == 0 || into[length - 1] != '\r') {
      throw BadHead.MALFORMED;
    }
    return length - 1;
  }

  private static long size(byte[] line, int end) throws BadHead {
    long size = 0;
    int at = 0;
    while (at < end && Character.digit(line[at], 16) >= 0) {
      size = size << 4 | Character.digit(line[at], 16);
      if (++at > MOST_DIGITS) {
        throw BadHead.MALFORMED;
      }
    }
    if (at == 0) {
      throw BadHead.MALFORMED;
    }
    while (at < end) {
      at = extension(line, at, end);
    }
    return size;
  }

  /** The offset after an extension: a name, and a token for a value where it has one. */
  private static int extension(byte[] line, int from, int end) throws BadHead {
    int name = token(line, from + 1, end);
    if (line[from] != ';' || name == from + 1) {
      throw BadHead.MALFORMED;
    }
    if (name == end || line[name] != '=') {
      return name;
    }
    int value = token(line, name + 1, end);
    if (value == name + 1) {
      throw BadHead.MALFORMED;
    }
    return value;
  }

  private static int token(byte[] line, int from, int end) {
    int at = from;
    while (at < end && Octets.ofName(line[at]) != 0) {
      at++;
    }
    return at;
  }

  /** Takes one trailer field, which is dropped: its length, 0 at the end, -1 when not whole. */
  private int trailer(ByteBuf in) throws BadHead {
    int room = mostTrailers - trailerBytes;
    if (in.bytesBefore((byte) '\n') < 0) {
      if (in.readableBytes() > room) {
        throw BadHead.HEAD_TOO_LARGE;
      }
      return -1;
    }
    byte[] text = new byte[in.bytesBefore((byte) '\n') + 1];
    trailerBytes += text.length;
    if (trailerBytes > mostTrailers || trailers > mostFields) {
      throw BadHead.HEAD_TOO_LARGE;
    }
    int length = line(in, text, text.length);
    if (length > 0) {
      trailers++;
      FieldLine.read(text, 0, length);
    }
    return length;
  }
}
