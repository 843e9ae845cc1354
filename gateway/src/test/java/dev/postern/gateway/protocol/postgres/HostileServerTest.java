package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage.TransactionStatus;
import dev.postern.gateway.protocol.postgres.wire.BackendPrinter;
import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.session.ScriptedStream;
import dev.postern.testkit.ScriptedPolicy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Servers that were honest up to ReadyForQuery. What they say then that no server says ends the
 * session with the protocol's own error; no byte of it reaches the client, and nothing stays open.
 */
class HostileServerTest {
  /** Stands in every message that must not be shown. */
  private static final String EVIL = "evil";

  private static final Slice WORD = Slice.of(EVIL);
  private static final byte[] QUERY =
      StatementWorld.bytes(new FrontendMessage.Query(Slice.of("select 1")));
  private static final byte[] COPY_IN =
      StatementWorld.bytes(new FrontendMessage.Query(Slice.of("copy t from stdin")));
  private static final byte[] EXTENDED =
      StatementWorld.bytes(
          StatementWorld.parse("", "select 1"),
          StatementWorld.bind("", ""),
          StatementWorld.execute("", 0),
          StatementWorld.sync());
  private static final byte[] NOTHING = {};
  private static final byte[] COLUMN =
      PostgresWorld.print(
          new BackendMessage.RowDescription(
              List.of(new BackendMessage.Column(Slice.of("v"), 0, 0, 25, -1, -1, 0))));
  private static final byte[] COPY_OUT =
      PostgresWorld.print(new BackendMessage.CopyOutResponse(0, List.of()));
  private static final byte[] EVIL_ROW = BackendPrinter.row(List.of(Optional.of(WORD)));
  private static final byte[] DONE =
      PostgresWorld.print(new BackendMessage.CommandComplete(Slice.of(EVIL)));

  private final PostgresWorld world =
      PostgresWorld.ofStatements(ScriptedPolicy.OPEN, PostgresLimits.DEFAULT);

