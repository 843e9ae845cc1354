package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.net.stream.StreamSettings.Secrecy;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Secured;
import dev.postern.gateway.target.StreamTarget;
import dev.postern.gateway.target.StreamTarget.Secrecy.Level;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS at once and in mid-stream, with clients and with targets. */
@Timeout(60)
class StreamTlsTest {
  private static final TestWords WORDS = new TestWords();

  @TempDir private static Path directory;

  private static TestCertificate ours = TestCertificate.NONE;
  private static TestCertificate theirs = TestCertificate.NONE;

  @BeforeAll
  static void certificates() throws Exception {
    ours = new TestCertificate(Files.createDirectories(directory.resolve("ours")), "ip:127.0.0.1");
    theirs =
        new TestCertificate(Files.createDirectories(directory.resolve("theirs")), "dns:localhost");
  }

  private static ScriptedTarget unasked() throws IOException {
    return new ScriptedTarget((wire, asked) -> wire.rest());
  }

  /** Answers "tls" with "go" and TLS, and everything that comes in TLS with itself. */
  private static StreamRig upgrading(ScriptedTarget target, boolean patient) throws IOException {
    return new StreamRig(
        target,
        plan -> {
          plan.tls =
              Optional.of(
                  new Secrecy(ours.files(), "pipe", Optional.of(theirs.files().certificate())));
          if (!patient) {
            plan.impatient();
          }
          plan.sessions =
              StreamRig.scripted((event, out) -> {
                if (event instanceof Event.Received(var bytes)) {
                  String said = StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
                  if (said.equals("tls")) {
                    out.accept(new Command.Show(WORDS.text("go")));
                    out.accept(new Command.Secure(0));
                  } else {
                    out.accept(new Command.Show(WORDS.text(said)));
                  }
                } else if (event instanceof Event.ClientGone) {
                  out.accept(new Command.Done());
                }
              });
        });
  }

