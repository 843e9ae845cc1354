package dev.postern.cli.connect;

import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendFrames;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Read;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.StartPacket;
import dev.postern.gateway.protocol.postgres.wire.WireLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A program at a local port. */
final class Tool implements AutoCloseable {
  private final Socket socket;
  private final Incoming incoming;
  private final BackendFrames frames = new BackendFrames(WireLimits.DEFAULT);

  Tool(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    incoming = new Incoming(socket, PortLimits.DEFAULT.start());
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  void start(String database) throws IOException {
    send(
        FrontendPrinter.print(
            new StartPacket.Startup(
                3,
                2,
                List.of(
                    parameter("user", "whoever"),
                    parameter("database", database),
                    parameter("application_name", "tool")))));
  }

  private static StartPacket.Parameter parameter(String name, String value) {
    return new StartPacket.Parameter(Slice.of(name), Slice.of(value));
  }

  /** Opens a session. */
  void signIn(String password) throws IOException {
    start("shop");
    if (!password.isEmpty()) {
      assertAsked();
      send(FrontendPrinter.password(password.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private void assertAsked() throws IOException {
    if (!(next()
        instanceof BackendMessage.Authentication(AuthenticationRequest.CleartextPassword asked))) {
      throw new AssertionError("no password was asked for");
    }
  }

  BackendMessage next() throws IOException {
    frames.add(ByteBuffer.wrap(incoming.message(1 << 20)));
    return ((Read.Message<BackendMessage>) frames.next()).message();
  }

  /** Whether it was let in. */
  boolean welcome() throws IOException {
    return next() instanceof BackendMessage.Authentication(AuthenticationRequest.Ok ok);
  }

  /** The error that comes next. */
  Report error() throws IOException {
    return ((BackendMessage.ErrorResponse) next()).report();
  }

  byte[] bytes(int count) throws IOException {
    return socket.getInputStream().readNBytes(count);
  }

  boolean ended() throws IOException {
    return socket.getInputStream().read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
