package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.http.HttpLimits;
import dev.postern.gateway.http.ListenSettings;
import dev.postern.gateway.net.FrameLimits;
import dev.postern.gateway.net.stream.StreamSettings.Strangers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Hundreds of connections of nobody, silent, slow and broken, at once: whoever does nothing wrong
 * is served beside them, each is closed at its time, and then everything is as before. Thousands of
 * them come in {@code prove/hostile-connections}.
 */
@Timeout(60)
class HostileCrowdTest {
  private static final int CROWD = 240;
  private static final Duration SOON = Duration.ofMillis(400);
  private static final Duration LONG = Duration.ofSeconds(60);

  private static final List<String> WORDS =
      List.of(
          "",
          "G",
          "POST / HTTP/1.1\r\nHost: localhost\r\nX-Y: ",
          "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nx",
          "\u0000\u0001\u0002\u0003\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: localhost\r\n" + "X-Y: z\r\n".repeat(120));

  @Test
  void a_crowd_of_nobody_at_http_is_closed_at_its_time_and_others_are_served() throws Exception {
    try (ScriptedTarget target = ScriptedTarget.always("");
        Rig rig =
            new Rig(
                target,
                plan -> {
                  plan.listen = listen();
                  plan.sessions = Optional.of(with -> new EchoSession(with.heard));
                })) {
      List<Wire> crowd = crowd(rig.plane.port(), WORDS);
      try (Wire polite = rig.dial()) {
        for (int n = 0; n < 20; n++) {
          assertThat(polite.send(Rig.post("/", "x")).read().status()).isEqualTo(200);
        }
      }
      leave(crowd);
      Awaiting.until(() -> rig.plane.connections() == 0 && rig.plane.sessions() == 0);
      try (Wire after = rig.dial()) {
        assertThat(after.send(Rig.post("/", "x")).read().status()).isEqualTo(200);
      }
    }
  }

  private static ListenSettings listen() {
    HttpLimits usual = HttpLimits.DEFAULT;
    HttpLimits hurried =
        new HttpLimits(
            usual.requestLine(),
            usual.head(),
            usual.fields(),
            usual.body(),
            usual.pipelined(),
            SOON,
            SOON,
            SOON,
            LONG,
            FrameLimits.DEFAULT);
    return new ListenSettings(
        "127.0.0.1", 0, Set.of(), Optional.empty(), CROWD + 10, CROWD + 10, CROWD, hurried);
  }

  @Test
  void a_crowd_of_nobody_at_a_stream_is_closed_at_its_time_and_others_are_served()
      throws Exception {
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> {
              while (true) {
                wire.send(wire.octets(1));
              }
            });
        StreamRig streams =
            new StreamRig(
                target,
                plan -> {
                  plan.connections = CROWD + 10;
                  plan.strangers = new Strangers(SOON, SOON, 1_000);
                })) {
      List<Wire> crowd = crowd(streams.listener.port(), List.of(""));
      try (Wire polite = streams.dial()) {
        for (int n = 0; n < 20; n++) {
          assertThat(polite.send("x").octets(1)).isEqualTo("x");
        }
      }
      leave(crowd);
      Awaiting.until(() -> streams.listener.connections() == 0);
      try (Wire after = streams.dial()) {
        assertThat(after.send("y").octets(1)).isEqualTo("y");
      }
    }
  }

  private static List<Wire> crowd(int port, List<String> words) throws IOException {
    List<Wire> crowd = new ArrayList<>();
    for (int n = 0; n < CROWD; n++) {
      crowd.add(Wire.to(port).send(words.get(n % words.size())));
    }
    return crowd;
  }

  /** The gateway closes each of them: none is closed by its client before. */
  private static void leave(List<Wire> crowd) throws IOException {
    for (Wire one : crowd) {
      assertThat(one.rest()).doesNotContain("200 OK");
      one.close();
    }
  }
}
