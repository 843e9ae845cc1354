package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.net.FrameLimits;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is slow slows the other side down, and nothing piles up in between. */
@Timeout(60)
class PressureTest {
  private static final int CHUNK = 0x10000;
  private static final byte[] PIECE = ("10000\r\n" + "z".repeat(CHUNK) + "\r\n").getBytes();

  @Test
  @Tag("reaches:FrameLimits.crowded")
  void a_slow_reader_stops_the_target_and_then_gets_every_octet() throws Exception {
    int pieces = 1_000;
    assertThat((long) pieces * CHUNK).isGreaterThan(FrameLimits.DEFAULT.crowded());
    AtomicLong sent = new AtomicLong();
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> {
              asked.next();
              wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
              for (int i = 0; i < pieces; i++) {
                wire.send(PIECE);
                sent.incrementAndGet();
              }
              wire.send("0\r\n\r\n");
              asked.next();
            });
        Rig rig = new Rig(target);
        Wire client = Wire.narrow(rig.plane.port())) {
      client.send(Rig.post("/", "x"));
      Awaiting.until(() -> rig.heard.stream().anyMatch(PressureTest::full));

      // What the target could send while nobody read is what sockets and the named bound hold.
      assertThat(sent.get()).isLessThan(pieces);
      assertThat(client.read().body()).hasSize(pieces * CHUNK);
      assertThat(rig.heard)
          .anyMatch(event -> event instanceof Event.ClientWritable(boolean now) && now);
      Awaiting.until(() -> rig.plane.idleConnections() == 1);
    }
  }

  private static boolean full(Event event) {
    return event instanceof Event.ClientWritable(boolean now) && !now;
  }

  @Test
  void a_reader_that_leaves_while_the_target_is_stopped_frees_both() throws Exception {
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> {
              asked.next();
              wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
              while (true) {
                wire.send(PIECE);
              }
            });
        Rig rig = new Rig(target)) {
      try (Wire client = Wire.narrow(rig.plane.port())) {
        client.send(Rig.post("/", "x"));
        Awaiting.until(() -> rig.heard.stream().anyMatch(PressureTest::full));
        client.reset();
      }
      Awaiting.until(() -> rig.plane.sessions() == 0);
      assertThat(rig.plane.idleConnections()).isZero();
    }
  }

  @Test
  void a_session_that_stops_reading_stops_the_client_and_then_gets_every_octet() throws Exception {
    String body = "b".repeat(8 << 20);
    AtomicLong received = new AtomicLong();
    AtomicLong atFirst = new AtomicLong(-1);
    try (ScriptedTarget target = ScriptedTarget.always("");
        Rig rig =
            new Rig(
                target,
                plan ->
                    plan.sessions =
                        Optional.of(with ->
                            new ScriptSession(
                                with.heard,
                                (event, out) -> {
                                  if (event instanceof Event.Requested) {
                                    out.accept(new Command.Read(0, false));
                                    out.accept(new Command.SetTimer(1, Duration.ofMillis(300)));
                                  } else if (event instanceof Event.Received(var bytes)) {
                                    received.addAndGet(bytes.remaining());
                                  } else if (event instanceof Event.TimerFired) {
                                    atFirst.set(received.get());
                                    out.accept(new Command.Read(0, true));
                                  } else if (event instanceof Event.ReceivedAll) {
                                    ScriptSession.answer("all", out);
                                  }
                                })));
        Wire client = rig.dial()) {
      assertThat(client.send(Rig.post("/", body)).read().body()).isEqualTo("all");
      assertThat(received).hasValue(body.length());
      // One read of the socket may have been under way when the session asked to stop.
      assertThat(atFirst.get()).isBetween(0L, 1L << 20);
    }
  }

  @Test
  void a_large_request_reaches_the_target_whole() throws IOException {
    String body = "b".repeat(8 << 20);
    try (ScriptedTarget target =
            ScriptedTarget.always("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        Rig rig = new Rig(target);
        Wire client = rig.dial()) {
      assertThat(client.send(Rig.post("/", body)).read().body()).isEqualTo("ok");
      assertThat(target.requests.element().body()).hasSize(body.length());
    }
  }

  @Test
  void pieces_of_a_stream_reach_the_client_as_they_come() throws IOException {
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> {
              asked.next();
              wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
              wire.send("6\r\nfirst\n\r\n");
              asked.next();
            });
        Rig rig = new Rig(target);
        Wire client = rig.dial()) {
      client.send(Rig.post("/", "x"));

      String head = client.until("\r\n\r\n");
      assertThat(head).contains("transfer-encoding: chunked");
      assertThat(client.until("first\n\r\n")).isEqualTo("6\r\nfirst\n\r\n");
    }
  }
}