  private static byte[] raw(int... bytes) {
    byte[] all = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      all[i] = (byte) bytes[i];
    }
    return PostgresWorld.concat(all, PostgresWorld.ascii(EVIL));
  }

  private static Arguments row(String name, byte[] asked, byte[]... answers) {
    return Arguments.of(name, asked, PostgresWorld.concat(answers));
  }

  static Stream<Arguments> lies() {
    byte[] parsed = PostgresWorld.print(new BackendMessage.ParseComplete());
    byte[] bound = PostgresWorld.print(new BackendMessage.BindComplete());
    return Stream.of(
        row("a message of no type", QUERY, raw('q', 0, 0, 0, 8)),
        row("a type beyond ASCII", QUERY, raw(0xff, 0, 0, 0, 8)),
        row("a length that counts less than itself", QUERY, raw('C', 0, 0, 0, 3)),
        row("a negative length", QUERY, raw('D', 0xff, 0xff, 0xff, 0xff)),
        row("the least length", QUERY, raw('D', 0x80, 0, 0, 0)),
        row("the longest length", QUERY, raw('C', 0x7f, 0xff, 0xff, 0xff)),
        row("a report longer than any", QUERY, raw('E', 0x7f, 0, 0, 0)),
        row(
            "a row whose value is longer than it",
            QUERY,
            COLUMN,
            raw('D', 0, 0, 0, 14, 0, 1, 0, 0, 0, 9)),
        row(
            "a row whose value has a negative length",
            QUERY,
            COLUMN,
            raw('D', 0, 0, 0, 14, 0, 1, 0xff, 0xff, 0xff, 0xfe)),
        row("a row before its columns", QUERY, EVIL_ROW),
        row(
            "columns twice",
            QUERY,
            COLUMN,
            PostgresWorld.print(
                new BackendMessage.RowDescription(
                    List.of(new BackendMessage.Column(WORD, 0, 0, 25, -1, -1, 0))))),
        row("COPY's data outside COPY", QUERY, BackendPrinter.copyData(WORD)),
        row("COPY's data among rows", QUERY, COLUMN, BackendPrinter.copyData(WORD)),
        row("COPY's end outside COPY", QUERY, raw('c', 0, 0, 0, 4)),
        row("a row in a COPY", QUERY, COPY_OUT, EVIL_ROW),
        row("a COPY in a COPY", QUERY, COPY_OUT, COPY_OUT, PostgresWorld.ascii(EVIL)),
        row("a statement's end in a COPY", QUERY, COPY_OUT, DONE),
        row(
            "a COPY from the client in a COPY from the client",
            COPY_IN,
            PostgresWorld.print(new BackendMessage.CopyInResponse(0, List.of())),
            PostgresWorld.print(new BackendMessage.CopyInResponse(1, List.of())),
            PostgresWorld.ascii(EVIL)),
        row(
            "replication's COPY",
            QUERY,
            PostgresWorld.print(new BackendMessage.CopyBothResponse(0, List.of()))),
        row("a row to a Parse", EXTENDED, EVIL_ROW),
        row("a Parse answered twice", EXTENDED, parsed, parsed, PostgresWorld.ascii(EVIL)),
        row("a statement's end to a Bind", EXTENDED, parsed, DONE),
        row("columns to an Execute", EXTENDED, parsed, bound, COLUMN),
        row("a group's end in its middle", EXTENDED, parsed, bound, ready(TransactionStatus.IDLE)),
        row("a suspended portal to a Query", QUERY, raw('s', 0, 0, 0, 4)),
        row("a Parse's answer to a Query", QUERY, parsed),
        row("a function's result to a Query", QUERY, raw('V', 0, 0, 0, 8)),
        row(
            "a request for a password",
            QUERY,
            PostgresWorld.asks(new AuthenticationRequest.CleartextPassword())),
        row("an acceptance that nobody waits for", NOTHING, PostgresWorld.accepted()),
        row("a key", QUERY, PostgresWorld.print(new BackendMessage.BackendKeyData(1, WORD))),
        row("a version", QUERY, raw('v', 0, 0, 0, 12, 0, 3, 0, 0)),
        row("a group's end where nothing was asked", NOTHING, ready(TransactionStatus.FAILED)),
        row("a row where nothing was asked", NOTHING, EVIL_ROW),
        row("a statement's end where nothing was asked", NOTHING, DONE));
  }

  private static byte[] ready(TransactionStatus status) {
    return PostgresWorld.print(new BackendMessage.ReadyForQuery(status));
  }

  private ScriptedStream ready() {
    ScriptedStream stream = world.proven().dialled(1).target(1, PostgresWorld.accepted());
    return PostgresWorld.settled(PostgresWorld.reporting(stream));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void what_no_server_says_ends_the_session_and_is_not_shown(
      String name, byte[] asked, byte[] answer) {
    ScriptedStream stream = ready();
    int greeted = stream.shown().length;
    stream.client(asked).target(1, answer);

    byte[] all = stream.shown();
    byte[] shown = Arrays.copyOfRange(all, greeted, all.length);
    assertThat(new String(shown, StandardCharsets.ISO_8859_1)).doesNotContain(EVIL);
    assertThat(PostgresWorld.messages(shown))
        .last()
        .isInstanceOfSatisfying(
            BackendMessage.ErrorResponse.class,
            error -> {
              assertThat(error.report().severity()).isEqualTo("FATAL");
              assertThat(error.report().sqlState()).isEqualTo("08P01");
              assertThat(error.report().message())
                  .startsWith("target_failed: the target broke the protocol: ");
            });
    assertThat(stream.hungUp()).isTrue();
    over(stream);
  }

  @Test
  void a_message_that_is_cut_off_is_not_shown_and_the_end_is_told() {
    ScriptedStream stream = ready().client(QUERY);
    stream.target(1, Arrays.copyOf(DONE, DONE.length - 1)).ends(1);

    assertThat(new String(stream.shown(), StandardCharsets.ISO_8859_1)).doesNotContain(EVIL);
    assertThat(PostgresWorld.error(stream)).startsWith("08006 target_failed");
    over(stream);
  }

  @Test
  void behind_half_a_row_nothing_is_said_for_it_would_be_read_as_its_rest() {
    ScriptedStream stream = ready().client(QUERY);
    stream.target(1, COLUMN).target(1, Arrays.copyOf(EVIL_ROW, EVIL_ROW.length - 1));
    int shown = stream.shown().length;
    stream.ends(1);

    assertThat(stream.shown()).hasSize(shown);
    assertThat(stream.hungUp()).isTrue();
    over(stream);
  }

  @Test
  @Tag("reaches:PostgresLimits.signIn")
  void a_server_that_never_answers_sign_in_is_given_up_at_every_step() {
    for (int step = 0; step < 3; step++) {
      ScriptedStream stream = world.proven();
      if (step > 0) {
        stream.dialled(1);
      }
      if (step > 1) {
        stream.target(1, PostgresWorld.accepted());
      }
      stream.fire(PostgresSession.SIGN_IN);

      assertThat(PostgresWorld.error(stream)).startsWith("57014");
      over(stream);
    }
  }

  @Test
  void notices_and_reports_without_end_pass_as_they_come_and_nothing_of_them_is_kept() {
    ScriptedStream stream = ready();
    byte[] flood =
        PostgresWorld.concat(
            PostgresWorld.print(
                new BackendMessage.NoticeResponse(Report.of("NOTICE", "00000", "again"))),
            PostgresWorld.print(
                new BackendMessage.ParameterStatus(Slice.of("a.name"), Slice.of("value"))),
            PostgresWorld.print(
                new BackendMessage.NotificationResponse(1, Slice.of("ch"), Slice.of("told"))));
    int before = stream.shown().length;
    for (int i = 1; i <= 1_000; i++) {
      stream.target(1, flood);
      // Each was shown when it came: what a client does not take holds the target back.
      assertThat(stream.shown().length).isEqualTo(before + i * flood.length);
    }
    assertThat(stream.done()).isFalse();
  }

  private static void over(ScriptedStream stream) {
    if (stream.legs().contains(Conversation.CANCEL)) {
      stream.dialled(Conversation.CANCEL).ends(Conversation.CANCEL);
    }
    if (stream.legs().contains(Conversation.TARGET)) {
      stream.ends(Conversation.TARGET);
    }
    stream.timers();
    assertThat(stream.done()).isTrue();
    assertThat(stream.open()).isEmpty();
    assertThat(stream.legs()).isEmpty();
  }
}
