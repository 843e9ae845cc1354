package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.http.HttpLimits;
import dev.postern.gateway.http.ListenSettings;
import dev.postern.gateway.target.Target;
import dev.postern.gateway.target.TargetTimes;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS towards clients, and towards targets that must prove their name. */
@Timeout(60)
class TlsTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @TempDir private static Path directory;

  private static TestCertificate ours = TestCertificate.NONE;
  private static TestCertificate theirs = TestCertificate.NONE;
  private static TestCertificate others = TestCertificate.NONE;

  @BeforeAll
  static void certificates() throws Exception {
    ours = certificate("ours", "ip:127.0.0.1");
    theirs = certificate("theirs", "dns:localhost");
    others = certificate("others", "dns:other.test");
  }

  @Test
  void relays_over_tls_on_both_legs() throws Exception {
    try (ScriptedTarget target = answering(theirs);
        Rig rig = dialling(target, ours, theirs);
        Wire client = ours.dial(rig.plane.port())) {
      assertThat(client.send(Rig.post("/", "x")).read().body()).isEqualTo("ok");
      assertThat(client.send(Rig.post("/", "y")).read().body()).isEqualTo("ok");
      assertThat(target.connections).hasValue(1);
    }
  }

  @Test
  void a_large_answer_passes_over_tls() throws Exception {
    String body = "z".repeat(3 << 20);
    try (ScriptedTarget target =
            new ScriptedTarget(
                theirs.serverSocket(),
                (wire, asked) -> {
                  asked.next();
                  wire.send(
                      "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
                });
        Rig rig = dialling(target, ours, theirs);
        Wire client = ours.dial(rig.plane.port())) {
      assertThat(client.send(Rig.post("/", "x")).read().body()).isEqualTo(body);
    }
  }

  @Test
  void refuses_a_target_whose_certificate_is_for_another_name() throws Exception {
    try (ScriptedTarget target = answering(others);
        Rig rig = dialling(target, ours, others);
        Wire client = ours.dial(rig.plane.port())) {
      assertThat(client.send(Rig.post("/", "x")).read().body()).isEqualTo("UNREACHABLE");
      assertThat(target.requests).isEmpty();
    }
  }

  @Test
  void refuses_a_target_that_nobody_vouches_for() throws Exception {
    try (ScriptedTarget target = answering(theirs);
        Rig rig = dialling(target, ours, ours);
        Wire client = ours.dial(rig.plane.port())) {
      assertThat(client.send(Rig.post("/", "x")).read().body()).isEqualTo("UNREACHABLE");
      assertThat(target.requests).isEmpty();
    }
  }

  @Test
  void gives_up_on_a_target_that_never_shakes_hands() throws Exception {
    UnaryOperator<Target> impatient =
        was ->
            new Target(
                was.name(),
                was.kind(),
                URI.create("https://localhost:" + was.base().getPort()),
                was.authorities(),
                was.credential(),
                was.record(),
                was.sessions(),
                was.origins(),
                new TargetTimes(
                    Duration.ofMillis(200),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1)),
                was.bounds());
    try (ScriptedTarget target = new ScriptedTarget((wire, asked) -> wire.rest());
        Rig rig = new Rig(target, plan -> plan.target = impatient);
        Wire client = rig.dial()) {
      assertThat(client.send(Rig.post("/", "x")).read().body()).isEqualTo("UNREACHABLE");
    }
  }

  @Test
  void says_nothing_to_a_client_that_does_not_speak_tls() throws Exception {
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig = new Rig(target, plan -> plan.listen = listen(ours));
        Wire client = rig.dial()) {
      assertThat(client.send(Rig.post("/", "x")).rest()).doesNotContain("HTTP/1.1");
      assertThat(rig.heard).isEmpty();
    }
  }

  @Test
  void closes_a_connection_whose_handshake_stalls() throws Exception {
    Duration impatient = Duration.ofMillis(200);
    Duration patient = Duration.ofMinutes(1);
    ListenSettings listen = listen(ours, Limits.times(impatient, patient, patient, patient));
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig = new Rig(target, plan -> plan.listen = listen);
        Wire client = rig.dial()) {
      // The start of a record that says it holds 255 octets.
      assertThat(client.send("\u0016\u0003\u0001\u0000\u00ff\u0001").rest())
          .doesNotContain("HTTP/1.1");
      assertThat(rig.heard).isEmpty();
    }
  }

  private static TestCertificate certificate(String name, String subject) throws Exception {
    return new TestCertificate(Files.createDirectory(directory.resolve(name)), subject);
  }

  private static ScriptedTarget answering(TestCertificate certificate) throws Exception {
    return new ScriptedTarget(
        certificate.serverSocket(),
        (wire, asked) -> {
          while (true) {
            asked.next();
            wire.send(OK);
          }
        });
  }

  private static Rig dialling(ScriptedTarget target, TestCertificate ours, TestCertificate trusted)
      throws Exception {
    UnaryOperator<Target> secure =
        was ->
            new Target(
                was.name(),
                was.kind(),
                URI.create("https://localhost:" + target.uri().getPort()),
                Optional.of(trusted.files().certificate()),
                was.credential(),
                was.record(),
                was.sessions(),
                was.origins(),
                was.times(),
                was.bounds());
    return new Rig(
        target,
        plan -> {
          plan.listen = listen(ours);
          plan.target = secure;
        });
  }

  private static ListenSettings listen(TestCertificate ours) {
    return listen(ours, HttpLimits.DEFAULT);
  }

  private static ListenSettings listen(TestCertificate ours, HttpLimits limits) {
    return new ListenSettings(
        "127.0.0.1", 0, Set.of(), Optional.of(ours.files()), 10, 10, 10, limits);
  }
}
