package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.StartPacket;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.ScriptedStream;
import dev.postern.kernel.audit.Leaf;
import dev.postern.testkit.ScriptedPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReadyTest {
  private static final byte[] TERMINATE = FrontendPrinter.print(new FrontendMessage.Terminate());
  private static final byte[] QUERY =
      FrontendPrinter.print(new FrontendMessage.Query(Slice.of("select pg_sleep(10)")));

  private final PostgresWorld world = new PostgresWorld(ScriptedPolicy.OPEN);

  @Test
  void a_farewell_reaches_the_target_and_the_session_is_over_when_the_target_ends() {
    ScriptedStream stream = world.ready().client(TERMINATE);

    assertThat(stream.hungUp()).isTrue();
    assertThat(stream.sent().getLast().bytes()).isEqualTo(TERMINATE);
    assertThat(stream.sent().getLast().closing()).isTrue();
    assertThat(stream.done()).isFalse();
    stream.ends(1);
    over(stream, Leaf.End.ANSWERED);
  }

  @Test
  @Tag("reaches:PostgresLimits.closing")
  void a_target_that_does_not_end_is_cut() {
    ScriptedStream stream = world.ready().client(TERMINATE).timers();

    assertThat(stream.cut()).contains(1);
    over(stream, Leaf.End.ANSWERED);
  }

  @Test
  void what_runs_for_a_client_that_leaves_is_cancelled_first() {
    ScriptedStream stream = world.ready().client(QUERY).leave();

    assertThat(stream.legs()).containsExactlyInAnyOrder(1, 2);
    stream.dialled(2);
    assertThat(stream.sentTo(2)).isEqualTo(cancel(4242, PostgresWorld.KEY));
    stream.ends(2).target(1, new byte[] {'x'}).ends(1);
    over(stream, Leaf.End.CANCELLED);
  }

  @Test
  void nothing_is_cancelled_for_a_client_that_leaves_while_nothing_runs() {
    ScriptedStream stream = world.ready().leave();

    assertThat(stream.legs()).containsExactly(1);
    stream.ends(1);
    over(stream, Leaf.End.CANCELLED);
  }

  @Test
  void a_target_that_goes_away_is_told_to_the_client() {
    ScriptedStream stream = world.ready().client(QUERY).ends(1);

    assertThat(PostgresWorld.error(stream)).startsWith("08006 target_failed");
    over(stream, Leaf.End.FAILED);
  }

  @Test
  void a_lock_ends_the_session_and_cancels_what_runs() {
    ScriptedStream stream = world.ready().client(QUERY);
    world.gate.lock("ana");

    assertThat(PostgresWorld.error(stream)).startsWith("57P01").contains("locked");
    stream.dialled(2);
    assertThat(stream.sentTo(2)).isEqualTo(cancel(4242, PostgresWorld.KEY));
    stream.ends(2).ends(1);
    over(stream, Leaf.End.REVOKED);
  }

  @Test
  @Tag("reaches:PostgresTarget.Times.longest")
  void an_expired_token_and_an_old_session_end_it() {
    ScriptedStream stream = world.ready();
    world.gate.pass(Duration.ofMinutes(61));
    world.gate.review();
    stream.ends(1);

    assertThat(PostgresWorld.error(stream)).startsWith("57P01").contains("sign in again");
    over(stream, Leaf.End.REVOKED);
  }

  @Test
  void a_gateway_that_stops_tells_it() {
    ScriptedStream stream = world.ready().tell(new Event.Drain()).ends(1);

    assertThat(PostgresWorld.error(stream)).isEqualTo("57P01 the gateway is stopping");
    over(stream, Leaf.End.ANSWERED);
  }

  @Test
  void neither_side_runs_ahead_of_the_other() {
    ScriptedStream stream = world.ready();

    stream.tell(new Event.ClientWritable(false));
    assertThat(stream.reads(1)).isFalse();
    stream.tell(new Event.ClientWritable(true));
    assertThat(stream.reads(1)).isTrue();
    stream.tell(new Event.LegWritable(1, false));
    assertThat(stream.reads(0)).isFalse();
    stream.tell(new Event.LegWritable(1, true));
    assertThat(stream.reads(0)).isTrue();
  }

  @Test
  void a_cancel_with_the_clients_key_reaches_the_target_with_the_targets() {
    ScriptedStream stream = world.ready().client(QUERY);
    ScriptedStream asker = world.connect(PostgresWorld.REQUIRED).client(cancel(4242, key(stream)));

    assertThat(asker.done()).isFalse();
    stream.dialled(2);
    assertThat(stream.sentTo(2)).isEqualTo(cancel(4242, PostgresWorld.KEY));
    assertThat(stream.sent().getLast().closing()).isTrue();
    assertThat(asker.done()).isFalse();
    stream.ends(2);
    assertThat(asker.done()).isTrue();
    assertThat(asker.shown()).isEmpty();
    assertThat(stream.done()).isFalse();
  }

  @Test
  void cancels_that_come_together_are_sent_one_after_the_other() {
    ScriptedStream stream = world.ready().client(QUERY);
    byte[] cancel = cancel(4242, key(stream));
    ScriptedStream one = world.connect(PostgresWorld.REQUIRED).client(cancel);
    ScriptedStream two = world.connect(PostgresWorld.REQUIRED).client(cancel);
    stream.dialled(2).ends(2);

    assertThat(one.done()).isTrue();
    assertThat(two.done()).isFalse();
    stream.dialled(2).ends(2);
    assertThat(two.done()).isTrue();
  }

  @Test
  void a_cancel_goes_to_the_target_as_well_protected_as_the_session() {
    world.encryption = PostgresTarget.Encryption.TLS;
    ScriptedStream stream =
        world
            .proven()
            .dialled(1)
            .target(1, new byte[] {'S'})
            .tell(new Event.LegSecured(1, PostgresWorld.NO_ALPN))
            .target(1, PostgresWorld.accepted());
    PostgresWorld.settled(stream);
    world.connect(PostgresWorld.REQUIRED).client(cancel(4242, key(stream)));
    stream.dialled(2);

    assertThat(stream.sentTo(2)).isEqualTo(FrontendPrinter.print(new StartPacket.SslRequest()));
    stream.target(2, new byte[] {'S'}).tell(new Event.LegSecured(2, PostgresWorld.NO_ALPN));
    assertThat(stream.sent().getLast().bytes()).isEqualTo(cancel(4242, PostgresWorld.KEY));
  }

  @Test
  void a_wrong_key_reaches_nobody_and_is_answered_as_a_right_one() {
    ScriptedStream stream = world.ready().client(QUERY);
    byte[] wrong = key(stream);
    wrong[0] ^= 1;
    for (byte[] request :
        new byte[][] {
          cancel(4242, wrong),
          cancel(4243, key(stream)),
          cancel(4242, PostgresWorld.KEY),
          cancel(4242, new byte[32])
        }) {
      ScriptedStream asker = world.connect(PostgresWorld.REQUIRED).client(request);
      assertThat(asker.done()).isTrue();
      assertThat(asker.shown()).isEmpty();
    }
    assertThat(stream.legs()).containsExactly(1);
  }

  @Test
  void keys_end_with_their_session() {
    ScriptedStream stream = world.ready();
    byte[] cancel = cancel(4242, key(stream));
    stream.client(TERMINATE).ends(1);

    assertThat(world.connect(PostgresWorld.REQUIRED).client(cancel).done()).isTrue();
  }

  @Test
  @Tag("reaches:PostgresLimits.cancelsPerSource")
  void guesses_are_bounded() {
    ScriptedStream stream = world.ready();
    byte[] right = cancel(4242, key(stream));
    for (int guess = 0; guess < PostgresLimits.DEFAULT.cancelsPerSource(); guess++) {
      world.connect(PostgresWorld.REQUIRED).client(cancel(4242, new byte[4]));
    }
    ScriptedStream late = world.connect(PostgresWorld.REQUIRED).client(right);
    assertThat(late.done()).isTrue();
    assertThat(stream.legs()).containsExactly(1);
    world.gate.pass(PostgresLimits.DEFAULT.cancelWindow());
    world.connect(PostgresWorld.REQUIRED).client(right);

    assertThat(stream.legs()).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  @Tag("reaches:PostgresLimits.cancel")
  void a_cancel_that_the_target_does_not_take_keeps_nobody_waiting() {
    ScriptedStream stream = world.ready().client(QUERY);
    ScriptedStream asker = world.connect(PostgresWorld.REQUIRED).client(cancel(4242, key(stream)));
    stream.timers();

    assertThat(asker.done()).isTrue();
    assertThat(stream.cut()).contains(2);
    assertThat(stream.done()).isFalse();
  }

  @Test
  void a_session_that_is_being_opened_ends_when_its_account_goes_meanwhile() {
    ScriptedStream stream = world.proven().dialled(1).target(1, PostgresWorld.accepted());
    world.offered = false;
    PostgresWorld.settled(stream);

    assertThat(PostgresWorld.error(stream)).startsWith("57P01").contains("not offered any more");
    assertThat(stream.hungUp()).isTrue();
    stream.ends(1);
    over(stream, Leaf.End.REVOKED);
  }

  private static byte[] cancel(int process, byte[] key) {
    return FrontendPrinter.print(new StartPacket.CancelRequest(process, Slice.of(key.clone())));
  }

  private static byte[] key(ScriptedStream stream) {
    return PostgresWorld.shown(stream).stream()
        .filter(BackendMessage.BackendKeyData.class::isInstance)
        .map(BackendMessage.BackendKeyData.class::cast)
        .findFirst()
        .orElseThrow()
        .key()
        .copy();
  }

  private void over(ScriptedStream stream, Leaf.End end) {
    assertThat(stream.done()).isTrue();
    assertThat(stream.legs()).isEmpty();
    assertThat(stream.open()).isEmpty();
    assertThat(world.gate.ledger().leaves(Leaf.Closed.class).getLast().outcome().end())
        .isEqualTo(end);
  }
}
