package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.Event;
import dev.postern.gateway.target.Target;
import dev.postern.gateway.target.TargetBounds;
import dev.postern.gateway.target.TargetTimes;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A target is input like any other: whatever it sends, the session hears one clear end. */
class HostileTargetsTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  @Tag("reaches:ReplyLimits.statusLine")
  @Tag("reaches:ReplyLimits.head")
  @Tag("reaches:ReplyLimits.fields")
  @Tag("reaches:ReplyLimits.interims")
  @Tag("reaches:TargetBounds.replyHead")
  @Tag("reaches:TargetBounds.replyFields")
  @Tag("reaches:TargetBounds.replyInterims")
  void a_malformed_answer_never_reaches_the_client(String name, String answer) throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always(answer);
        Rig rig = new Rig(target, plan -> plan.target = HostileTargetsTest::tight);
        Wire client = rig.dial()) {
      Wire.Message told = client.send(Rig.post("/", "x")).read();

      assertThat(told.status()).isEqualTo(502);
      assertThat(told.body()).isEqualTo("MALFORMED");
      assertThat(rig.plane.idleConnections()).isZero();
    }
  }

  static List<Arguments> malformed() {
    return List.of(
        Arguments.of("not HTTP", "SSH-2.0-OpenSSH_9.2\r\n\r\n"),
        Arguments.of(
            "a length and chunks",
            OK + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
        Arguments.of(
            "chunks and a length",
            OK + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
        Arguments.of("two lengths", OK + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"),
        Arguments.of("a signed length", OK + "Content-Length: +5\r\n\r\nhello"),
        Arguments.of("a list of lengths", OK + "Content-Length: 5, 5\r\n\r\nhello"),
        Arguments.of(
            "an unknown coding",
            OK + "Transfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
        Arguments.of(
            "chunks in HTTP/1.0",
            "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
        Arguments.of(
            "a content coding", OK + "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello"),
        Arguments.of(
            "a bare CR in a field", OK + "X-A: b\rSet-Cookie: c\r\nContent-Length: 0\r\n\r\n"),
        Arguments.of("a NUL in a field", OK + "X-A: b\0c\r\nContent-Length: 0\r\n\r\n"),
        Arguments.of("a DEL in a field", OK + "X-A: b\u007fc\r\nContent-Length: 0\r\n\r\n"),
        Arguments.of("lines that end in LF", "HTTP/1.1 200 OK\nContent-Length: 0\n\n"),
        Arguments.of(
            "a switch of protocols",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
        Arguments.of("another version", "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n"),
        Arguments.of("a status of 99", "HTTP/1.1 99 X\r\nContent-Length: 0\r\n\r\n"),
        Arguments.of("a status of 600", "HTTP/1.1 600 X\r\nContent-Length: 0\r\n\r\n"),
        Arguments.of(
            "a flood of interim answers",
            "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(9) + OK + "Content-Length: 0\r\n\r\n"),
        Arguments.of("too many fields", OK + "X-A: b\r\n".repeat(20) + "\r\n"),
        Arguments.of("a head that is too large", OK + "X-A: " + "b".repeat(2000) + "\r\n\r\n"),
        Arguments.of(
            "a status line that is too long", "HTTP/1.1 200 " + "b".repeat(5000) + "\r\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cut")
  @Tag("reaches:ReplyLimits.body")
  @Tag("reaches:TargetBounds.replyBody")
  void an_answer_that_goes_wrong_midway_leaves_the_client_with_a_visible_cut(
      String name, Event.Failure failure, String begin) throws IOException {
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> {
              asked.next();
              wire.send(begin);
            });
        Rig rig = new Rig(target, plan -> plan.target = HostileTargetsTest::tight);
        Wire client = rig.dial()) {
      client.send(Rig.post("/", "x"));
      String all = client.rest();

      assertThat(all).doesNotContain("\r\n0\r\n");
      Awaiting.until(() -> rig.heard.stream().anyMatch(Event.LegFailed.class::isInstance));
      assertThat(rig.heard)
          .filteredOn(Event.LegFailed.class::isInstance)
          .extracting(event -> ((Event.LegFailed) event).failure())
          .containsExactly(failure);
      assertThat(rig.plane.idleConnections()).isZero();
    }
  }

  static List<Arguments> cut() {
    String chunks = OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n";
    return List.of(
        Arguments.of(
            "closed before its length",
            Event.Failure.BROKEN,
            OK + "Content-Length: 50\r\n\r\nhello"),
        Arguments.of("closed within chunks", Event.Failure.BROKEN, chunks),
        Arguments.of(
            "a chunk of no size", Event.Failure.MALFORMED, chunks + "x\r\nhello\r\n0\r\n\r\n"),
        Arguments.of(
            "a chunk that overflows",
            Event.Failure.MALFORMED,
            chunks + "fffffffffffffffff\r\nhello"),
        Arguments.of(
            "a body that has no end",
            Event.Failure.MALFORMED,
            OK + "Content-Length: 5000\r\n\r\n" + "z".repeat(5000)));
  }

  @Test
  void skips_interim_answers() throws IOException {
    try (ScriptedTarget target =
            ScriptedTarget.always(
                "HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n"
                    + OK
                    + "Content-Length: 2\r\n\r\nok");
        Rig rig = new Rig(target);
        Wire client = rig.dial()) {
      Wire.Message answer = client.send(Rig.post("/", "x")).read();

      assertThat(answer.body()).isEqualTo("ok");
      assertThat(answer.field("link")).isEmpty();
    }
  }

  @Test
  void an_answer_that_ends_with_the_connection_is_whole_and_its_connection_is_not_kept()
      throws IOException {
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> {
              asked.next();
              wire.send("HTTP/1.0 200 OK\r\n\r\nhello");
            });
        Rig rig = new Rig(target);
        Wire client = rig.dial()) {
      assertThat(client.send(Rig.post("/", "x")).read().body()).isEqualTo("hello");
      assertThat(client.send(Rig.post("/", "x")).read().body()).isEqualTo("hello");
      assertThat(target.connections).hasValue(2);
    }
  }

  @Test
  void drops_the_fields_of_the_targets_own_connection() throws IOException {
    try (ScriptedTarget target =
            ScriptedTarget.always(
                OK
                    + "Connection: keep-alive, X-Mine\r\nX-Mine: 1\r\nKeep-Alive: timeout=5\r\n"
                    + "Proxy-Authenticate: Basic\r\nUpgrade: h2c\r\nX-Yours: 2\r\n"
                    + "Content-Length: 2\r\n\r\nok");
        Rig rig = new Rig(target);
        Wire client = rig.dial()) {
      Wire.Message answer = client.send(Rig.post("/", "x")).read();

      assertThat(answer.field("x-yours")).isEqualTo("2");
      assertThat(answer.fields())
          .noneMatch(field ->
              field
                  .toLowerCase()
                  .matches("(x-mine|keep-alive|proxy-authenticate|upgrade|connection):.*"));
    }
  }

  @Test
  void a_second_answer_is_nobodys() throws IOException {
    String two = OK + "Content-Length: 3\r\n\r\none" + OK + "Content-Length: 3\r\n\r\ntwo";
    try (ScriptedTarget target = ScriptedTarget.always(two);
        Rig rig = new Rig(target);
        Wire client = rig.dial()) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.send(Rig.post("/", "x")).read().body()).isEqualTo("one");
      }
      assertThat(target.connections).hasValue(5);
    }
  }

  @Test
  @Tag("reaches:Endpoint.Times.firstByte")
  @Tag("reaches:TargetTimes.firstByte")
  void says_when_the_head_does_not_come() throws IOException {
    timesOut("");
  }

  @Test
  void says_when_the_head_drips() throws IOException {
    timesOut(OK + "Content-Le");
  }

  private static void timesOut(String begin) throws IOException {
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> {
              asked.next();
              wire.send(begin);
              asked.next();
            });
        Rig rig = new Rig(target, plan -> plan.target = HostileTargetsTest::impatient);
        Wire client = rig.dial()) {
      assertThat(client.send(Rig.post("/", "x")).read().body()).isEqualTo("TIMEOUT");
    }
  }

  @Test
  @Tag("reaches:Endpoint.Times.pause")
  @Tag("reaches:TargetTimes.pause")
  void says_when_the_body_stalls() throws IOException {
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> {
              asked.next();
              wire.send(OK + "Content-Length: 50\r\n\r\nhello");
              asked.next();
            });
        Rig rig = new Rig(target, plan -> plan.target = HostileTargetsTest::impatient);
        Wire client = rig.dial()) {
      client.send(Rig.post("/", "x"));

      assertThat(client.rest()).doesNotContain("\r\n0\r\n");
      assertThat(rig.heard)
          .anyMatch(event ->
              event instanceof Event.LegFailed failed && failed.failure() == Event.Failure.TIMEOUT);
    }
  }

  @Test
  @Tag("reaches:Endpoint.Times.connect")
  @Tag("reaches:TargetTimes.connect")
  void says_when_nobody_listens() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    try (ScriptedTarget target = ScriptedTarget.always("");
        Rig rig =
            new Rig(
                target,
                plan ->
                    plan.target =
                        was ->
                            Target.at(
                                was.name(), was.kind(), URI.create("http://localhost:" + port)));
        Wire client = rig.dial()) {
      assertThat(client.send(Rig.post("/", "x")).read().body()).isEqualTo("UNREACHABLE");
    }
  }

  @Test
  @Tag("reaches:TargetBounds.connections")
  void refuses_more_connections_than_a_target_may_have() throws IOException {
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> {
              asked.next();
              asked.next();
            });
        Rig rig =
            new Rig(
                target,
                plan -> plan.target = was -> bounded(was, new TargetBounds(1, 4096, 10, 8, 100)));
        Wire first = rig.dial();
        Wire second = rig.dial()) {
      first.send(Rig.post("/", "x"));
      Awaiting.until(() -> !target.requests.isEmpty());

      assertThat(second.send(Rig.post("/", "x")).read().body()).isEqualTo("UNREACHABLE");
    }
  }

  private static Target tight(Target was) {
    return bounded(was, new TargetBounds(10, 1000, 10, 8, 1000));
  }

  private static Target bounded(Target was, TargetBounds bounds) {
    return new Target(
        was.name(),
        was.kind(),
        was.base(),
        was.authorities(),
        was.credential(),
        was.record(),
        was.sessions(),
        was.origins(),
        was.times(),
        bounds);
  }

  private static Target impatient(Target was) {
    Duration soon = Duration.ofMillis(100);
    return new Target(
        was.name(),
        was.kind(),
        was.base(),
        was.authorities(),
        was.credential(),
        was.record(),
        was.sessions(),
        was.origins(),
        new TargetTimes(soon, soon, soon, Duration.ofSeconds(30)),
        was.bounds());
  }
}