  private static Secured secured(StreamRig streams) {
    return streams.rig.heard.stream()
        .filter(Event.ClientSecured.class::isInstance)
        .map(event -> ((Event.ClientSecured) event).tls())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void tls_begins_in_mid_stream_behind_what_was_shown() throws Exception {
    try (ScriptedTarget target = unasked();
        StreamRig streams = upgrading(target, true);
        Wire client = streams.dial()) {
      assertThat(client.send("tls").octets(2)).isEqualTo("go");
      try (Wire inside = ours.over(client, Optional.empty(), Optional.empty())) {
        assertThat(inside.send("secret").octets(6)).isEqualTo("secret");
        Secured tls = secured(streams);
        assertThat(tls.protocol()).isEmpty();
        assertThat(tls.peer()).isEmpty();
        assertThat(tls.server()).contains(ours.certificate());
      }
      streams.hears(Event.ClientGone.class::isInstance);
    }
  }

  @Test
  void a_client_may_present_a_certificate() throws Exception {
    try (ScriptedTarget target = unasked();
        StreamRig streams = upgrading(target, true);
        Wire client = streams.dial()) {
      assertThat(client.send("tls").octets(2)).isEqualTo("go");
      try (Wire inside = ours.over(client, Optional.of("pipe"), Optional.of(theirs))) {
        assertThat(inside.send("x").octets(1)).isEqualTo("x");
        assertThat(secured(streams).peer()).containsExactly(theirs.certificate());
        assertThat(secured(streams).protocol()).contains("pipe");
      }
    }
  }

  @Test
  void words_in_the_clear_where_tls_was_to_begin_are_never_heard() throws Exception {
    try (ScriptedTarget target = unasked();
        StreamRig streams = upgrading(target, true);
        Wire client = streams.dial()) {
      assertThat(client.send("tls").octets(2)).isEqualTo("go");
      client.send("drop table people");
      // What comes back is TLS's own alert at most.
      assertThat(client.rest()).doesNotContain("drop");
      streams.hears(Event.ClientGone.class::isInstance);
      assertThat(streams.received()).isEqualTo("tls");
    }
  }

  @Test
  @Tag("reaches:StreamLimits.handshake")
  void a_handshake_that_never_ends_is_ended() throws Exception {
    try (ScriptedTarget target = unasked();
        StreamRig streams = upgrading(target, false)) {
      try (Wire client = streams.dial()) {
        assertThat(client.send("tls").octets(2)).isEqualTo("go");
        client.send(new byte[] {0x16, 3, 1});
        client.rest();
      }
      streams.hears(Event.ClientGone.class::isInstance);
      try (Wire client = streams.dial()) {
        client.send(new byte[] {0x16, 3, 1});
        client.rest();
      }
      Awaiting.until(() -> streams.listener.connections() == 0);
      // The second began with TLS at once and never became a session.
      assertThat(streams.rig.heard).filteredOn(Event.Opened.class::isInstance).hasSize(1);
    }
  }

  @Test
  void tls_at_once_needs_the_protocols_name() throws Exception {
    try (ScriptedTarget target = unasked();
        StreamRig streams = upgrading(target, true)) {
      try (Wire named = ours.over(streams.dial(), Optional.of("pipe"), Optional.empty())) {
        assertThat(named.send("x").octets(1)).isEqualTo("x");
        assertThat(streams.rig.heard)
            .first()
            .matches(event ->
                event instanceof Event.Opened(var peer)
                    && peer.tls().orElseThrow().protocol().equals(Optional.of("pipe")));
      }
      streams.hears(Event.ClientGone.class::isInstance);
      streams.rig.heard.clear();
      try (Wire unnamed = ours.over(streams.dial(), Optional.empty(), Optional.empty())) {
        assertThat(unnamed.ended()).isTrue();
      }
      try (Wire other = ours.over(streams.dial(), Optional.of("http/1.1"), Optional.empty())) {
        assertThat(other.ended()).isTrue();
      }
      Awaiting.until(() -> streams.listener.connections() == 0);
      assertThat(streams.rig.heard).isEmpty();
    }
  }

  /** Dials the target, secures the leg, and tells the client what came of it. */
  private static StreamRig securing(
      ScriptedTarget target, String host, StreamTarget.Secrecy secrecy) throws IOException {
    return new StreamRig(
        target,
        plan -> {
          plan.host = host;
          plan.secrecy = secrecy;
          plan.sessions =
              StreamRig.scripted((event, out) -> {
                StreamTest.opening(
                        (passage, then) -> then.accept(new Command.Dial(1, passage, false)))
                    .on(event, out);
                if (event instanceof Event.Dialled) {
                  out.accept(new Command.Secure(1));
                } else if (event instanceof Event.LegSecured(int leg, Secured tls)) {
                  out.accept(
                      new Command.Show(
                          WORDS.text(tls.server().orElseThrow().getPublicKey().getAlgorithm())));
                  out.accept(new Command.HangUp());
                } else if (event instanceof Event.LegFailed failed) {
                  out.accept(new Command.Show(WORDS.text(failed.failure().toString())));
                  out.accept(new Command.HangUp());
                }
              });
        });
  }

  private static String came(String host, Level level, TestCertificate trusted) throws Exception {
    StreamTarget.Secrecy secrecy =
        new StreamTarget.Secrecy(level, Optional.of(trusted.files().certificate()));
    try (ScriptedTarget target =
            new ScriptedTarget(theirs.serverSocket(), (wire, asked) -> wire.ended());
        StreamRig streams = securing(target, host, secrecy);
        Wire client = streams.dial()) {
      return client.send("x").rest();
    }
  }

  @Test
  void a_target_proves_its_name_as_its_configuration_demands() throws Exception {
    assertThat(came("localhost", Level.FULL, theirs)).isEqualTo("EC");
    assertThat(came("127.0.0.1", Level.FULL, theirs)).isEqualTo("UNREACHABLE");
    assertThat(came("127.0.0.1", Level.AUTHORITY, theirs)).isEqualTo("EC");
    assertThat(came("localhost", Level.AUTHORITY, ours)).isEqualTo("UNREACHABLE");
    assertThat(came("localhost", Level.OFF, theirs)).isEqualTo("UNREACHABLE");
  }
}
