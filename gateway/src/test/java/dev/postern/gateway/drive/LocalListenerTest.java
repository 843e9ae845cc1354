package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Unix socket of the server's own user. */
@Timeout(60)
class LocalListenerTest {
  @TempDir Path directory;

  @Test
  void the_socket_is_its_owners_alone_and_serves() throws IOException {
    Path socket = directory.resolve("local.sock");
    try (ScriptedTarget target = ScriptedTarget.always("");
        Rig rig = echoing(target)) {
      rig.plane.listenLocally(socket);

      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rw-------");
      assertThat(ask(socket, "localhost")).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void a_name_that_was_pointed_at_us_is_refused_there_too() throws IOException {
    Path socket = directory.resolve("local.sock");
    try (ScriptedTarget target = ScriptedTarget.always("");
        Rig rig = echoing(target)) {
      rig.plane.listenLocally(socket);

      assertThat(ask(socket, "evil.test")).startsWith("HTTP/1.1 421 ");
      assertThat(rig.heard).isEmpty();
    }
  }

  @Test
  void a_folder_that_others_can_enter_is_refused() throws IOException {
    Path open = Files.createDirectory(directory.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-x--x"));
    try (ScriptedTarget target = ScriptedTarget.always("");
        Rig rig = echoing(target)) {
      assertThatThrownBy(() -> rig.plane.listenLocally(open.resolve("local.sock")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("chmod 700");
      assertThat(open.resolve("local.sock")).doesNotExist();
    }
  }

  private static String ask(Path socket, String host) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      String asked = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      channel.write(ByteBuffer.wrap(asked.getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer answer = ByteBuffer.allocate(4096);
      while (answer.hasRemaining() && channel.read(answer) >= 0) {
        // Until the gateway has said everything.
      }
      return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
    }
  }

  private static Rig echoing(ScriptedTarget target) throws IOException {
    return new Rig(target, plan -> plan.sessions = Optional.of(rig -> new EchoSession(rig.heard)));
  }
}
