package dev.postern.acceptance.served;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Nobody but the gateway says what stands on a line of its log. */
@Timeout(120)
class ForgedLinesTest {
  /** What tries to begin a line of its own, or to move a terminal, as JSON escapes. */
  private static final List<String> FORGERIES =
      List.of(
          "x\\r\\nforged",
          "x\\nforged",
          "x\\rforged",
          "x\\u0085forged",
          "x\\u2028forged",
          "x\\u2029forged",
          "x\\u001b[2K\\u001b[1Gforged",
          "x\\u009b2Kforged",
          "x\\u000b\\u000cforged",
          "x\\u0000forged",
          "x\\u202eforged");

  @TempDir private Path folder;

  @Test
  void no_word_of_a_caller_begins_a_line_or_moves_a_terminal() throws Exception {
    Files.writeString(folder.resolve("credential"), "secret\n");
    try (SeenTarget target = new SeenTarget();
        ServedGateway gateway = new ServedGateway(folder, target.uri())) {
      String ana = gateway.token("ana");
      gateway.initialize(ana);
      for (String forgery : FORGERIES) {
        gateway.call(ana, forgery);
        gateway.call(gateway.token(forgery), "run");
        gateway.post(ana, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + forgery + "\"}");
        gateway.post(ana, "forged\n" + forgery);
      }
      raw(gateway, "GET /mcp/registry\nforged HTTP/1.1\r\nHost: x\r\n\r\n");
      raw(gateway, "GET / HTTP/1.1\r\nHost: x\r\nforged: a\rforged\r\n\r\n");
      raw(gateway, "GET / HTTP/1.1\r\nHost: 127.0.0.1\u009b2Kforged\r\n\r\n");
      raw(gateway, "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \u001b[2K\r\n\r\n");
      raw(gateway, "\u0016\u0003\u0001\u0000\u0040\u0001forged\nforged\r\n\r\n");

      assertThat(gateway.reload("x\\u2028{\\\"level\\\":\\\"forged")).isEqualTo(200);
      assertThat(gateway.reload("x\\u202eforged\\u009b2K")).isIn(200, 401);

      List<String> said = gateway.stop();
      assertThat(said)
          .anySatisfy(line -> assertThat(line).contains("reloaded by", "forged"))
          .allSatisfy(ForgedLinesTest::isOurs);
    }
  }

  /** A line is one JSON object, or one of the few that the command itself says. */
  private static void isOurs(String line) {
    assertThat(line.codePoints())
        .allSatisfy(c ->
            assertThat(Character.getType(c))
                .isNotIn(
                    (int) Character.CONTROL,
                    (int) Character.FORMAT,
                    (int) Character.LINE_SEPARATOR,
                    (int) Character.PARAGRAPH_SEPARATOR));
    if (!line.startsWith("postern: ")) {
      assertThatCode(() -> assertThat(JsonMapper.shared().readTree(line).isObject()).isTrue())
          .as(line)
          .doesNotThrowAnyException();
    }
  }

  private static void raw(ServedGateway gateway, String octets) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(octets.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      while (in.read() >= 0) {
        // Until the gateway has said what it has to say.
      }
    } catch (java.net.SocketException reset) {
      // A reset is an answer too.
    }
  }
}
