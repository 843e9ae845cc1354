package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Note;
import dev.postern.gateway.session.RequestHead;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Passage;
import dev.postern.testkit.OneBound;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a session that goes beyond what a driver allows it. */
@Timeout(60)
class DriverLimitsTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final DriveLimits SMALL =
      new DriveLimits(4, 4, 4, 4, 4, 100, 4, Duration.ofMinutes(1));

  private record Word(String text) implements Note {}

  /** Sessions that do what a script says, within small bounds. */
  private static Rig small(ScriptedTarget target, ScriptSession.Script script) throws IOException {
    return within(SMALL, target, script);
  }

  private static Rig within(DriveLimits limits, ScriptedTarget target, ScriptSession.Script script)
      throws IOException {
    return new Rig(
        target,
        plan -> {
          plan.limits = limits;
          plan.sessions = Optional.of(with -> new ScriptSession(with.heard, script));
        });
  }

  @Test
  @Tag("reaches:DriveLimits.timers")
  void a_session_may_not_set_more_timers_than_its_bound() throws IOException {
    crashesBeyondABound((event, out) -> {
      if (event instanceof Event.ReceivedAll) {
        for (int i = 0; i < 5; i++) {
          out.accept(new Command.SetTimer(i, Duration.ofHours(1)));
        }
      }
    });
  }

  @Test
  @Tag("reaches:DriveLimits.events")
  void a_session_may_not_leave_more_events_waiting_than_its_bound() throws IOException {
    crashesBeyondABound((event, out) -> {
      if (event instanceof Event.ReceivedAll) {
        for (int i = 0; i < 101; i++) {
          out.accept(new Command.PreviewThem(i, List.of()));
        }
      }
    });
  }

  @Test
  @Tag("reaches:DriveLimits.names")
  void a_session_may_not_join_more_names_than_its_bound() throws IOException {
    crashesBeyondABound((event, out) -> {
      if (event instanceof Event.ReceivedAll) {
        for (int i = 0; i < 5; i++) {
          out.accept(new Command.Join("name " + i));
        }
      }
    });
  }

  @Test
  @Tag("reaches:DriveLimits.legs")
  void a_session_may_not_open_more_legs_than_its_bound() throws IOException {
    crashesBeyondABound((event, out) -> {
      ScriptSession.admits(event, out);
      if (event instanceof Event.Decided decided && decided.verdict() instanceof Passage passage) {
        for (int i = 1; i <= 5; i++) {
          out.accept(ScriptSession.asking(i, "POST", passage, false));
        }
      }
    });
  }

  private static void crashesBeyondABound(ScriptSession.Script script) throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig = small(target, script);
        Wire client = rig.dial()) {
      assertThat(client.send(GET).read().status()).isEqualTo(500);
      Awaiting.until(() -> rig.plane.sessions() == 0);
    }
  }

  @Test
  @Tag("reaches:DriveLimits.offloads")
  void work_beyond_the_bound_is_answered_at_once() throws IOException {
    CountDownLatch release = new CountDownLatch(1);
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig = small(target, (event, out) -> works(event, release, out));
        Wire client = rig.dial()) {
      assertThat(client.send(GET).read().body()).isEqualTo("too much work at once");
      release.countDown();
    }
  }

  private static void works(Event event, CountDownLatch release, Consumer<Command> out) {
    if (event instanceof Event.ReceivedAll) {
      for (int i = 0; i < 5; i++) {
        out.accept(
            new Command.Offload(() -> {
              release.await();
              return new Word("done");
            }));
      }
    } else if (event instanceof Event.WorkDone done && done.note().isEmpty()) {
      ScriptSession.answer(done.failure(), out);
    }
  }

  @Test
  @Tag("reaches:DriveLimits.told")
  void a_session_that_is_told_more_than_may_wait_crashes() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig = small(target, DriverLimitsTest::floods);
        Wire client = rig.dial();
        Wire teller = rig.dial()) {
      client.send(GET);
      Awaiting.until(() -> rig.heard.stream().anyMatch(Event.ReceivedAll.class::isInstance));
      assertThat(teller.send(GET.replace("/ ", "/tell ")).read().body()).isEqualTo("told");
      assertThat(client.read().status()).isEqualTo(500);
      assertThat(rig.heard).filteredOn(Event.Told.class::isInstance).hasSize(4);
    }
  }

  private static void floods(Event event, Consumer<Command> out) {
    if (event instanceof Event.Requested(RequestHead head)) {
      if (head.path().equals("/tell")) {
        for (int i = 0; i < 5; i++) {
          out.accept(new Command.Tell("room", new Word("again")));
        }
        ScriptSession.answer("told", out);
      } else {
        out.accept(new Command.Join("room"));
      }
    }
  }

  @Test
  @Tag("reaches:DriveLimits.members")
  void a_name_has_no_more_members_than_its_bound() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig = small(target, DriverLimitsTest::floods);
        Wire one = rig.dial();
        Wire two = rig.dial();
        Wire three = rig.dial();
        Wire four = rig.dial();
        Wire five = rig.dial()) {
      for (Wire member : List.of(one, two, three, four)) {
        member.send(GET);
      }
      Awaiting.until(
          () -> rig.heard.stream().filter(Event.ReceivedAll.class::isInstance).count() == 4);
      assertThat(five.send(GET).read().status()).isEqualTo(500);
    }
  }

  @Test
  @Tag("reaches:DriveLimits.linger")
  void a_session_that_does_not_end_after_its_client_has_gone_is_ended() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig =
            within(
                OneBound.of(SMALL, "linger", Duration.ofMillis(50)),
                target,
                ScriptSession::admits)) {
      try (Wire client = rig.dial()) {
        client.send(GET);
        Awaiting.until(() -> rig.heard.stream().anyMatch(Event.Decided.class::isInstance));
      }
      Awaiting.until(() -> rig.plane.sessions() == 0);
      rig.gate.settled().join();
      assertThat(rig.ledger.leaves(Leaf.Closed.class)).hasSize(1);
    }
  }
}
