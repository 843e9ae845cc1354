package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.Note;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.ResponseHead;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.identity.Lock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the driver promises to sessions, and what it does when one breaks. */
@Timeout(60)
class DriverTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

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
    ScriptSession.admits(event, out);
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
                  ScriptSession.admits(event, out);
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
                  ScriptSession.admits(event, out);
                  if (event instanceof Event.Revoked revoked) {
                    out.accept(ScriptSession.asking(1, "POST", revoked.passage(), false));
                    out.accept(ScriptSession.asking(2, "DELETE", revoked.passage(), true));
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

  private static Rig scripted(ScriptedTarget target, ScriptSession.Script script)
      throws IOException {
    return new Rig(
        target, plan -> plan.sessions = Optional.of(with -> new ScriptSession(with.heard, script)));
  }
}
