package dev.postern.cli.release;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A tar archive as it is read: POSIX.1-2017, pax, section ustar Interchange Format, and nothing
 * beyond it. The builder writes no extensions, so one that turns up is refused.
 */
final class Tar {
  static final int BLOCK = 512;

  private final InputStream in;
  private long left;
  private long padding;

  Tar(InputStream in) {
    this.in = in;
  }

  /** A member's head. Its content, if any, is what {@link #content} gives until the next. */
  record Head(String path, char type, int mode, long user, long group, long size, String target) {}

  /** The next member; empty at the end. What was not read of the last is skipped. */
  Optional<Head> next() throws IOException {
    in.skipNBytes(left + padding);
    byte[] block = block();
    if (zero(block)) {
      return Optional.empty();
    }
    if (number(block, 148, 8) != sum(block)) {
      throw new IOException("a tar header has a wrong checksum");
    }
    if (!text(block, 257, 6).equals("ustar")) {
      throw new IOException("not a ustar archive");
    }
    String prefix = text(block, 345, 155);
    String name = text(block, 0, 100);
    long size = number(block, 124, 12);
    char type = block[156] == 0 ? '0' : (char) block[156];
    left = size;
    padding = (BLOCK - size % BLOCK) % BLOCK;
    return Optional.of(
        new Head(
            prefix.isEmpty() ? name : prefix + "/" + name,
            type,
            (int) number(block, 100, 8),
            number(block, 108, 8),
            number(block, 116, 8),
            size,
            text(block, 157, 100)));
  }

  /** The content of the current member, to its end. */
  InputStream content() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int from, int most) throws IOException {
        if (left == 0) {
          return -1;
        }
        int got = in.read(into, from, (int) Math.min(most, left));
        if (got < 0) {
          throw new EOFException("the archive ends in the middle of a file");
        }
        left -= got;
        return got;
      }
    };
  }

  /** Whether nothing but zeros follows the end mark. */
  boolean endsHere() throws IOException {
    byte[] piece = new byte[BLOCK * 16];
    for (int got = in.read(piece); got >= 0; got = in.read(piece)) {
      if (!zero(Arrays.copyOf(piece, got))) {
        return false;
      }
    }
    return true;
  }

  private byte[] block() throws IOException {
    byte[] block = in.readNBytes(BLOCK);
    if (block.length != BLOCK) {
      throw new EOFException("the archive has no end mark");
    }
    return block;
  }

  private static boolean zero(byte[] bytes) {
    for (byte each : bytes) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }

  private static long sum(byte[] block) {
    long sum = 0;
    for (int at = 0; at < BLOCK; at++) {
      sum += at >= 148 && at < 156 ? ' ' : block[at] & 0xff;
    }
    return sum;
  }

  private static String text(byte[] block, int from, int most) {
    int end = from;
    while (end < from + most && block[end] != 0) {
      end++;
    }
    return new String(block, from, end - from, StandardCharsets.UTF_8);
  }

  private static long number(byte[] block, int from, int most) throws IOException {
    String digits = text(block, from, most).strip();
    try {
      return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    } catch (NumberFormatException wrong) {
      throw new IOException("a tar header holds no number where one belongs", wrong);
    }
  }
}
