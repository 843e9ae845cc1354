package dev.postern.gateway.protocol.postgres;

import static dev.postern.gateway.protocol.postgres.StatementWorld.bind;
import static dev.postern.gateway.protocol.postgres.StatementWorld.execute;
import static dev.postern.gateway.protocol.postgres.StatementWorld.parse;
import static dev.postern.gateway.protocol.postgres.StatementWorld.query;
import static dev.postern.gateway.protocol.postgres.StatementWorld.status;
import static dev.postern.gateway.protocol.postgres.StatementWorld.sync;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.kernel.approval.DeskLimits;
import dev.postern.testkit.HoldingPolicy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What goes on in a session while it waits for people. */
class HeldWaitTest {
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration STATEMENT = Duration.ofSeconds(10);

  private final HeldWorld held = new HeldWorld();

  @Test
  @Tag("reaches:ApprovalSettings.keepAlive")
  @Tag("reaches:PostgresLimits.holdNotice")
  void its_client_is_told_again_and_again() {
    held.send(query("insert one"));
    String first = held.shown().getFirst();

    held.world.stream.fire(Holding.NOTICE).fire(Holding.NOTICE);

    assertThat(held.shown()).containsExactly(first, first, first);
  }

  @Test
  void it_is_told_no_more_once_there_is_an_answer() {
    held.send(query("insert one")).approve();

    assertThat(held.world.stream.timersSet()).isEmpty();
  }

  @Test
  void what_the_target_says_of_itself_is_shown_meanwhile() {
    held.send(query("insert one"));

    held.world.stream.target(
        1,
        StatementWorld.bytes(
            status("TimeZone", "Europe/Berlin"),
            new BackendMessage.NotificationResponse(7, Slice.of("orders"), Slice.of("new")),
            new BackendMessage.NoticeResponse(Report.of("WARNING", "01000", "soon"))));

    assertThat(held.shown())
        .endsWith("ParameterStatus", "NotificationResponse", "notice 01000 soon");
    assertThat(held.open().lives()).isTrue();
  }

  @Test
  void neither_the_time_of_a_statement_nor_that_of_an_idle_session_counts_the_wait() {
    HeldWorld bounded =
        new HeldWorld(
            new PostgresTarget.Times(
                Duration.ofHours(8), Optional.of(IDLE), Optional.of(STATEMENT)));
    bounded.send(query("insert one"));

    bounded.world.gate.pass(Duration.ofMinutes(10));
    bounded.world.stream.fire(PostgresSession.WATCHING);
    assertThat(bounded.shown()).hasSize(1);
    assertThat(bounded.world.stream.hungUp()).isFalse();
    bounded.world.hold(true);
    bounded.approve();

    bounded.world.stream.fire(PostgresSession.WATCHING);
    assertThat(bounded.world.stream.legs()).containsExactly(1);
    bounded.world.gate.pass(STATEMENT);
    bounded.world.stream.fire(PostgresSession.WATCHING);
    assertThat(bounded.world.stream.legs()).contains(2);
  }

  @Test
  void a_copy_waits_before_the_target_asks_for_data() {
    HeldWorld copying =
        new HeldWorld(
            new HoldingPolicy(HeldWorld.verb("copy_in"), operation -> false, "dba"),
            PostgresTarget.Times.DEFAULT);
    copying.send(query("copy t from stdin"));
    assertThat(copying.shown()).hasSize(1);

    copying.approve();
    assertThat(copying.shown()).endsWith("CopyInResponse");
    copying.world.send(StatementWorld.bytes(new FrontendMessage.CopyDone()));
    assertThat(copying.shown()).endsWith("COPY 1", "ready I");
  }

  @Test
  void a_copy_that_was_denied_ignores_the_data_that_came_with_it() {
    HeldWorld copying =
        new HeldWorld(
            new HoldingPolicy(HeldWorld.verb("copy_in"), operation -> false, "dba"),
            PostgresTarget.Times.DEFAULT);
    copying.send(query("copy t from stdin"), new FrontendMessage.CopyDone(), query("select"));
    copying.deny();

    assertThat(copying.ran()).containsExactly("select");
    assertThat(copying.shown()).last().isEqualTo("ready I");
  }

  @Test
  void a_function_call_waits() {
    HeldWorld calling =
        new HeldWorld(
            new HoldingPolicy(HeldWorld.verb("unknown"), operation -> false, "dba"),
            PostgresTarget.Times.DEFAULT);
    calling.send(new FrontendMessage.FunctionCall(4711, List.of(), List.of(), 0));

    assertThat(calling.open().subject().label()).isEqualTo("function call 4711");
    calling.deny();
    assertThat(calling.shown()).endsWith("error 42501 rita denied the request", "ready I");
  }

  @Test
  @Tag("reaches:DeskLimits.openOfCaller")
  void bounds_of_the_desk_are_told_as_such() {
    for (int i = 0; i < DeskLimits.DEFAULT.openOfCaller(); i++) {
      HeldWorld.sharing(held).send(query("insert " + i));
    }

    HeldWorld last = HeldWorld.sharing(held);
    last.send(query("insert more")).settle();

    assertThat(last.shown()).last().isEqualTo("ready I");
    assertThat(last.shown().getFirst()).startsWith("error 53400 you have 20 requests");
  }

  @Test
  @Tag("reaches:DeskLimits.textChars")
  void what_nobody_would_read_is_not_asked() {
    held.send(query("insert " + "x".repeat(DeskLimits.DEFAULT.textChars()))).settle();

    assertThat(held.asked()).isEmpty();
    assertThat(held.shown().getFirst())
        .isEqualTo("error 53400 this needs an approval, and is longer than people read");
  }

  @Test
  void an_approval_of_one_session_is_not_used_by_another() {
    HeldWorld other = HeldWorld.sharing(held);
    held.send(query("insert one"));
    other.send(query("insert one"));
    assertThat(held.asked()).hasSize(2);

    held.answer(held.asked().getFirst(), true);
    held.settle();
    other.settle();

    assertThat(held.ran()).containsExactly("insert one");
    assertThat(other.ran()).isEmpty();
  }

  @Test
  void however_its_bytes_are_cut_it_waits_and_runs_once() {
    byte[] conversation =
        StatementWorld.bytes(parse("s", "insert $1"), bind("", "s", "one"), execute("", 0), sync());
    for (int cut = 1; cut < conversation.length; cut++) {
      HeldWorld split = new HeldWorld();
      split.world.send(Arrays.copyOf(conversation, cut));
      split.world.send(Arrays.copyOfRange(conversation, cut, conversation.length));

      assertThat(split.ran()).isEmpty();
      split.settle().approve();
      assertThat(split.ran()).as("cut at %d", cut).containsExactly("insert one");
      assertThat(split.shown()).endsWith("ParseComplete", "BindComplete", "INSERT 0 1", "ready I");
    }
  }
}
