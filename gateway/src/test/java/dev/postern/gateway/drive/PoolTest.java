package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.Event;
import dev.postern.gateway.target.Target;
import dev.postern.gateway.target.TargetTimes;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A connection to a target is used again only when it is proven clean. */
class PoolTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @Test
  void uses_a_clean_connection_again_for_another_client() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig = new Rig(target)) {
      for (int i = 0; i < 5; i++) {
        try (Wire client = rig.dial()) {
          assertThat(client.send(Rig.post("/", "x")).read().body()).isEqualTo("ok");
        }
      }
      assertThat(target.connections).hasValue(1);
    }
  }

  @Test
  void a_target_that_speaks_unasked_is_not_asked_on_that_connection_again() throws Exception {
    CountDownLatch idle = new CountDownLatch(1);
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> {
              asked.next();
              wire.send(OK);
              await(idle);
              wire.send("HTTP/1.1 200 OK\r\nContent-Le");
              asked.next();
            });
        Rig rig = new Rig(target);
        Wire client = rig.dial()) {
      assertThat(client.send(Rig.post("/", "x")).read().body()).isEqualTo("ok");
      Awaiting.until(() -> rig.plane.idleConnections() == 1);
      idle.countDown();
      Awaiting.until(() -> rig.plane.idleConnections() == 0);

      assertThat(client.send(Rig.post("/", "x")).read().body()).isEqualTo("ok");
      assertThat(target.connections).hasValue(2);
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      throw new IOException(stopped);
    }
  }

  @Test
  void a_client_that_leaves_mid_reply_costs_its_connection_and_the_next_one_is_served()
      throws Exception {
    CountDownLatch left = new CountDownLatch(8);
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> {
              while (true) {
                String path = asked.next().first();
                if (path.contains("/slow")) {
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                } else {
                  wire.send(OK);
                }
              }
            });
        Rig rig = new Rig(target)) {
      for (int i = 0; i < 8; i++) {
        try (Wire leaver = rig.dial()) {
          leaver.send(Rig.post("/slow", "x"));
          leaver.octets(1);
          leaver.reset();
          left.countDown();
        }
      }
      Awaiting.until(() -> rig.plane.sessions() == 0);
      assertThat(rig.plane.idleConnections()).isZero();
      try (Wire caller = rig.dial()) {
        for (int i = 0; i < 3; i++) {
          assertThat(caller.send(Rig.post("/", "x")).read().body()).isEqualTo("ok");
        }
      }
      assertThat(rig.plane.idleConnections()).isEqualTo(1);
    }
  }

  @Test
  void a_client_that_leaves_before_the_reply_costs_its_connection_too() throws IOException {
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> {
              asked.next();
              asked.next();
            });
        Rig rig = new Rig(target)) {
      try (Wire leaver = rig.dial()) {
        leaver.send(Rig.post("/", "x"));
        Awaiting.until(() -> !target.requests.isEmpty());
        leaver.halfClose();
        assertThat(leaver.rest()).isEmpty();
      }
      Awaiting.until(() -> rig.plane.sessions() == 0);
      assertThat(rig.heard).anyMatch(Event.ClientGone.class::isInstance);
      assertThat(rig.plane.idleConnections()).isZero();
    }
  }

  @Test
  void a_kept_connection_that_its_target_closes_is_forgotten() throws IOException {
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> {
              asked.next();
              wire.send(OK);
            });
        Rig rig = new Rig(target);
        Wire client = rig.dial()) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.send(Rig.post("/", "x")).read().body()).isEqualTo("ok");
        Awaiting.until(() -> rig.plane.idleConnections() == 0);
      }
      assertThat(target.connections).hasValue(5);
    }
  }

  @Test
  void tries_once_more_when_a_kept_connection_is_lost_and_asking_twice_is_asking_once()
      throws IOException {
    try (ScriptedTarget target = closingOnTheSecondRequest();
        Rig rig = new Rig(target);
        Wire client = rig.dial()) {
      String get = "GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n";
      assertThat(client.send(get).read().body()).isEqualTo("ok");
      assertThat(client.send(get).read().body()).isEqualTo("ok");
      assertThat(target.connections).hasValue(2);
      assertThat(target.requests).hasSize(3);
    }
  }

  @Test
  void never_sends_a_post_twice() throws IOException {
    try (ScriptedTarget target = closingOnTheSecondRequest();
        Rig rig = new Rig(target);
        Wire client = rig.dial()) {
      assertThat(client.send(Rig.post("/", "x")).read().body()).isEqualTo("ok");
      assertThat(client.send(Rig.post("/", "x")).read().body()).isEqualTo("BROKEN");
      assertThat(target.requests).hasSize(2);
    }
  }

  private static ScriptedTarget closingOnTheSecondRequest() throws IOException {
    return new ScriptedTarget((wire, asked) -> {
      asked.next();
      wire.send(OK);
      asked.next();
    });
  }

  @Test
  @Tag("reaches:Endpoint.Times.idle")
  @Tag("reaches:TargetTimes.idle")
  void a_connection_that_rests_too_minuteis_closed() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig = new Rig(target, plan -> plan.target = PoolTest::restless);
        Wire client = rig.dial()) {
      assertThat(client.send(Rig.post("/", "x")).read().body()).isEqualTo("ok");
      Awaiting.until(() -> rig.plane.idleConnections() == 0);
    }
  }

  private static Target restless(Target was) {
    Duration minute = Duration.ofMinutes(1);
    return new Target(
        was.name(),
        was.kind(),
        was.base(),
        was.authorities(),
        was.credential(),
        was.record(),
        was.sessions(),
        was.origins(),
        new TargetTimes(minute, minute, minute, Duration.ofMillis(50)),
        was.bounds());
  }

  @Test
  void a_target_that_says_close_is_believed() throws IOException {
    try (ScriptedTarget target =
            ScriptedTarget.always(
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
        Rig rig = new Rig(target);
        Wire client = rig.dial()) {
      assertThat(client.send(Rig.post("/", "x")).read().body()).isEqualTo("ok");
      assertThat(client.send(Rig.post("/", "x")).read().body()).isEqualTo("ok");
      assertThat(target.connections).hasValue(2);
    }
  }

  @Test
  void an_answer_before_the_request_was_asked_is_not_taken_for_its_answer() throws IOException {
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> {
              asked.next();
              wire.send(OK);
              wire.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstray");
              asked.next();
            });
        Rig rig = new Rig(target);
        Wire client = rig.dial()) {
      assertThat(client.send(Rig.post("/", "x")).read().body()).isEqualTo("ok");
      Awaiting.until(() -> rig.plane.idleConnections() == 0);
      assertThat(client.send(Rig.post("/", "x")).read().body()).isEqualTo("ok");
    }
  }
}
