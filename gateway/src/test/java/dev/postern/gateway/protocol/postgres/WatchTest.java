package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage.TransactionStatus;
import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.session.ScriptedStream;
import dev.postern.kernel.audit.Leaf;
import dev.postern.testkit.ScriptedPolicy;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A session rests, and a statement runs, for as long as the target's file allows. */
class WatchTest {
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration STATEMENT = Duration.ofSeconds(10);
  private static final byte[] QUERY =
      FrontendPrinter.print(new FrontendMessage.Query(Slice.of("select slow")));
  private static final byte[] DONE =
      PostgresWorld.concat(
          PostgresWorld.print(new BackendMessage.CommandComplete(Slice.of("SELECT 0"))),
          PostgresWorld.print(new BackendMessage.ReadyForQuery(TransactionStatus.IDLE)));
  private static final byte[] CANCELLED =
      PostgresWorld.concat(
          PostgresWorld.print(
              new BackendMessage.ErrorResponse(
                  Report.of("ERROR", "57014", "canceling statement due to user request"))),
          PostgresWorld.print(new BackendMessage.ReadyForQuery(TransactionStatus.IDLE)));

  private final PostgresWorld world =
      PostgresWorld.ofStatements(ScriptedPolicy.OPEN, PostgresLimits.DEFAULT);

  private ScriptedStream bounded() {
    world.times =
        new PostgresTarget.Times(Duration.ofHours(8), Optional.of(IDLE), Optional.of(STATEMENT));
    return world.ready();
  }

  private ScriptedStream after(ScriptedStream stream, Duration time) {
    world.gate.pass(time);
    return stream.fire(PostgresSession.WATCHING);
  }

  @Test
  void without_bounds_no_timer_is_set() {
    assertThat(world.ready().client(QUERY).timersSet()).isEmpty();
  }

  @Test
  @Tag("reaches:PostgresTarget.Times.idle")
  void a_session_without_a_statement_ends() {
    ScriptedStream stream = after(bounded(), IDLE);

    assertThat(PostgresWorld.error(stream)).startsWith("57P05").contains("idle");
    stream.ends(1);
    assertThat(stream.done()).isTrue();
    assertThat(stream.open()).isEmpty();
  }

  @Test
  void a_statement_in_between_begins_the_rest_anew() {
    ScriptedStream stream = bounded();
    world.gate.pass(IDLE.minusSeconds(1));
    stream.client(QUERY).target(1, DONE);
    after(stream, IDLE.minusSeconds(1));
    assertThat(stream.hungUp()).isFalse();
    after(stream, Duration.ofSeconds(1));

    assertThat(PostgresWorld.error(stream)).startsWith("57P05");
  }

  @Test
  @Tag("reaches:PostgresTarget.Times.statement")
  void a_statement_that_runs_too_long_is_cancelled_and_the_session_goes_on() {
    ScriptedStream stream = after(bounded().client(QUERY), STATEMENT);
    assertThat(stream.legs()).containsExactlyInAnyOrder(1, 2);
    stream.dialled(2).ends(2).target(1, CANCELLED);

    assertThat(PostgresWorld.shown(stream))
        .filteredOn(BackendMessage.ErrorResponse.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            BackendMessage.ErrorResponse.class,
            error -> {
              assertThat(error.report().sqlState()).isEqualTo("57014");
              assertThat(error.report().message()).contains("longer than its target allows");
            });
    assertThat(stream.hungUp()).isFalse();
    Leaf.Outcome outcome = world.gate.ledger().leaves(Leaf.Closed.class).getLast().outcome();
    assertThat(outcome.error()).contains("57014");
    int sent = stream.sent().size();
    stream.client(QUERY);
    assertThat(stream.sent()).hasSize(sent + 1);
  }

  @Test
  void what_comes_next_waits_until_the_cancel_has_reached_the_server() {
    ScriptedStream stream = after(bounded().client(QUERY), STATEMENT).dialled(2);
    // The statement ended by itself, just before it was cancelled.
    stream.target(1, DONE);
    int sent = stream.sent().size();
    stream.client(QUERY);
    assertThat(stream.sent()).hasSize(sent);
    stream.ends(2);

    assertThat(stream.sent()).hasSize(sent + 1);
    stream.target(1, DONE);
    assertThat(PostgresWorld.shown(stream))
        .noneMatch(BackendMessage.ErrorResponse.class::isInstance);
  }

  @Test
  void a_cancel_that_its_client_asked_for_is_told_in_the_servers_words() {
    ScriptedStream stream = bounded().client(QUERY).target(1, CANCELLED);

    assertThat(PostgresWorld.shown(stream))
        .filteredOn(BackendMessage.ErrorResponse.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            BackendMessage.ErrorResponse.class,
            error -> assertThat(error.report().message()).contains("due to user request"));
  }

  @Test
  void each_statement_of_a_text_has_its_own_time() {
    ScriptedStream stream = bounded().client(QUERY).target(1, DONE);
    world.gate.pass(STATEMENT.minusSeconds(1));
    stream.client(QUERY);
    after(stream, STATEMENT.minusSeconds(1));

    assertThat(stream.legs()).containsExactly(1);
  }

  @Test
  void a_session_that_leaves_has_its_time_for_that() {
    ScriptedStream stream = bounded().client(QUERY).leave();
    after(stream, IDLE);
    assertThat(stream.cut()).isEmpty();
    stream.fire(PostgresSession.LEAVING);

    assertThat(stream.cut()).contains(1);
    assertThat(stream.done()).isTrue();
  }

  @Test
  void a_statement_that_cannot_be_cancelled_takes_its_session_along() {
    ScriptedStream stream = after(bounded().client(QUERY), STATEMENT).dialled(2).ends(2);
    PostgresLimits limits = PostgresLimits.DEFAULT;
    after(stream, limits.cancel().plus(limits.closing()));

    assertThat(PostgresWorld.error(stream)).startsWith("57014").contains("could not be cancelled");
    assertThat(stream.hungUp()).isTrue();
  }
}
