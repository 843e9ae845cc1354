package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.Note;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.ResponseHead;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.identity.Lock;
import dev.postern.kernel.operation.Forwarded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the driver promises to sessions, and what it does when one breaks. */
@Timeout(60)
class DriverTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private static final DriveLimits SMALL =
      new DriveLimits(4, 4, 4, 4, 4, 100, 4, Duration.ofMinutes(1));

  private record Word(String text) implements Note {}

  @Test
  void a_session_that_crashes_ends_its_exchange_and_its_passages_and_nothing_else()
      throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig = scripted(target, DriverTest::crashesWithItsPassage);
        Wire client = rig.dial()) {
      Wire.Message answer = client.send(Rig.post("/", "secret")).read();

      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.body()).contains("\"internal\"").doesNotContain("secret");
      assertThat(client.rest()).isEmpty();
      rig.gate.settled().join();
      assertThat(rig.ledger.leaves(Leaf.Closed.class).getFirst().outcome().end())
          .isEqualTo(Leaf.End.FAILED);
      assertThat(rig.plane.sessions()).isZero();
      try (Wire other = rig.dial()) {
        assertThat(other.send(GET).read().status()).isEqualTo(500);
      }
    }
  }

  private static void crashesWithItsPassage(Event event, Consumer<Command> out) {
    admits(event, out);
    if (event instanceof Event.Decided) {
      throw new IllegalStateException("secret");
    }
  }

  @Test
  void a_crash_after_the_head_cuts_the_answer_visibly() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig =
            scripted(
                target,
                (event, out) -> {
                  if (event instanceof Event.ReceivedAll) {
                    out.accept(new Command.Reply(new ResponseHead(200, List.of())));
                    out.accept(new Command.Show(new TestWords().text("half")));
                    out.accept(new Command.SetTimer(1, Duration.ZERO));
                  } else if (event instanceof Event.TimerFired) {
                    throw new IllegalStateException();
                  }
                });
        Wire client = rig.dial()) {
      assertThat(client.send(GET).rest()).doesNotContain("0\r\n\r\n");
      Awaiting.until(() -> rig.plane.sessions() == 0);
    }
  }

  @Test
  void a_head_that_could_split_an_answer_is_a_crash() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig =
            scripted(
                target,
                (event, out) -> {
                  if (event instanceof Event.ReceivedAll) {
                    Field bad = new Field("x-a", "b\r\nSet-Cookie: c");
                    out.accept(new Command.Reply(new ResponseHead(200, List.of(bad))));
                    out.accept(new Command.ShowEnd());
                    out.accept(new Command.Done());
                  }
                });
        Wire client = rig.dial()) {
      Wire.Message answer = client.send(GET).read();

      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.field("set-cookie")).isEmpty();
    }
  }

  @Test
  void a_passage_that_comes_when_its_session_is_over_is_closed() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig =
            scripted(
                target,
                (event, out) -> {
                  admits(event, out);
                  if (event instanceof Event.Drafted) {
                    ScriptSession.answer("not waiting", out);
                  }
                });
        Wire client = rig.dial()) {
      assertThat(client.send(GET).read().body()).isEqualTo("not waiting");
      rig.gate.settled().join();
      rig.gate.settled().join();
      assertThat(rig.ledger.leaves(Leaf.Closed.class).getFirst().outcome().end())
          .isEqualTo(Leaf.End.CANCELLED);
      assertThat(target.connections).hasValue(0);
    }
  }

  @Test
  void a_lock_cuts_what_runs_before_it_returns() throws IOException {
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> {
              asked.next();
              wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
              asked.next();
            });
        Rig rig = new Rig(target);
        Wire client = rig.dial()) {
      client.send(Rig.post("/", "x"));
      client.until("hello\r\n");
      rig.standing.change(
          locks -> locks.with(new Lock(Lock.Scope.PERSON, "ana", "left", "ben", Instant.EPOCH)));
      rig.gate.review().join();

      assertThat(rig.heard).anyMatch(Event.Revoked.class::isInstance);
      assertThat(rig.plane.sessions()).isZero();
      assertThat(client.rest()).isEmpty();
      assertThat(rig.ledger.leaves(Leaf.Closed.class).getFirst().outcome().end())
          .isEqualTo(Leaf.End.REVOKED);
    }
  }

  @Test
  void a_passage_that_was_taken_back_carries_its_closing_frame_and_no_other() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig =
            scripted(
                target,
                (event, out) -> {
                  admits(event, out);
                  if (event instanceof Event.Revoked revoked) {
                    out.accept(asking(1, "POST", revoked.passage(), false));
                    out.accept(asking(2, "DELETE", revoked.passage(), true));
                  } else if (event instanceof Event.AnsweredAll all) {
                    ScriptSession.answer("leg " + all.leg(), out);
                  }
                });
        Wire client = rig.dial()) {
      client.send(GET);
      Awaiting.until(() -> rig.heard.stream().anyMatch(Event.Decided.class::isInstance));
      rig.standing.change(
          locks -> locks.with(new Lock(Lock.Scope.PERSON, "ana", "left", "ben", Instant.EPOCH)));
      rig.gate.review().join();

      assertThat(client.read().body()).isEqualTo("leg 2");
      assertThat(target.requests)
          .extracting(Wire.Message::first)
          .containsExactly("DELETE / HTTP/1.1");
      assertThat(rig.heard)
          .anyMatch(event ->
              event instanceof Event.LegFailed failed
                  && failed.leg() == 1
                  && failed.failure() == Event.Failure.TAKEN_BACK);
    }
  }

  @Test
  void sessions_of_one_name_hear_each_other_across_loops() throws Exception {
    CountDownLatch joined = new CountDownLatch(4);
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig =
            new Rig(
                target,
                plan -> {
                  plan.loops = 2;
                  plan.sessions =
                      Optional.of(with ->
                          new ScriptSession(
                              with.heard,
                              (event, out) -> {
                                switch (event) {
                                  case Event.Requested(RequestHead head) -> {
                                    if (head.path().equals("/tell")) {
                                      out.accept(new Command.Tell("room", new Word("hi")));
                                      ScriptSession.answer("told", out);
                                    } else {
                                      out.accept(new Command.Join("room"));
                                      joined.countDown();
                                    }
                                  }
                                  case Event.Told(Note note) ->
                                      ScriptSession.answer(((Word) note).text(), out);
                                  default -> {}
                                }
                              }));
                });
        Wire one = rig.dial();
        Wire two = rig.dial();
        Wire three = rig.dial();
        Wire four = rig.dial();
        Wire teller = rig.dial()) {
      for (Wire member : List.of(one, two, three, four)) {
        member.send(GET);
      }
      joined.await();
      assertThat(teller.send(GET.replace("/ ", "/tell ")).read().body()).isEqualTo("told");
      for (Wire member : List.of(one, two, three, four)) {
        assertThat(member.read().body()).isEqualTo("hi");
      }
    }
  }

  @Test
  void offloaded_work_answers_and_its_failure_is_an_answer_too() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig =
            scripted(
                target,
                (event, out) -> {
                  switch (event) {
                    case Event.Requested(RequestHead head) ->
                        out.accept(
                            new Command.Offload(() -> {
                              if (head.path().equals("/bad")) {
                                throw new IOException("no");
                              }
                              return new Word(
                                  Thread.currentThread().isVirtual() ? "virtual" : "loop");
                            }));
                    case Event.WorkDone(Optional<Note> note, String failure) ->
                        ScriptSession.answer(
                            note.map(done -> ((Word) done).text()).orElse(failure), out);
                    default -> {}
                  }
                });
        Wire client = rig.dial()) {
      assertThat(client.send(GET).read().body()).isEqualTo("virtual");
      assertThat(client.send(GET.replace("/ ", "/bad ")).read().body()).isEqualTo("IOException");
    }
  }

  @Test
  void a_proof_that_is_not_known_is_verified_elsewhere_and_heard_on_the_loop() throws Exception {
    CompletableFuture<Consumer<ProofAnswer>> asked = new CompletableFuture<>();
    ProofDesk desk =
        new ProofDesk() {
          @Override
          public Optional<ProofAnswer> known(Proof proof) {
            return proof.token().equals("known")
                ? Optional.of(new ProofAnswer.Accepted(Operations.signIn()))
                : Optional.empty();
          }

          @Override
          public void verify(Proof proof, Consumer<ProofAnswer> answer) {
            assertThat(proof.toString()).doesNotContain("fresh");
            asked.complete(answer);
          }
        };
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig =
            new Rig(
                target,
                plan -> {
                  plan.proofs = desk;
                  plan.sessions =
                      Optional.of(with -> new ScriptSession(with.heard, DriverTest::proves));
                });
        Wire client = rig.dial()) {
      assertThat(client.send(GET.replace("/ ", "/known ")).read().body()).isEqualTo("ana");
      client.send(GET.replace("/ ", "/fresh "));
      asked.get().accept(new ProofAnswer.Refused(Event.SignInRefused.Why.BUSY, "busy"));
      assertThat(client.read().body()).isEqualTo("busy BUSY");
    }
  }

  private static void proves(Event event, Consumer<Command> out) {
    switch (event) {
      case Event.Requested(RequestHead head) ->
          out.accept(new Command.Prove(head.path().substring(1), "https://here"));
      case Event.SignedIn signedIn ->
          ScriptSession.answer(signedIn.signIn().principal().actor().name(), out);
      case Event.SignInRefused refused ->
          ScriptSession.answer(refused.reason() + " " + refused.why(), out);
      default -> {}
    }
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
      admits(event, out);
      if (event instanceof Event.Decided decided && decided.verdict() instanceof Passage passage) {
        for (int i = 1; i <= 5; i++) {
          out.accept(asking(i, "POST", passage, false));
        }
      }
    });
  }

  private static void crashesBeyondABound(ScriptSession.Script script) throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig =
            new Rig(
                target,
                plan -> {
                  plan.limits = SMALL;
                  plan.sessions = Optional.of(with -> new ScriptSession(with.heard, script));
                });
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
        Rig rig =
            new Rig(
                target,
                plan -> {
                  plan.limits = SMALL;
                  plan.sessions =
                      Optional.of(with ->
                          new ScriptSession(
                              with.heard,
                              (event, out) -> {
                                if (event instanceof Event.ReceivedAll) {
                                  for (int i = 0; i < 5; i++) {
                                    out.accept(
                                        new Command.Offload(() -> {
                                          release.await();
                                          return new Word("done");
                                        }));
                                  }
                                } else if (event instanceof Event.WorkDone done
                                    && done.note().isEmpty()) {
                                  ScriptSession.answer(done.failure(), out);
                                }
                              }));
                });
        Wire client = rig.dial()) {
      assertThat(client.send(GET).read().body()).isEqualTo("too much work at once");
      release.countDown();
    }
  }

  @Test
  @Tag("reaches:DriveLimits.told")
  void a_session_that_is_told_more_than_may_wait_crashes() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig =
            new Rig(
                target,
                plan -> {
                  plan.limits = SMALL;
                  plan.sessions =
                      Optional.of(with -> new ScriptSession(with.heard, DriverTest::floods));
                });
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
        Rig rig =
            new Rig(
                target,
                plan -> {
                  plan.limits = SMALL;
                  plan.sessions =
                      Optional.of(with -> new ScriptSession(with.heard, DriverTest::floods));
                });
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
            new Rig(
                target,
                plan -> {
                  plan.limits = new DriveLimits(4, 4, 4, 4, 4, 100, 4, Duration.ofMillis(50));
                  plan.sessions =
                      Optional.of(with -> new ScriptSession(with.heard, DriverTest::admits));
                })) {
      try (Wire client = rig.dial()) {
        client.send(GET);
        Awaiting.until(() -> rig.heard.stream().anyMatch(Event.Decided.class::isInstance));
      }
      Awaiting.until(() -> rig.plane.sessions() == 0);
      rig.gate.settled().join();
      assertThat(rig.ledger.leaves(Leaf.Closed.class)).hasSize(1);
    }
  }

  @Test
  @Tag("reaches:config.Limits.stop")
  void drains_by_refusing_new_connections_and_letting_answers_end() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> {
              asked.next();
              await(goOn);
              wire.send(OK);
            });
        Rig rig = new Rig(target);
        Wire idle = rig.dial();
        Wire client = rig.dial()) {
      client.send(Rig.post("/", "x"));
      Awaiting.until(() -> !target.requests.isEmpty());

      assertThat(rig.plane.drain(Duration.ofMillis(10))).isFalse();
      assertThat(rig.heard).anyMatch(Event.Drain.class::isInstance);
      assertThat(idle.rest()).isEmpty();
      goOn.countDown();
      assertThat(rig.plane.drain(Duration.ofSeconds(20))).isTrue();
      Wire.Message answer = client.read();
      assertThat(answer.body()).isEqualTo("ok");
      assertThat(answer.field("connection")).isEqualTo("close");
      assertThat(client.rest()).isEmpty();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  /** Has an operation admitted once the request is whole. */
  private static void admits(Event event, Consumer<Command> out) {
    RequestHead head = new RequestHead("POST", "/", "", List.of());
    if (event instanceof Event.ReceivedAll) {
      out.accept(new Command.DraftIt(1, Operations.describe(head)));
    } else if (event instanceof Event.Drafted drafted) {
      out.accept(new Command.Admit(1, drafted.draft(), Forwarded.NOTHING));
    }
  }

  private static Command asking(int leg, String method, Passage passage, boolean closing) {
    return new Command.Ask(
        leg, passage, new RequestHead(method, "/", "", List.of()), ByteBuffer.allocate(0), closing);
  }

  private static Rig scripted(ScriptedTarget target, ScriptSession.Script script)
      throws IOException {
    return new Rig(
        target, plan -> plan.sessions = Optional.of(with -> new ScriptSession(with.heard, script)));
  }
}
