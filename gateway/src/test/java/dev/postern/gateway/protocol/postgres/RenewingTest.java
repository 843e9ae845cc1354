package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.session.ScriptedStream;
import dev.postern.testkit.ScriptedPolicy;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a session that is being opened does when the account's secret is being changed. */
class RenewingTest {
  private static final byte[] NO =
      PostgresWorld.print(
          new BackendMessage.ErrorResponse(
              Report.of("FATAL", "28P01", "password authentication failed for \"report_ro\"")));
  private static final int MOST = PostgresLimits.DEFAULT.renewals().most();

  private final PostgresWorld world = new PostgresWorld(ScriptedPolicy.OPEN);

  @Test
  void a_secret_that_changed_is_proven_on_a_new_connection() {
    world.secret("older");
    ScriptedStream stream = world.proven().dialled(1);
    challenged(stream);
    world.secret("pencil");
    stream.target(1, NO);

    assertThat(stream.legs()).containsExactly(1);
    assertThat(stream.hungUp()).isFalse();
    stream.dialled(1);
    accepted(stream);
    assertThat(PostgresWorld.shown(stream)).last().isInstanceOf(BackendMessage.ReadyForQuery.class);
  }

  @Test
  @Tag("reaches:PostgresLimits.Renewals.first")
  void a_secret_that_is_still_the_old_one_is_waited_for() {
    world.secret("older");
    ScriptedStream stream = world.proven().dialled(1);
    refused(stream);
    assertThat(stream.legs()).isEmpty();
    stream.fire(PostgresSession.RENEWING);
    assertThat(stream.legs()).isEmpty();
    world.secret("pencil");
    stream.fire(PostgresSession.RENEWING).dialled(1);

    accepted(stream);
    assertThat(PostgresWorld.shown(stream)).last().isInstanceOf(BackendMessage.ReadyForQuery.class);
  }

  @Test
  void a_secret_that_the_server_may_learn_of_yet_is_tried_again() {
    ScriptedStream stream = world.proven().recent().dialled(1);
    refused(stream);
    assertThat(stream.legs()).isEmpty();
    stream.fire(PostgresSession.RENEWING).dialled(1);

    accepted(stream);
    assertThat(PostgresWorld.shown(stream)).last().isInstanceOf(BackendMessage.ReadyForQuery.class);
  }

  @Test
  @Tag("reaches:PostgresLimits.Renewals.most")
  void a_secret_that_stays_wrong_is_shown_so_often_and_no_more() {
    ScriptedStream recent = world.proven().recent().dialled(1);
    int shown = 0;
    while (!recent.done()) {
      refused(recent);
      shown++;
      recent.fire(PostgresSession.RENEWING);
      if (!recent.done()) {
        recent.dialled(1);
      }
    }
    ScriptedStream old = world.proven().dialled(1);
    refused(old);
    for (int i = 1; i < MOST; i++) {
      assertThat(old.done()).isFalse();
      old.fire(PostgresSession.RENEWING);
    }

    assertThat(shown).isEqualTo(MOST);
    for (ScriptedStream stream : List.of(recent, old)) {
      assertThat(PostgresWorld.error(stream))
          .startsWith("08006")
          .contains("did not accept")
          .doesNotContain("report_ro");
      over(stream);
    }
  }

  @Test
  void a_client_that_leaves_meanwhile_leaves_nothing_behind() {
    world.secret("older");
    ScriptedStream stream = world.proven().dialled(1);
    refused(stream);
    over(stream.leave());
  }

  @Test
  void what_the_refusing_server_sent_behind_its_refusal_is_forgotten() {
    world.secret("older");
    ScriptedStream stream = world.proven().dialled(1);
    challenged(stream);
    world.secret("pencil");
    stream.target(1, PostgresWorld.concat(NO, PostgresWorld.accepted()));
    stream.dialled(1);

    accepted(stream);
    assertThat(PostgresWorld.shown(stream)).last().isInstanceOf(BackendMessage.ReadyForQuery.class);
  }

  private static ScramServer challenged(ScriptedStream stream) {
    stream.target(1, PostgresWorld.asks(new AuthenticationRequest.Sasl(List.of(Scram.PLAIN))));
    ScramServer server = new ScramServer(stream.sent().getLast().bytes());
    stream.target(1, PostgresWorld.asks(new AuthenticationRequest.SaslContinue(server.first())));
    return server;
  }

  private static void refused(ScriptedStream stream) {
    challenged(stream);
    stream.target(1, NO);
  }

  /** The server takes the proof only if it is right. */
  private static void accepted(ScriptedStream stream) {
    ScramServer server = challenged(stream);
    stream.target(
        1,
        PostgresWorld.asks(
            new AuthenticationRequest.SaslFinal(
                server.last(stream.sent().getLast().bytes(), new byte[0]))));
    stream.target(1, PostgresWorld.accepted());
    PostgresWorld.settled(stream);
  }

  private static void over(ScriptedStream stream) {
    assertThat(stream.done()).isTrue();
    assertThat(stream.legs()).isEmpty();
    assertThat(stream.open()).isEmpty();
  }
}
