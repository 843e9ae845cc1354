package dev.postern.gateway.protocol.postgres;

import static dev.postern.gateway.protocol.postgres.StatementWorld.bind;
import static dev.postern.gateway.protocol.postgres.StatementWorld.execute;
import static dev.postern.gateway.protocol.postgres.StatementWorld.parse;
import static dev.postern.gateway.protocol.postgres.StatementWorld.query;
import static dev.postern.gateway.protocol.postgres.StatementWorld.sync;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.target.RecordLevel;
import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.Recording;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Value;
import dev.postern.testkit.OneBound;
import dev.postern.testkit.ScriptedPolicy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a session may have under way and in mind, and how a COPY ends when it is taken back. */
class BoundedStatementsTest {
  @Test
  void a_copy_of_an_open_session_is_cut_when_rules_must_look_at_it() {
    StatementWorld world =
        new StatementWorld(new OpenPolicy())
            .send(query("copy t from stdin"))
            .send(FrontendPrinter.copyData(Slice.of("data\n")));
    world.gate.replace(StatementsTest.NO_DELETE);
    world.stream.tell(new Event.RulesChanged());
    world.send(FrontendPrinter.copyData(Slice.of("late\n"))).send(new FrontendMessage.CopyDone());

    assertThat(world.shown())
        .satisfiesExactly(
            copy -> assertThat(copy).isEqualTo("CopyInResponse"),
            end -> assertThat(end).startsWith("error 57P01"));
    assertThat(world.stream.hungUp()).isTrue();
    assertThat(world.server.terminated()).isTrue();
    assertThat(world.server.ran()).doesNotContain("copy");
    assertThat(new String(world.stream.sentTo(1), StandardCharsets.US_ASCII))
        .doesNotContain("late");
  }

  @Test
  void a_copy_whose_end_was_sent_is_cut_when_it_is_taken_back() {
    StatementWorld world =
        new StatementWorld(ScriptedPolicy.OPEN)
            .send(query("copy t from stdin"))
            .send(FrontendPrinter.copyData(Slice.of("data\n")))
            .hold(true)
            .send(new FrontendMessage.CopyDone());
    world.gate.replace(
        new ScriptedPolicy(
            operation ->
                operation.atoms().stream()
                    .noneMatch(atom -> atom.action().name().equals("copy_in")),
            part -> Masking.NONE));

    assertThat(world.shown())
        .satisfiesExactly(
            copy -> assertThat(copy).isEqualTo("CopyInResponse"),
            end -> assertThat(end).startsWith("error 57P01"));
    assertThat(world.stream.hungUp()).isTrue();
    // The server would take a poison behind the end for a statement of its own.
    assertThat(new String(world.stream.sentTo(1), StandardCharsets.US_ASCII))
        .doesNotContain("refused_by_postern");
  }

  @Test
  @Tag("reaches:PostgresLimits.waitingBytes")
  @Tag("reaches:StatementLimits.undecided")
  void a_client_that_runs_ahead_is_read_so_far_and_no_further() {
    StatementWorld world = new StatementWorld(ScriptedPolicy.OPEN).hold(true);
    world.send(query("insert 1"));
    byte[] next = StatementWorld.bytes(query("insert 2 -- " + "x".repeat(1_000)));
    int unread = 0;
    while (world.stream.reads(0) && unread < 2 * PostgresLimits.DEFAULT.waitingBytes()) {
      world.send(next);
      unread += next.length;
    }

    assertThat(unread)
        .isBetween(
            PostgresLimits.DEFAULT.waitingBytes(),
            PostgresLimits.DEFAULT.waitingBytes() + next.length);
  }

  @Test
  void a_client_that_was_not_read_is_read_again_when_its_turn_comes() {
    StatementWorld world = new StatementWorld(ScriptedPolicy.OPEN).hold(true);
    world.send(query("insert 1"));
    byte[] next = StatementWorld.bytes(query("insert " + "2".repeat(10_000)));
    for (int sent = 0; sent < 2 * PostgresLimits.DEFAULT.waitingBytes(); sent += next.length) {
      world.send(next);
    }
    assertThat(world.stream.reads(0)).isFalse();
    world.hold(false);

    assertThat(world.stream.reads(0)).isTrue();
    assertThat(world.shown()).last().isEqualTo("ready I");
  }

