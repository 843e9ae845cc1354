package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.http.HttpLimits;
import dev.postern.gateway.http.ListenSettings;
import dev.postern.gateway.net.FrameLimits;
import dev.postern.gateway.session.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every bound of a listener is reached here, and says so. */
class HttpLimitsTest {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  @Tag("reaches:HttpLimits.requestLine")
  void refuses_a_request_line_that_is_too_long() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always("");
        Rig rig = echoing(target, Limits.sizes(64, 4096, 100, 100, 8));
        Wire client = rig.dial()) {
      told(client.send(get("/" + "a".repeat(100), "")), 414, "line_too_long");
    }
  }

  @Test
  @Tag("reaches:HttpLimits.head")
  void refuses_a_head_that_is_too_large() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always("");
        Rig rig = echoing(target, Limits.sizes(4096, 200, 100, 100, 8));
        Wire client = rig.dial()) {
      told(client.send(get("/", "X-A: " + "a".repeat(300) + "\r\n")), 431, "head_too_large");
    }
  }

  @Test
  @Tag("reaches:HttpLimits.fields")
  void refuses_too_many_fields() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always("");
        Rig rig = echoing(target, Limits.sizes(4096, 4096, 4, 100, 8));
        Wire client = rig.dial()) {
      told(client.send(get("/", "X-A: b\r\n".repeat(4))), 431, "head_too_large");
    }
  }

  @Test
  @Tag("reaches:HttpLimits.body")
  void refuses_a_body_whose_length_is_too_great_before_it_is_sent() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always("");
        Rig rig = echoing(target, Limits.sizes(4096, 4096, 100, 10, 8));
        Wire client = rig.dial()) {
      told(
          client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 11\r\n\r\n"),
          413,
          "body_too_large");
      assertThat(rig.heard).isEmpty();
    }
  }

  @Test
  @Tag("reaches:HttpLimits.body")
  void refuses_chunks_that_grow_too_large_while_they_arrive() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always("");
        Rig rig = echoing(target, Limits.sizes(4096, 4096, 100, 10, 8));
        Wire client = rig.dial()) {
      client.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
      told(client.send("6\r\nhello!\r\n6\r\nhello!\r\n"), 413, "body_too_large");
      rig.gate.settled().join();
      assertThat(rig.heard).anyMatch(Event.ClientGone.class::isInstance);
    }
  }

  @Test
  @Tag("reaches:HttpLimits.pipelined")
  void answers_the_running_request_and_drops_what_is_pipelined_beyond_the_bound()
      throws IOException {
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> {
              asked.next();
              asked.next();
            });
        Rig rig =
            new Rig(
                target, plan -> plan.listen = Limits.of(Limits.sizes(4096, 4096, 100, 100, 4)));
        Wire client = rig.dial()) {
      client.send(Rig.post("/first", "x") + Rig.post("/denied", "x").repeat(8));
      await(() -> !target.requests.isEmpty());
      target.close();

      assertThat(client.read().status()).isEqualTo(502);
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  @Tag("reaches:HttpLimits.headTime")
  void refuses_a_head_that_drips() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always("");
        Rig rig = echoing(target, Limits.times(SHORT, LONG, LONG, LONG));
        Wire client = rig.dial()) {
      told(client.send("GET / HTTP/1.1\r\nHost: local"), 408, "too_slow");
    }
  }

  @Test
  void refuses_a_second_head_that_drips() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always("");
        Rig rig = echoing(target, Limits.times(SHORT, LONG, LONG, LONG));
        Wire client = rig.dial()) {
      client.send(get("/", "")).read();
      told(client.send("G"), 408, "too_slow");
    }
  }

  @Test
  @Tag("reaches:HttpLimits.headTime")
  void closes_a_connection_that_never_says_anything() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always("");
        Rig rig = echoing(target, Limits.times(SHORT, LONG, LONG, LONG));
        Wire client = rig.dial()) {
      assertThat(client.rest()).isEmpty();
      assertThat(rig.heard).isEmpty();
    }
  }

  @Test
  @Tag("reaches:HttpLimits.bodyPause")
  void refuses_a_body_that_stalls() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always("");
        Rig rig = echoing(target, Limits.times(LONG, SHORT, LONG, LONG));
        Wire client = rig.dial()) {
      client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 11\r\n\r\nhello");
      told(client, 408, "too_slow");
    }
  }

  @Test
  @Tag("reaches:HttpLimits.idle")
  void closes_a_connection_that_rests_too_long() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always("");
        Rig rig = echoing(target, Limits.times(LONG, LONG, SHORT, LONG));
        Wire client = rig.dial()) {
      assertThat(client.send(get("/", "")).read().status()).isEqualTo(200);
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  @Tag("reaches:config.Limits.connections")
  @Tag("reaches:ListenSettings.connections")
  void refuses_a_connection_too_many() throws IOException {
    refusesTheSecondConnection(Limits.connections(1, 100));
  }

  @Test
  @Tag("reaches:config.Limits.connectionsPerSource")
  @Tag("reaches:ListenSettings.connectionsPerSource")
  void refuses_a_connection_too_many_from_one_source() throws IOException {
    refusesTheSecondConnection(Limits.connections(100, 1));
  }

  private static void refusesTheSecondConnection(ListenSettings listen) throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always("");
        Rig rig = echoing(target, listen);
        Wire first = rig.dial()) {
      assertThat(first.send(get("/", "")).read().status()).isEqualTo(200);
      try (Wire second = rig.dial()) {
        told(second, 503, "too_many_connections");
      }
      first.close();
      await(() -> rig.plane.connections() == 0);
      try (Wire third = rig.dial()) {
        assertThat(third.send(get("/", "")).read().status()).isEqualTo(200);
      }
    }
  }

  @Test
  @Tag("reaches:HttpLimits.stall")
  void ends_the_connection_of_a_client_that_takes_nothing() throws IOException {
    try (ScriptedTarget target = endless();
        Rig rig =
            new Rig(
                target, plan -> plan.listen = Limits.of(Limits.times(LONG, LONG, LONG, SHORT)));
        Wire client = Wire.narrow(rig.plane.port())) {
      client.send(Rig.post("/", "x"));

      await(() -> rig.heard.stream().anyMatch(Event.ClientGone.class::isInstance));
      await(() -> rig.plane.sessions() == 0);
    }
  }

  @Test
  @Tag("reaches:FrameLimits.most")
  void ends_an_exchange_that_goes_on_showing_to_a_client_that_takes_nothing() throws IOException {
    try (ScriptedTarget target = endless();
        Rig rig =
            new Rig(
                target,
                plan -> {
                  plan.listen = Limits.of(Limits.unsent(new FrameLimits(1000, 10, 4 << 20)));
                  plan.sessions = Optional.of(with -> new Heedless(with.heard));
                });
        Wire client = Wire.narrow(rig.plane.port())) {
      client.send(Rig.post("/", "x"));

      await(() -> rig.heard.stream().anyMatch(Event.ClientGone.class::isInstance));
      await(() -> rig.plane.sessions() == 0);
    }
  }

  private static ScriptedTarget endless() throws IOException {
    return new ScriptedTarget((wire, asked) -> {
      asked.next();
      wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      byte[] chunk = ("10000\r\n" + "z".repeat(0x10000) + "\r\n").getBytes();
      while (true) {
        wire.send(chunk);
      }
    });
  }

  private static void told(Wire client, int status, String code) throws IOException {
    Wire.Message answer = client.read();
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body()).startsWith("{\"error\":\"" + code + "\",\"message\":\"");
    assertThat(answer.field("connection")).isEqualTo("close");
    assertThat(client.rest()).isEmpty();
  }

  private static String get(String path, String fields) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
  }

  private static Rig echoing(ScriptedTarget target, HttpLimits limits) throws IOException {
    return echoing(target, Limits.of(limits));
  }

  private static Rig echoing(ScriptedTarget target, ListenSettings listen) throws IOException {
    return new Rig(
        target,
        plan -> {
          plan.listen = listen;
          plan.sessions = Optional.of(rig -> new EchoSession(rig.heard));
        });
  }

  private static void await(java.util.function.BooleanSupplier met) {
    Awaiting.until(met);
  }
}
