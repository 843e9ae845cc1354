package dev.postern.gateway.drive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One end of a connection that says exactly what it is told to, octet by octet. */
final class Wire implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;

  Wire(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
  }

  static Wire to(int port) throws IOException {
    return new Wire(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** A connection with a small receive buffer, so that it is full soon. */
  static Wire narrow(int port) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return new Wire(socket);
  }

  Wire send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  Wire send(byte[] octets) throws IOException {
    socket.getOutputStream().write(octets);
    socket.getOutputStream().flush();
    return this;
  }

  /** A message as it was framed: first line, fields, body with its chunks put together. */
  record Message(String first, List<String> fields, String body) {
    int status() {
      return Integer.parseInt(first.split(" ", 3)[1]);
    }

    String field(String name) {
      return fields.stream()
          .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(name + ":"))
          .map(field -> field.substring(name.length() + 1).strip())
          .findFirst()
          .orElse("");
    }
  }

  /** Reads one message; an answer without a stated length ends with the connection. */
  Message read() throws IOException {
    String first = line();
    List<String> fields = new ArrayList<>();
    String line;
    while (!(line = line()).isEmpty()) {
      fields.add(line);
    }
    Message head = new Message(first, fields, "");
    return new Message(first, fields, body(head));
  }

  private String body(Message head) throws IOException {
    if (head.field("transfer-encoding").equals("chunked")) {
      StringBuilder all = new StringBuilder();
      while (true) {
        int size = Integer.parseInt(line(), 16);
        all.append(octets(size));
        line();
        if (size == 0) {
          return all.toString();
        }
      }
    }
    String length = head.field("content-length");
    boolean request = !head.first().startsWith("HTTP/");
    boolean bodyless = !request && (head.status() < 200 || head.status() == 204);
    if (bodyless || (request && length.isEmpty())) {
      return "";
    }
    return length.isEmpty() ? rest() : octets(Integer.parseInt(length));
  }

  String octets(int count) throws IOException {
    byte[] read = socket.getInputStream().readNBytes(count);
    if (read.length < count) {
      throw new IOException("the connection ended after " + read.length + " of " + count);
    }
    return new String(read, StandardCharsets.ISO_8859_1);
  }

  /** Reads up to and including a text. */
  String until(String text) throws IOException {
    StringBuilder all = new StringBuilder();
    while (all.indexOf(text) < 0) {
      all.append(octets(1));
    }
    return all.toString();
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    int octet;
    while ((octet = in.read()) != '\n') {
      if (octet < 0) {
        throw new IOException("the connection ended within a line: " + line);
      }
      if (octet != '\r') {
        line.write(octet);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  /** The socket, to be spoken over in another way. */
  Socket socket() {
    return socket;
  }

  /** Whether the connection has ended, by whatever means, before it brought another octet. */
  boolean ended() throws SocketTimeoutException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException open) {
      throw open;
    } catch (IOException lost) {
      return true;
    }
  }

  /** Everything up to the connection's end, which may be a reset. */
  String rest() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] some = new byte[8192];
    try {
      int count;
      while ((count = socket.getInputStream().read(some)) >= 0) {
        all.write(some, 0, count);
      }
    } catch (SocketException reset) {
      // A reset ends it too.
    } catch (IOException other) {
      throw new java.io.UncheckedIOException(other);
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  void halfClose() throws IOException {
    socket.shutdownOutput();
  }

  /** Ends it with a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
