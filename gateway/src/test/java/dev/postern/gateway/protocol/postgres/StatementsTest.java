package dev.postern.gateway.protocol.postgres;

import static dev.postern.gateway.protocol.postgres.StatementWorld.bind;
import static dev.postern.gateway.protocol.postgres.StatementWorld.execute;
import static dev.postern.gateway.protocol.postgres.StatementWorld.parse;
import static dev.postern.gateway.protocol.postgres.StatementWorld.query;
import static dev.postern.gateway.protocol.postgres.StatementWorld.sync;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.session.Event;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.policy.Policy;
import dev.postern.testkit.ScriptedPolicy;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class StatementsTest {
  private static final String NO = "error 42501 " + ScriptedPolicy.REASON;

  /** Refuses what would delete. */
  static final Policy NO_DELETE = new ScriptedPolicy(without("delete"), part -> Masking.NONE);

  private static Predicate<Operation> without(String action) {
    return operation ->
        operation.atoms().stream().noneMatch(atom -> atom.action().name().equals(action));
  }

  @Test
  void a_simple_query_passes_and_is_recorded() {
    StatementWorld world = new StatementWorld(ScriptedPolicy.OPEN).send(query("insert 1"));

    assertThat(world.shown()).containsExactly("INSERT 0 1", "ready I");
    assertThat(world.server.table()).containsExactly("1");
    Leaf.Admitted leaf = world.gate.ledger().leaves(Leaf.Admitted.class).getLast();
    assertThat(leaf.asked().label()).isEqualTo("query insert: insert ?");
    assertThat(world.gate.ledger().leaves(Leaf.Closed.class).getLast().of()).isEqualTo(leaf.id());
    assertThat(world.stream.open()).hasSize(1);
  }

  @Test
  void a_refused_query_fails_on_the_server_too() {
    StatementWorld world =
        new StatementWorld(NO_DELETE)
            .send(query("begin"), query("insert 1"), query("delete 2"), query("insert 3"))
            .send(query("commit"), query("insert 4"));

    assertThat(world.shown())
        .containsExactly(
            "BEGIN",
            "ready T",
            "INSERT 0 1",
            "ready T",
            NO,
            "ready E",
            "error 25P02 current transaction is aborted",
            "ready E",
            "ROLLBACK",
            "ready I",
            "INSERT 0 1",
            "ready I");
    assertThat(world.server.table()).containsExactly("4");
    assertThat(world.gate.ledger().leaves(Leaf.Refused.class)).hasSize(1);
  }

  @Test
  void a_refused_statement_in_a_pipeline_undoes_what_stands_before_it() {
    StatementWorld world =
        new StatementWorld(NO_DELETE)
            .send(
                parse("", "insert 1"),
                bind("", ""),
                execute("", 0),
                parse("", "delete 2"),
                bind("", ""),
                execute("", 0),
                parse("", "insert 3"),
                bind("", ""),
                execute("", 0),
                sync(),
                query("select"));

    assertThat(world.shown().subList(0, 5))
        .containsExactly("ParseComplete", "BindComplete", "INSERT 0 1", NO, "ready I");
    assertThat(world.server.table()).isEmpty();
    assertThat(world.server.ran()).containsExactly("insert 1", "select");
    assertThat(world.stream.open()).hasSize(1);
  }

  @Test
  void an_earlier_error_makes_a_refusal_go_unheard() {
    StatementWorld world =
        new StatementWorld(NO_DELETE)
            .send(
                parse("", "fail"),
                bind("", ""),
                execute("", 0),
                parse("", "delete 2"),
                sync(),
                query("select"));

    assertThat(world.shown().subList(0, 4))
        .containsExactly("ParseComplete", "BindComplete", "error 22012 it failed", "ready I");
    assertThat(world.shown().subList(4, 5)).containsExactly("RowDescription");
  }

  @Test
  void names_are_compared_by_their_first_63_bytes() {
    String name = "a".repeat(63);
    StatementWorld world =
        new StatementWorld(NO_DELETE)
            .send(parse(name + "1", "insert 1"), sync())
            .send(bind("", name + "2"), execute("", 0), sync());

    assertThat(world.shown())
        .containsExactly("ParseComplete", "ready I", "BindComplete", "INSERT 0 1", "ready I");
    assertThat(world.gate.ledger().leaves(Leaf.Admitted.class).getLast().asked().label())
        .isEqualTo("bind insert: insert ?");
  }

  @Test
  void a_name_beyond_ascii_is_refused_where_the_server_may_compare_other_bytes() {
    StatementWorld world =
        new StatementWorld(NO_DELETE).send(parse("é".repeat(32), "insert 1"), sync());

    assertThat(world.shown()).first().asString().startsWith("error 42602");
    assertThat(world.server.ran()).isEmpty();
  }

  @Test
  void what_a_skipped_parse_would_have_renamed_keeps_its_meaning() {
    StatementWorld world =
        new StatementWorld(ScriptedPolicy.OPEN)
            .send(parse("s", "insert 1"), sync())
            .send(
                parse("x", "nonsense"),
                new FrontendMessage.Close(FrontendMessage.Named.STATEMENT, Slice.of("s")),
                parse("s", "select"),
                sync())
            .send(bind("", "s"), execute("", 0), sync());

    assertThat(world.server.table()).containsExactly("1");
    assertThat(world.gate.ledger().leaves(Leaf.Admitted.class).getLast().asked().label())
        .isEqualTo("bind insert: insert ?");
  }

  /** Read with standard_conforming_strings on it is one string; read with off it deletes. */
  private static final String TWO_FACED = "with a as (select '\\'' ), d as (delete 1) select 1 --'";

  @Test
  void behind_the_end_of_a_transaction_a_text_is_read_in_both_ways() {
    StatementWorld world =
        new StatementWorld(NO_DELETE)
            .send(query("begin"))
            .send(
                parse("", "rollback"), bind("", ""), execute("", 0), parse("", TWO_FACED), sync());

    assertThat(world.shown()).contains(NO);
  }

  @Test
  void behind_a_portal_that_runs_again_a_text_is_read_in_both_ways() {
    StatementWorld world =
        new StatementWorld(NO_DELETE)
            .send(query("begin"))
            .send(parse("", "select"), bind("p", ""), sync())
            .send(execute("p", 0), parse("", TWO_FACED), sync());

    assertThat(world.shown()).contains(NO);
  }

  @Test
  void a_secret_in_a_statement_is_kept_nowhere() {
    StatementWorld world =
        new StatementWorld(ScriptedPolicy.OPEN)
            .send(query("alter role bob password 'hunter2'"))
            .send(parse("", "insert $1 -- password"), sync())
            .send(parse("", "update users set password = $1"), bind("", "", "hunter2"), sync())
            .send(query("alter role bob password 'hunter2"));

    assertThat(world.gate.ledger().leaves(Leaf.Admitted.class)).hasSizeGreaterThan(3);
    assertThat(world.gate.ledger().entries().toString())
        .contains("[redacted]")
        .doesNotContain("hunter2");
  }

  @Test
  void values_are_recorded_with_their_statement() {
    StatementWorld world =
        new StatementWorld(ScriptedPolicy.OPEN)
            .send(parse("", "insert $1"), bind("", "", "blue"), execute("", 0), sync());

    assertThat(world.gate.ledger().entries().toString()).contains("insert $1").contains("blue");
    Leaf.Outcome outcome = world.gate.ledger().leaves(Leaf.Closed.class).getLast().outcome();
    assertThat(outcome.end()).isEqualTo(Leaf.End.ANSWERED);
    assertThat(outcome.counts().sent()).isGreaterThan(20);
    assertThat(outcome.counts().shown()).isGreaterThan(10);
  }

  @Test
  void a_failing_statement_leaves_its_sqlstate() {
    StatementWorld world = new StatementWorld(ScriptedPolicy.OPEN).send(query("fail"));

    Leaf.Outcome outcome = world.gate.ledger().leaves(Leaf.Closed.class).getLast().outcome();
    assertThat(outcome.failed()).isTrue();
    assertThat(outcome.error()).contains("22012");
  }

  @Test
  void nothing_is_sent_while_the_ledger_is_down() {
    StatementWorld world = new StatementWorld(ScriptedPolicy.OPEN);
    world.gate.ledger().fail(true);
    world.send(query("insert 1"));
    world.gate.ledger().fail(false);
    world.send(query("insert 2"));

    assertThat(world.shown().getFirst()).startsWith("error 58030");
    assertThat(world.server.table()).containsExactly("2");
  }

  @Test
  void the_next_group_waits_until_the_target_is_ready() {
    StatementWorld world = new StatementWorld(ScriptedPolicy.OPEN).hold(true);
    int before = world.stream.sent().size();
    world.send(query("insert 1"), query("insert 2"), parse("", "insert 3"), sync());

    assertThat(world.stream.sent()).hasSize(before + 1);
    world.hold(false);
    assertThat(world.server.table()).containsExactly("1", "2");
  }

  @Test
  void a_lock_ends_the_session_and_nothing_runs_afterwards() {
    StatementWorld world = new StatementWorld(ScriptedPolicy.OPEN).hold(true);
    world.send(query("insert 1"), query("insert 2"));
    world.gate.lock("ana");
    world.hold(false);

    assertThat(world.shown()).last().asString().startsWith("error 57P01");
    assertThat(world.server.ran()).doesNotContain("insert 2");
  }

  @Test
  void a_portal_that_no_longer_holds_is_decided_anew() {
    StatementWorld world =
        new StatementWorld(ScriptedPolicy.OPEN)
            .send(query("begin"))
            .send(parse("", "select"), bind("p", ""), execute("p", 1), sync());
    world.gate.replace(new ScriptedPolicy(without("select"), part -> Masking.NONE));
    world.send(execute("p", 1), sync());

    assertThat(world.shown())
        .containsSubsequence("row row 0", "PortalSuspended", "ready T", NO, "ready E")
        .doesNotContain("row row 1");
  }

  @Test
  void a_copy_that_is_taken_back_fails_on_the_target() {
    StatementWorld world =
        new StatementWorld(ScriptedPolicy.OPEN)
            .send(query("copy t from stdin"))
            .send(FrontendPrinter.copyData(Slice.of("data\n")));
    world.gate.replace(new ScriptedPolicy(without("copy_in"), part -> Masking.NONE));
    world.settle().send(FrontendPrinter.copyData(Slice.of("data\n")));
    world.send(new FrontendMessage.CopyDone()).send(query("select"));

    assertThat(world.shown().subList(0, 3))
        .satisfiesExactly(
            copy -> assertThat(copy).isEqualTo("CopyInResponse"),
            error -> assertThat(error).startsWith("error 42501"),
            ready -> assertThat(ready).isEqualTo("ready I"));
    assertThat(world.shown()).last().isEqualTo("ready I");
    assertThat(world.server.table()).isEmpty();
  }

  @Test
  void a_target_that_answers_what_it_was_not_asked_ends_the_session() {
    StatementWorld world = new StatementWorld(ScriptedPolicy.OPEN);
    world.stream.target(1, StatementWorld.bytes(new BackendMessage.ParseComplete()));

    assertThat(world.shown()).singleElement().asString().startsWith("error 08P01");
    assertThat(world.stream.hungUp()).isTrue();
  }

  @Test
  void a_farewell_comes_after_what_was_asked_before_it() {
    StatementWorld world =
        new StatementWorld(ScriptedPolicy.OPEN)
            .send(query("insert 1"), query("insert 2"), new FrontendMessage.Terminate());

    assertThat(world.server.table()).containsExactly("1", "2");
    assertThat(world.server.terminated()).isTrue();
    world.stream.ends(1);
    assertThat(world.stream.open()).isEmpty();
  }

  @Test
  void an_open_session_is_admitted_and_recorded_without_being_read() {
    StatementWorld world =
        new StatementWorld(new OpenPolicy())
            .send(query("delete 1"), bind("", "nobody_saw_it"), sync());

    assertThat(world.shown())
        .containsExactly(
            "INSERT 0 1",
            "ready I",
            "error 26000 prepared statement \"nobody_saw_it\" does not exist",
            "ready I");
    assertThat(world.gate.ledger().leaves(Leaf.Admitted.class).subList(1, 3))
        .allSatisfy(leaf ->
            assertThat(leaf.asked().atoms().getFirst().action().name()).isEqualTo("statement"));
  }

  @Test
  void an_open_session_ends_at_the_next_rest_when_rules_must_look_at_it() {
    StatementWorld world = new StatementWorld(new OpenPolicy()).hold(true);
    world.send(query("insert 1"), query("delete 2"));
    world.gate.replace(NO_DELETE);
    world.stream.tell(new Event.RulesChanged());
    world.hold(false);

    assertThat(world.server.ran()).doesNotContain("delete 2");
    assertThat(world.shown()).last().asString().startsWith("error 57P01");
    assertThat(world.stream.hungUp()).isTrue();
  }
}
