package dev.postern.cli.rest;

import dev.postern.cli.Trouble;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The gateway's local socket, which only the server's own user can open. One request for one
 * connection: {@code Connection: close} makes the end of the answer the end of the stream, unless
 * it names its length. The JDK's client has no Unix sockets.
 */
final class SocketWire implements Wire {
  private static final int LONGEST_ANSWER = 64 * 1024 * 1024;

  private final Path socket;

  SocketWire(Path socket) {
    this.socket = socket;
  }

  @Override
  public Response send(String method, String path, byte[] body) throws Trouble {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      String head =
          method
              + " "
              + path
              + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
              + "Content-Type: application/json\r\nContent-Length: "
              + body.length
              + "\r\n\r\n";
      write(channel, ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
      write(channel, ByteBuffer.wrap(body));
      return parse(readAll(channel));
    } catch (IOException unreachable) {
      throw new Trouble(
          "cannot reach the gateway at "
              + socket
              + ": "
              + unreachable.getMessage()
              + "\nIs it running, and are you its user?",
          unreachable);
    }
  }

  private static void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static byte[] readAll(SocketChannel channel) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer piece = ByteBuffer.allocate(16_384);
    while (channel.read(piece) >= 0) {
      all.write(piece.array(), 0, piece.position());
      piece.clear();
      if (all.size() > LONGEST_ANSWER) {
        throw new IOException("the answer is longer than " + LONGEST_ANSWER + " bytes");
      }
    }
    return all.toByteArray();
  }

  private static Response parse(byte[] answer) throws IOException {
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0 || !text.startsWith("HTTP/1.1 ")) {
      throw new IOException("the answer is no HTTP");
    }
    int status = Integer.parseInt(text.substring(9, 12));
    String head = text.substring(0, end).toLowerCase(Locale.ROOT);
    String rest = text.substring(end + 4);
    String body = head.contains("\r\ntransfer-encoding: chunked") ? unchunk(rest) : rest;
    return new Response(status, body.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String unchunk(String chunked) throws IOException {
    StringBuilder whole = new StringBuilder();
    int at = 0;
    while (true) {
      int line = chunked.indexOf("\r\n", at);
      if (line < 0) {
        throw new IOException("the answer ends in the middle");
      }
      int size = Integer.parseInt(chunked.substring(at, line).strip(), 16);
      if (size == 0) {
        return whole.toString();
      }
      if (line + 2 + size + 2 > chunked.length()) {
        throw new IOException("the answer ends in the middle");
      }
      whole.append(chunked, line + 2, line + 2 + size);
      at = line + 2 + size + 2;
    }
  }
}
