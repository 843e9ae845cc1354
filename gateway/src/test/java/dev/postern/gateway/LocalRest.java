package dev.postern.gateway;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** REST over the socket of the server's own user: one request for one connection. */
final class LocalRest {
  private LocalRest() {}

  /** What was answered. */
  record Answer(int status, String body) {}

  /**
   * Asks.
   *
   * @param path behind {@code /api/v1/}
   */
  static Answer ask(Path socket, String method, String path, String body) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      String asked =
          "%s /api/v1/%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(method, path, body.length(), body);
      channel.write(ByteBuffer.wrap(asked.getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer answer = ByteBuffer.allocate(1 << 20);
      while (answer.hasRemaining() && channel.read(answer) >= 0) {
        // Until the gateway has said everything.
      }
      String text = new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
      return new Answer(
          Integer.parseInt(text.split(" ", 3)[1]), text.substring(text.indexOf("\r\n\r\n") + 4));
    }
  }
}
