package dev.postern.gateway.protocol.postgres;

import static dev.postern.gateway.protocol.postgres.StatementWorld.bind;
import static dev.postern.gateway.protocol.postgres.StatementWorld.execute;
import static dev.postern.gateway.protocol.postgres.StatementWorld.parse;
import static dev.postern.gateway.protocol.postgres.StatementWorld.query;
import static dev.postern.gateway.protocol.postgres.StatementWorld.sync;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.kernel.approval.DeskLimits;
import dev.postern.kernel.approval.Request;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A statement that people must approve waits, and runs once as it was approved, or not at all. */
class HeldStatementTest {
  private final HeldWorld held = new HeldWorld();

  @Test
  void a_query_waits_and_its_client_is_told_who_is_asked_and_where() {
    held.send(query("insert one"));

    Request request = held.open();
    assertThat(held.ran()).isEmpty();
    assertThat(held.shown())
        .singleElement()
        .asString()
        .startsWith("notice 01000 this waits for an approval by dba until ");
    assertThat(new String(held.world.stream.shown(), StandardCharsets.UTF_8))
        .contains("postern: held, approval " + request.id())
        .contains("postern requests approve " + request.id())
        .contains("https://gate.test/review/" + request.id());
    assertThat(request.subject().attached()).isTrue();
  }

  @Test
  void once_approved_it_runs_once() {
    held.send(query("insert one")).approve();

    assertThat(held.ran()).containsExactly("insert one");
    assertThat(held.shown()).endsWith("INSERT 0 1", "ready I");
    assertThat(held.asked())
        .singleElement()
        .satisfies(request -> assertThat(request.state()).isEqualTo(Request.State.COLLECTED));
  }

  @Test
  void a_denial_is_an_error_as_a_server_would_give_it() {
    held.send(query("insert one")).deny();

    assertThat(held.ran()).isEmpty();
    assertThat(held.shown()).endsWith("error 42501 rita denied the request", "ready I");
    assertThat(held.refusals()).containsExactly("denied: rita denied the request");
  }

  @Test
  @Tag("reaches:DeskLimits.life")
  void silence_refuses_it() {
    held.send(query("insert one"));

    held.world.gate.pass(DeskLimits.DEFAULT.life());
    held.world.gate.desk().sweep();
    held.settle();

    assertThat(held.shown()).endsWith("error 42501 nobody answered in time", "ready I");
    assertThat(held.ran()).isEmpty();
  }

  @Test
  void one_held_statement_holds_the_whole_string() {
    held.send(query("select; insert one; insert two"));

    assertThat(held.ran()).isEmpty();
    assertThat(held.open().subject().text()).contains("select; insert one; insert two");
    held.approve();
    assertThat(held.ran()).containsExactly("select", "insert one", "insert two");
  }

  @Test
  void a_second_run_needs_a_second_approval() {
    held.send(query("insert one")).approve().send(query("insert one"));

    assertThat(held.ran()).containsExactly("insert one");
    assertThat(held.asked()).hasSize(2);
    held.approve();
    assertThat(held.ran()).containsExactly("insert one", "insert one");
  }

  @Test
  void a_statement_that_is_bound_waits_with_its_values() {
    held.send(parse("", "insert $1"), bind("", "", "one"), execute("", 0), sync());

    assertThat(held.sent()).doesNotContain("insert");
    assertThat(held.open().subject().text()).contains("\"insert $1\"").contains("\"one\"");
    held.approve();
    assertThat(held.ran()).containsExactly("insert one");
    assertThat(held.shown()).endsWith("ParseComplete", "BindComplete", "INSERT 0 1", "ready I");
  }

  @Test
  void a_denied_bind_leaves_the_pipeline_as_a_failing_one_would() {
    held.send(
        parse("", "insert $1"),
        bind("", "", "one"),
        execute("", 0),
        parse("", "select"),
        bind("", ""),
        execute("", 0),
        sync());
    held.deny();

    assertThat(held.ran()).isEmpty();
    assertThat(held.shown()).endsWith("error 42501 rita denied the request", "ready I");
    held.send(query("select"));
    assertThat(held.ran()).containsExactly("select");
  }

  @Test
  void what_runs_before_it_in_the_pipeline_is_answered_first() {
    held.send(
        parse("", "select"),
        bind("", ""),
        execute("", 0),
        parse("", "insert one"),
        bind("", ""),
        execute("", 0),
        sync());

    assertThat(held.ran()).containsExactly("select");
    assertThat(held.shown()).contains("SELECT 3").last().asString().startsWith("notice");
    held.approve();
    assertThat(held.ran()).containsExactly("select", "insert one");
  }

  @Test
  void nobody_is_asked_where_what_comes_behind_is_refused() {
    held.send(
        parse("", "insert one"),
        bind("", ""),
        execute("", 0),
        parse("", "delete two"),
        bind("", ""),
        execute("", 0),
        sync());

    assertThat(held.asked()).isEmpty();
    assertThat(held.ran()).isEmpty();
    assertThat(held.shown())
        .containsExactly(
            "error 42501 what was sent behind it is refused: no rule permits this", "ready I");
  }

  @Test
  void what_is_refused_behind_it_later_ends_the_wait() {
    held.send(parse("", "insert one"), bind("", ""), execute("", 0));
    Request request = held.open();

    held.send(parse("", "delete two"), bind("", ""), execute("", 0), sync()).settle();

    assertThat(held.asked().getFirst().state()).isEqualTo(Request.State.WITHDRAWN);
    assertThat(request.lives()).isTrue();
    assertThat(held.ran()).isEmpty();
    assertThat(held.shown()).last().isEqualTo("ready I");
  }

  @Test
  void reviewers_read_the_account_the_database_the_verbs_and_each_value() {
    held.send(
        new FrontendMessage.Parse(Slice.of("s"), Slice.of("insert $1"), List.of(23, 0)),
        new FrontendMessage.Bind(
            Slice.EMPTY,
            Slice.of("s"),
            List.of(1, 1, 0),
            List.of(
                Optional.of(Slice.of(new byte[] {0, 0, 0, 42})),
                Optional.of(Slice.of(new byte[] {1, 2})),
                Optional.empty()),
            List.of()),
        execute("", 0),
        sync());

    assertThat(held.open().subject().text())
        .startsWith("bind insert: insert $1\n")
        .contains("\"account\": \"app\"")
        .contains("\"database\": \"shop/orders\"")
        .contains("\"effect\": \"write\"")
        .contains("\"insert\"")
        .contains("\"statement\": \"insert $1\"")
        .contains("\"type\": \"int4\",\n      \"value\": 42")
        .contains("\"type\": 0,\n      \"value\": bytes 0102")
        .contains("null");
  }
}
