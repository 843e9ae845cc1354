package dev.postern.cli.connect;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;

/**
 * Takes whole messages from a socket and not a byte more, so that what stands behind the last can
 * be relayed as it is. All of them together have so much time.
 */
final class Incoming {
  private static final int LENGTH = 4;

  private final Socket socket;
  private final InputStream in;
  private final long until;

  Incoming(Socket socket, Duration patience) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.until = System.nanoTime() + patience.toNanos();
  }

  /** A start packet: a length that counts itself, the content. */
  byte[] start(int longest) throws IOException {
    return rest(new byte[LENGTH], 0, longest);
  }

  /** A message: its type, a length that counts itself and not the type, the content. */
  byte[] message(int longest) throws IOException {
    return rest(new byte[1 + LENGTH], 1, longest);
  }

  /**
   * Takes a head and what it announces. A length that cannot be right is left to who reads the
   * message: then it gets the head alone.
   */
  private byte[] rest(byte[] head, int before, int longest) throws IOException {
    fill(head, 0);
    long length = 0;
    for (int i = before; i < head.length; i++) {
      length = length << 8 | (head[i] & 0xff);
    }
    if (length < LENGTH || length - LENGTH > longest) {
      return head;
    }
    byte[] whole = Arrays.copyOf(head, (int) (before + length));
    fill(whole, head.length);
    return whole;
  }

  private void fill(byte[] bytes, int from) throws IOException {
    int at = from;
    while (at < bytes.length) {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new SocketTimeoutException("it took too long");
      }
      socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
      int read = in.read(bytes, at, bytes.length - at);
      if (read < 0) {
        throw new EOFException("the connection ended");
      }
      at += read;
    }
  }
}
