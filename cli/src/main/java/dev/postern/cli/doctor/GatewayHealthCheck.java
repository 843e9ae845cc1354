package dev.postern.cli.doctor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whether the gateway runs and takes operations, asked on its local socket. */
final class GatewayHealthCheck implements Check {
  private static final int MOST = 16 << 10;
  private static final String ASKED =
      "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  @Override
  public String id() {
    return "gateway-health";
  }

  @Override
  public String about() {
    return "whether the gateway runs and takes operations";
  }

  @Override
  public List<Look> looks(Patient patient) {
    Optional<Path> socket =
        patient
            .configuration()
            .map(configuration -> configuration.admin().socket())
            .or(() -> patient.data().map(data -> data.resolve("postern.sock")));
    return socket.map(at -> List.of(new Look(at.toString(), () -> seen(at)))).orElseGet(List::of);
  }

  private static Finding seen(Path socket) {
    try {
      String answer = asked(socket);
      return answer.startsWith("HTTP/1.1 200 ")
          ? Finding.ok("takes operations")
          : Finding.problem(
              "runs and takes no operations: " + body(answer),
              "Look at its log. While its ledger cannot be written every operation is refused.");
    } catch (IOException gone) {
      return Finding.problem(
          "does not run, or this user may not ask it: " + Failures.words(gone),
          "Start it; when it does not start, what is wrong is among the other findings. Run the"
              + " doctor as its user.");
    }
  }

  /** Whether a gateway answers at all. */
  static boolean runs(Path socket) {
    try {
      return asked(socket).startsWith("HTTP/1.1 ");
    } catch (IOException gone) {
      return false;
    }
  }

  private static String asked(Path socket) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap(ASKED.getBytes(StandardCharsets.US_ASCII)));
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      ByteBuffer piece = ByteBuffer.allocate(MOST);
      while (all.size() < MOST && channel.read(piece) >= 0) {
        all.write(piece.array(), 0, piece.position());
        piece.clear();
      }
      return all.toString(StandardCharsets.UTF_8);
    }
  }

  private static String body(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    return end < 0 ? "no answer" : answer.substring(end + 4).strip();
  }
}