  private static StatementWorld with(String bound, Object value) {
    return new StatementWorld(
        ScriptedPolicy.OPEN,
        RecordLevel.MASKED,
        OneBound.of(StatementLimits.DEFAULT, bound, value));
  }

  @Test
  @Tag("reaches:StatementLimits.preparedBytes")
  void texts_of_prepared_statements_have_a_budget() {
    StatementWorld world = with("preparedBytes", 1_000L);
    String text = "insert " + "x".repeat(400);
    for (String name : List.of("a", "b", "c")) {
      world.send(parse(name, text), sync());
    }
    assertThat(world.shown()).containsOnly("ParseComplete", "ready I");
    world.send(parse("d", text), sync());
    assertThat(world.shown().get(6)).startsWith("error 54000");
    // What is closed makes room again.
    for (String name : List.of("a", "b")) {
      world.send(
          new FrontendMessage.Close(FrontendMessage.Named.STATEMENT, Slice.of(name)), sync());
    }
    world.send(parse("d", text), sync());

    assertThat(world.shown().subList(world.shown().size() - 2, world.shown().size()))
        .containsExactly("ParseComplete", "ready I");
  }

  @Test
  @Tag("reaches:StatementLimits.names")
  void so_many_names_of_prepared_statements_are_kept_and_no_more() {
    StatementWorld world = with("names", 2);
    for (String name : List.of("a", "b")) {
      world.send(parse(name, "insert 1"), sync());
    }
    assertThat(world.shown()).containsOnly("ParseComplete", "ready I");
    world.send(parse("c", "insert 1"), sync());
    assertThat(world.shown().get(4)).startsWith("error 54000");
    world.send(new FrontendMessage.Close(FrontendMessage.Named.STATEMENT, Slice.of("a")), sync());
    world.send(parse("c", "insert 1"), sync());

    assertThat(world.shown().subList(world.shown().size() - 2, world.shown().size()))
        .containsExactly("ParseComplete", "ready I");
  }

  @Test
  void texts_that_the_server_has_not_answered_yet_count_too() {
    StatementWorld world = with("preparedBytes", 1_000L);
    String text = "insert " + "x".repeat(400);
    world.send(parse("a", text), parse("b", text), parse("c", text), parse("d", text), sync());

    assertThat(world.shown())
        .satisfiesExactly(
            one -> assertThat(one).isEqualTo("ParseComplete"),
            two -> assertThat(two).isEqualTo("ParseComplete"),
            three -> assertThat(three).isEqualTo("ParseComplete"),
            four -> assertThat(four).startsWith("error 54000"),
            ready -> assertThat(ready).isEqualTo("ready I"));
    // The group failed, so nothing of it holds but what was answered before.
    world.send(parse("e", "insert 1"), sync());
    assertThat(world.shown().get(5)).startsWith("error 54000");
  }

  @Test
  @Tag("reaches:StatementLimits.unansweredBytes")
  void messages_of_one_group_that_are_not_answered_have_a_budget() {
    StatementWorld world = with("unansweredBytes", 1_000L).hold(true);
    int before = world.stream.sent().size();
    String text = "insert " + "x".repeat(400);
    FrontendMessage[] many = new FrontendMessage[20];
    for (int i = 0; i < many.length; i++) {
      many[i] = parse("s" + i, text);
    }
    world.send(many);

    // Three of them, and the Flush that makes the server answer.
    assertThat(world.stream.sent()).hasSize(before + 4);
    world.hold(false).send(sync());
    assertThat(world.shown()).hasSize(many.length + 1).last().isEqualTo("ready I");
  }

