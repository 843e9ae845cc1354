package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.ResponseHead;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.identity.Lock;
import dev.postern.kernel.operation.Forwarded;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams pass in both directions under proof, and end as both sides must see it. */
@Timeout(60)
class StreamTest {
  private static final int PIECE = 1 << 16;
  private static final int PIECES = 1_000;
  private static final TestWords WORDS = new TestWords();

  private static ScriptedTarget echoing() throws IOException {
    return new ScriptedTarget((wire, asked) -> {
      while (true) {
        wire.send(wire.octets(1));
      }
    });
  }

  @Test
  void bytes_pass_both_ways_octet_by_octet() throws Exception {
    try (ScriptedTarget target = echoing();
        StreamRig streams = new StreamRig(target, plan -> {});
        Wire client = streams.dial()) {
      for (char c : "select 1".toCharArray()) {
        client.send(String.valueOf(c));
        assertThat(client.octets(1)).isEqualTo(String.valueOf(c));
      }
      assertThat(streams.rig.heard).noneMatch(Event.OfHttp.class::isInstance);
    }
  }

  @Test
  void a_refused_opening_reaches_no_target() throws Exception {
    try (ScriptedTarget target = echoing();
        StreamRig streams =
            new StreamRig(
                target, plan -> plan.sessions = with -> new PipeSession(with.heard, "/denied"));
        Wire client = streams.dial()) {
      client.send("x");
      assertThat(client.rest()).isEqualTo("refused\n");
      assertThat(target.connections).hasValue(0);
    }
  }

  @Test
  void nothing_reaches_a_target_while_the_ledger_is_down() throws Exception {
    try (ScriptedTarget target = echoing();
        StreamRig streams = new StreamRig(target, plan -> {});
        Wire client = streams.dial()) {
      streams.rig.ledger.fail(true);
      client.send("x");
      assertThat(client.rest()).isEqualTo("refused\n");
      assertThat(target.connections).hasValue(0);
    }
  }

