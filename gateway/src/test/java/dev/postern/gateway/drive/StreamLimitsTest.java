package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.net.stream.StreamSettings.Strangers;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is not known yet can cost a listener of streams only so much. */
@Timeout(60)
class StreamLimitsTest {
  private static final Duration SOON = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofMinutes(10);

  private static ScriptedTarget echoing() throws IOException {
    return new ScriptedTarget((wire, asked) -> {
      while (true) {
        wire.send(wire.octets(1));
      }
    });
  }

  @Test
  @Tag("reaches:StreamSettings.connections")
  void a_connection_above_the_bound_is_told_so_by_its_session() throws Exception {
    TestWords words = new TestWords();
    try (ScriptedTarget target = echoing();
        StreamRig streams =
            new StreamRig(
                target,
                plan -> {
                  plan.connections = 1;
                  plan.crowded =
                      StreamRig.scripted((event, out) -> {
                        if (event instanceof Event.Opened) {
                          out.accept(new Command.Show(words.text("no room")));
                          out.accept(new Command.HangUp());
                          out.accept(new Command.Done());
                        }
                      });
                })) {
      try (Wire first = streams.dial();
          Wire second = streams.dial()) {
        assertThat(first.send("x").octets(1)).isEqualTo("x");
        assertThat(second.send("x").rest()).isEqualTo("no room");
        assertThat(streams.listener.connections()).isEqualTo(1);
      }
      Awaiting.until(() -> streams.listener.connections() == 0);
      try (Wire third = streams.dial()) {
        assertThat(third.send("y").octets(1)).isEqualTo("y");
      }
    }
  }

  @Test
  @Tag("reaches:StreamSettings.connections")
  void of_those_above_the_bound_only_so_many_are_heard_at_once() throws Exception {
    int heardAtOnce = 64;
    List<Wire> crowd = new ArrayList<>();
    try (ScriptedTarget target = echoing();
        StreamRig streams =
            new StreamRig(
                target,
                plan -> {
                  plan.connections = 1;
                  plan.sessions = StreamRig.scripted((event, out) -> {});
                  plan.crowded = plan.sessions;
                })) {
      for (int i = 0; i <= heardAtOnce; i++) {
        crowd.add(streams.dial().send("x"));
      }
      Awaiting.until(() -> opened(streams) == 1 + heardAtOnce);
      try (Wire last = streams.dial()) {
        assertThat(last.send("x").rest()).isEmpty();
      }

      assertThat(opened(streams)).isEqualTo(1 + heardAtOnce);
      assertThat(streams.listener.connections()).isEqualTo(1);
    } finally {
      for (Wire each : crowd) {
        each.close();
      }
    }
  }

  private static long opened(StreamRig streams) {
    return streams.rig.heard.stream().filter(Event.Opened.class::isInstance).count();
  }

  @Test
  @Tag("reaches:StreamSettings.Strangers.first")
  void a_silent_connection_costs_no_session_and_ends() throws Exception {
    try (ScriptedTarget target = echoing();
        StreamRig streams =
            new StreamRig(target, plan -> plan.strangers = new Strangers(SOON, LONG, 100));
        Wire silent = streams.dial()) {
      assertThat(silent.rest()).isEmpty();
      assertThat(streams.rig.heard).isEmpty();
    }
  }

  @Test
  @Tag("reaches:StreamSettings.Strangers.time")
  void who_is_not_known_in_time_is_cut_off() throws Exception {
    try (ScriptedTarget target = echoing();
        StreamRig streams =
            new StreamRig(
                target,
                plan -> {
                  plan.sessions = StreamRig.scripted((event, out) -> {});
                  plan.strangers = new Strangers(LONG, SOON, 100);
                });
        Wire client = streams.dial()) {
      assertThat(client.send("hello").rest()).isEmpty();
      streams.hears(Event.ClientGone.class::isInstance);
    }
  }

  @Test
  @Tag("reaches:StreamSettings.Strangers.bytes")
  void who_sends_too_much_before_being_known_is_cut_off_there() throws Exception {
    try (ScriptedTarget target = echoing();
        StreamRig streams =
            new StreamRig(
                target,
                plan -> {
                  plan.sessions = StreamRig.scripted((event, out) -> {});
                  plan.strangers = new Strangers(LONG, LONG, 100);
                });
        Wire client = streams.dial()) {
      client.send("a".repeat(100));
      Awaiting.until(() -> streams.received().length() == 100);
      client.send("b");
      assertThat(client.rest()).isEmpty();
      streams.hears(Event.ClientGone.class::isInstance);
      assertThat(streams.received()).doesNotContain("b");
    }
  }

  @Test
  void the_bounds_of_strangers_end_with_an_admitted_operation() throws Exception {
    try (ScriptedTarget target = echoing();
        StreamRig streams =
            new StreamRig(
                target, plan -> plan.strangers = new Strangers(LONG, Duration.ofSeconds(2), 100));
        Wire client = streams.dial()) {
      assertThat(client.send("x").octets(1)).isEqualTo("x");
      String much = "y".repeat(1_000);
      assertThat(client.send(much).octets(much.length())).isEqualTo(much);
    }
  }
}