  @Test
  @Tag("reaches:StatementLimits.unanswered")
  void so_many_messages_of_one_group_are_unanswered_and_the_rest_waits() {
    StatementWorld world = with("unanswered", 3).hold(true);
    int before = world.stream.sent().size();
    FrontendMessage[] many = new FrontendMessage[20];
    for (int i = 0; i < many.length; i++) {
      many[i] = parse("s" + i, "insert 1");
    }
    world.send(many);

    // Three of them, and the Flush that makes the server answer.
    assertThat(world.stream.sent()).hasSize(before + 4);
    world.hold(false).send(sync());
    assertThat(world.shown()).hasSize(many.length + 1).last().isEqualTo("ready I");
  }

  @Test
  @Tag("reaches:StatementLimits.recordedBytes")
  void of_a_long_text_or_value_the_beginning_is_kept_and_that_it_was_cut_is_said() {
    StatementWorld world = with("recordedBytes", 8);
    world.send(query("insert 1"), query("insert 22"));
    assertThat(recorded(world, "statement"))
        .containsExactly(new Value.Text("insert 1"), new Value.Text("insert 2 …"));

    StatementWorld values = with("recordedBytes", 8);
    values.send(
        parse("", "insert 1"),
        bind("", "", "12345678", "123456789", "\u00ff".repeat(5)),
        execute("", 0),
        sync());
    values.send(
        parse("", "insert 1"), notUtf8(8), sync(), parse("", "insert 1"), notUtf8(9), sync());
    byte[] whole = new byte[8];
    Arrays.fill(whole, (byte) 0xff);
    assertThat(recorded(values, "values"))
        .containsExactly(
            new Value.ListOf(
                List.of(
                    new Value.Text("12345678"),
                    new Value.Text("12345678 …"),
                    new Value.Text("\u00ff".repeat(5)))),
            new Value.ListOf(List.of(new Value.Bytes(whole))),
            new Value.ListOf(
                List.of(
                    new Value.MapOf(
                        Map.of("cut", new Value.Bytes(whole), "bytes", new Value.Numeral("9"))))));
  }

  @Test
  @Tag("reaches:StatementLimits.recordedValues")
  void of_many_values_the_first_are_kept_and_how_many_more_there_were_is_said() {
    StatementWorld world = with("recordedValues", 2);
    world.send(parse("", "insert 1"), bind("", "", "1", "2"), sync());
    world.send(parse("", "insert 1"), bind("", "", "1", "2", "3", "4"), sync());
    assertThat(recorded(world, "values"))
        .containsExactly(
            new Value.ListOf(List.of(new Value.Text("1"), new Value.Text("2"))),
            new Value.ListOf(
                List.of(new Value.Text("1"), new Value.Text("2"), new Value.Text("… 2 more"))));
  }

  private static FrontendMessage notUtf8(int length) {
    byte[] value = new byte[length];
    Arrays.fill(value, (byte) 0xff);
    return new FrontendMessage.Bind(
        Slice.of(""), Slice.of(""), List.of(), List.of(Optional.of(Slice.of(value))), List.of());
  }

  /** What the recordings of requests say under a name, in their order. */
  private static List<Value> recorded(StatementWorld world, String name) {
    List<Value> all = new ArrayList<>();
    for (Entry entry : world.gate.ledger().entries()) {
      for (Recording recording : entry.recordings()) {
        if (recording.content() instanceof Value.MapOf(Map<String, Value> said)) {
          Optional.ofNullable(said.get(name)).ifPresent(all::add);
        }
      }
    }
    return all;
  }

  @Test
  void a_text_that_can_be_read_in_two_ways_is_kept_in_neither() {
    // With standard_conforming_strings on, hunter2 stands outside of every string.
    String text = "alter role bob password '\\' hunter2 ' \\'";
    StatementWorld world =
        new StatementWorld(ScriptedPolicy.OPEN)
            .send(query("begin"))
            .send(parse("", "rollback"), bind("", ""), execute("", 0), parse("x", text), sync());

    assertThat(world.gate.ledger().entries().toString())
        .contains("not kept: the server may read it in two ways")
        .doesNotContain("hunter2");
  }
}