  @Test
  void a_target_that_does_not_read_stops_the_client_and_then_gets_every_octet() throws Exception {
    CountDownLatch stalled = new CountDownLatch(1);
    AtomicLong got = new AtomicLong();
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> {
              awaits(stalled);
              wire.octets(1);
              for (int i = 0; i < PIECES; i++) {
                got.addAndGet(wire.octets(PIECE).length());
              }
              wire.send("all");
            });
        StreamRig streams = new StreamRig(target, plan -> {});
        Wire client = streams.dial()) {
      client.send("x");
      streams.hears(Event.Dialled.class::isInstance);
      Thread sender = Thread.ofVirtual().start(() -> pieces(client));
      streams.hears(event -> event instanceof Event.LegWritable(int leg, boolean now) && !now);

      // The gateway holds the named bound and what was being read; sockets hold the rest.
      assertThat(streams.received().length()).isLessThan(PIECES * PIECE);
      stalled.countDown();
      assertThat(client.octets(3)).isEqualTo("all");
      assertThat(got).hasValue((long) PIECES * PIECE);
      sender.join();
    }
  }

  @Test
  void a_client_that_does_not_read_stops_the_target_and_then_gets_every_octet() throws Exception {
    AtomicLong sent = new AtomicLong();
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> {
              wire.octets(1);
              for (int i = 0; i < PIECES; i++) {
                wire.send("z".repeat(PIECE));
                sent.incrementAndGet();
              }
            });
        StreamRig streams = new StreamRig(target, plan -> {});
        Wire client = Wire.narrow(streams.listener.port())) {
      client.send("x");
      streams.hears(event -> event instanceof Event.ClientWritable(boolean now) && !now);

      assertThat(sent.get()).isLessThan(PIECES);
      assertThat(client.rest()).hasSize(PIECES * PIECE + "closed\n".length());
    }
  }

  @Test
  void a_lock_in_the_middle_of_a_write_cuts_the_target_off() throws Exception {
    CountDownLatch locked = new CountDownLatch(1);
    AtomicLong got = new AtomicLong();
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> {
              awaits(locked);
              got.set(wire.rest().length());
            });
        StreamRig streams = new StreamRig(target, plan -> {});
        Wire client = streams.dial()) {
      client.send("x");
      streams.hears(Event.Dialled.class::isInstance);
      Thread.ofVirtual().start(() -> pieces(client));
      streams.hears(event -> event instanceof Event.LegWritable(int leg, boolean now) && !now);
      int received = streams.received().length();
      streams.rig.standing.change(
          locks -> locks.with(new Lock(Lock.Scope.PERSON, "ana", "left", "ben", Instant.EPOCH)));
      streams.rig.gate.review().join();
      locked.countDown();

      streams.hears(Event.Revoked.class::isInstance);
      Awaiting.until(() -> streams.rig.plane.sessions() == 0);
      Awaiting.until(() -> got.get() > 0);
      // What had been read and lay in the gateway's own queue never moved.
      assertThat(got.get()).isLessThan(received);
    }
  }

  @Test
  void the_last_words_of_a_revoked_session_reach_a_client_that_still_sends() throws Exception {
    try (ScriptedTarget target = echoing();
        StreamRig streams = new StreamRig(target, plan -> {});
        Wire client = streams.dial()) {
      client.send("x");
      assertThat(client.octets(1)).isEqualTo("x");
      streams.rig.standing.change(
          locks -> locks.with(new Lock(Lock.Scope.PERSON, "ana", "left", "ben", Instant.EPOCH)));
      streams.rig.gate.review().join();
      client.send("more");
      assertThat(client.rest()).isEqualTo("revoked\n");
    }
  }

  @Test
  void a_target_that_closes_and_one_that_is_lost_are_told_apart() throws Exception {
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> {
              if (wire.octets(1).equals("r")) {
                wire.reset();
              }
            });
        StreamRig streams = new StreamRig(target, plan -> {});
        Wire closed = streams.dial();
        Wire lost = streams.dial()) {
      assertThat(closed.send("c").rest()).isEqualTo("closed\n");
      assertThat(lost.send("r").rest()).isEqualTo("BROKEN\n");
    }
  }

  @Test
  @Tag("reaches:StreamEndpoint.Bounds.connect")
  void a_target_that_is_not_there_is_unreachable() throws Exception {
    try (Socket bound = new Socket();
        ScriptedTarget target = echoing()) {
      bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (StreamRig streams =
              new StreamRig(target, plan -> plan.port = Optional.of(bound.getLocalPort()));
          Wire client = streams.dial()) {
        assertThat(client.send("x").rest()).isEqualTo("UNREACHABLE\n");
      }
    }
  }

  @Test
  void a_session_that_ends_while_it_dials_leaves_no_connection() throws Exception {
    AtomicLong ended = new AtomicLong();
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> {
              assertThat(wire.rest()).isEmpty();
              ended.incrementAndGet();
            });
        StreamRig streams =
            new StreamRig(
                target,
                plan -> {
                  plan.host = "localhost";
                  plan.sessions =
                      StreamRig.scripted(
                          opening((passage, out) -> {
                            out.accept(new Command.Dial(1, passage, false));
                            out.accept(new Command.Close(passage, Ending.of(Leaf.End.CANCELLED)));
                            out.accept(new Command.Done());
                          }));
                });
        Wire client = streams.dial()) {
      assertThat(client.send("x").rest()).isEmpty();
      Awaiting.until(() -> streams.rig.plane.sessions() == 0);
      Awaiting.until(() -> target.connections.get() == ended.get());
      assertThat(streams.rig.heard).noneMatch(Event.Dialled.class::isInstance);
    }
  }

  @Test
  void a_client_that_leaves_ends_its_leg() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> {
              wire.send(wire.octets(1));
              wire.rest();
              ended.countDown();
            });
        StreamRig streams = new StreamRig(target, plan -> {})) {
      try (Wire client = streams.dial()) {
        client.send("x").octets(1);
      }
      awaits(ended);
      streams.hears(Event.ClientGone.class::isInstance);
      Awaiting.until(() -> streams.rig.plane.sessions() == 0);
    }
  }

  @Test
  void a_finished_leg_is_sent_its_last_frames_and_closed_in_peace() throws Exception {
    StringBuilder got = new StringBuilder();
    CountDownLatch ended = new CountDownLatch(1);
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> {
              got.append(wire.octets("terminate".length()));
              got.append(wire.rest());
              wire.send("last words");
              ended.countDown();
            });
        StreamRig streams =
            new StreamRig(
                target,
                plan ->
                    plan.sessions =
                        StreamRig.scripted((event, out) -> {
                          opening((passage, then) ->
                                  then.accept(new Command.Dial(1, passage, false)))
                              .on(event, out);
                          if (event instanceof Event.Decided decided) {
                            held.set((Passage) decided.verdict());
                          } else if (event instanceof Event.Dialled) {
                            Passage passage = held.get();
                            out.accept(new Command.Send(1, passage, bytes("terminate"), true));
                            out.accept(new Command.Finish(1));
                          } else if (event instanceof Event.AnsweredAll) {
                            out.accept(new Command.Close(held.get(), Ending.of(Leaf.End.ANSWERED)));
                            out.accept(new Command.Show(WORDS.text("answered")));
                            out.accept(new Command.HangUp());
                            out.accept(new Command.Done());
                          }
                        }));
        Wire client = streams.dial()) {
      assertThat(client.send("x").rest()).isEqualTo("answered");
      awaits(ended);
      assertThat(got.toString()).isEqualTo("terminate");
      assertThat(streams.rig.heard)
          .anyMatch(event ->
              event instanceof Event.AnswerBytes(int leg, var said)
                  && said.remaining() == "last words".length());
    }
  }

  private final AtomicReference<Passage> held = new AtomicReference<>();

  @Test
  void a_drain_ends_streams_at_their_next_safe_point() throws Exception {
    try (ScriptedTarget target = echoing();
        StreamRig streams = new StreamRig(target, plan -> {});
        Wire client = streams.dial();
        Wire silent = streams.dial()) {
      client.send("x").octets(1);
      assertThat(streams.rig.plane.drain(Duration.ofSeconds(20))).isTrue();
      assertThat(client.rest()).isEqualTo("drained\n");
      assertThat(silent.rest()).isEmpty();
    }
  }

  @Test
  void a_command_of_the_other_kind_crashes_its_session_alone() throws Exception {
    try (ScriptedTarget target = echoing();
        StreamRig streams =
            new StreamRig(
                target,
                plan ->
                    plan.sessions =
                        StreamRig.scripted((event, out) -> {
                          if (event instanceof Event.Received) {
                            out.accept(new Command.Reply(new ResponseHead(200, List.of())));
                            out.accept(new Command.Show(WORDS.text("never said")));
                          }
                        }));
        Wire client = streams.dial();
        Wire other = streams.dial()) {
      assertThat(client.send("x").rest()).isEmpty();
      assertThat(other.send("x").rest()).isEmpty();
      Awaiting.until(() -> streams.rig.plane.sessions() == 0);
    }
  }

  /** What a session does once its opening is admitted. */
  @FunctionalInterface
  interface Admitted {
    void go(Passage passage, Consumer<Command> out);
  }

  static ScriptSession.Script opening(Admitted then) {
    return (event, out) -> {
      if (event instanceof Event.Opened) {
        out.accept(new Command.DraftIt(1, Operations.describe(PipeSession.head("/open"))));
      } else if (event instanceof Event.Drafted drafted) {
        out.accept(new Command.Admit(1, drafted.draft(), Forwarded.NOTHING));
      } else if (event instanceof Event.Decided decided) {
        then.go((Passage) decided.verdict(), out);
      }
    };
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void pieces(Wire client) {
    try {
      byte[] piece = "p".repeat(PIECE).getBytes(StandardCharsets.ISO_8859_1);
      for (int i = 0; i < PIECES; i++) {
        client.send(piece);
      }
    } catch (IOException cut) {
      // The gateway has ended the connection.
    }
  }

  private static void awaits(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new AssertionError("it did not come about");
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
