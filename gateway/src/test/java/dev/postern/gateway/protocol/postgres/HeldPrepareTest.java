package dev.postern.gateway.protocol.postgres;

import static dev.postern.gateway.protocol.postgres.StatementWorld.bind;
import static dev.postern.gateway.protocol.postgres.StatementWorld.execute;
import static dev.postern.gateway.protocol.postgres.StatementWorld.parse;
import static dev.postern.gateway.protocol.postgres.StatementWorld.query;
import static dev.postern.gateway.protocol.postgres.StatementWorld.sync;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.audit.Leaf;
import dev.postern.testkit.HoldingPolicy;
import org.junit.jupiter.api.Test;

/** What prepares a statement passes, runs nothing, and people are asked about each Bind of it. */
class HeldPrepareTest {
  private static final FrontendMessage DESCRIBE =
      new FrontendMessage.Describe(FrontendMessage.Named.STATEMENT, Slice.of("s"));

  private final HeldWorld held = new HeldWorld();

  @Test
  void a_prepared_statement_is_parsed_and_described_before_anybody_is_asked() {
    held.send(parse("s", "insert $1"), DESCRIBE, sync());

    assertThat(held.shown())
        .containsExactly("ParseComplete", "ParameterDescription", "NoData", "ready I");
    assertThat(held.asked()).isEmpty();
    assertThat(held.world.gate.ledger().leaves(Leaf.Admitted.class))
        .extracting(leaf -> leaf.decision().answer())
        .contains("prepare");
  }

  @Test
  void a_client_that_flushes_has_its_answer() {
    held.send(parse("s", "insert $1"), DESCRIBE, new FrontendMessage.Flush());

    assertThat(held.shown()).containsExactly("ParseComplete", "ParameterDescription", "NoData");
    held.send(bind("", "s", "one"), execute("", 0), sync()).approve();
    assertThat(held.ran()).containsExactly("insert one");
  }

  @Test
  void each_bind_is_asked_about_with_its_values() {
    held.send(parse("s", "insert $1"), sync());

    held.send(bind("", "s", "one"), execute("", 0), sync());
    assertThat(held.open().subject().text()).contains("\"one\"");
    held.approve();
    held.send(bind("", "s", "two"), execute("", 0), sync());
    assertThat(held.open().subject().text()).contains("\"two\"").doesNotContain("\"one\"");
    held.deny();

    assertThat(held.ran()).containsExactly("insert one");
  }

  @Test
  void the_parse_waits_for_its_bind_so_that_no_table_is_locked_meanwhile() {
    held.send(parse("s", "insert $1"), bind("", "s", "one"), execute("", 0), sync());

    assertThat(held.sent()).doesNotContain("insert");
    held.deny();
    assertThat(held.sent()).doesNotContain("insert");
  }

  @Test
  void a_constant_in_quotes_is_asked_about_when_it_is_only_parsed() {
    held.send(parse("s", "insert 'one'"), sync());

    Request request = held.open();
    assertThat(held.sent()).doesNotContain("insert");
    assertThat(request.subject().label()).startsWith("parse insert");
    held.approve();
    assertThat(held.shown()).endsWith("ParseComplete", "ready I");
    held.send(bind("", "s"), execute("", 0), sync());
    assertThat(held.ran()).isEmpty();
    held.approve();
    assertThat(held.ran()).containsExactly("insert 'one'");
  }

  @Test
  void a_denied_parse_leaves_no_statement() {
    held.send(parse("s", "insert 'one'"), sync()).deny();
    held.send(bind("", "s"), execute("", 0), sync());

    assertThat(held.shown())
        .endsWith("error 26000 prepared statement \"s\" does not exist", "ready I");
    assertThat(held.ran()).isEmpty();
  }

  @Test
  void a_parse_that_policy_denies_stays_denied() {
    held.send(parse("s", "delete $1"), sync());

    assertThat(held.shown()).containsExactly("error 42501 no rule permits this", "ready I");
  }

  @Test
  void a_portal_that_was_approved_is_run_to_its_end() {
    HeldWorld reading =
        new HeldWorld(
            new HoldingPolicy(HeldWorld.verb("select"), operation -> false, "dba"),
            PostgresTarget.Times.DEFAULT);
    reading.send(parse("", "select"), bind("", ""), execute("", 1), new FrontendMessage.Flush());
    reading.approve();

    reading.send(execute("", 1), execute("", 0), sync());

    assertThat(reading.asked()).hasSize(1);
    assertThat(reading.shown()).endsWith("row row 2", "SELECT 1", "ready I");
  }

  @Test
  void a_portal_that_has_run_is_asked_about_again() {
    HeldWorld reading =
        new HeldWorld(
            new HoldingPolicy(HeldWorld.verb("select"), operation -> false, "dba"),
            PostgresTarget.Times.DEFAULT);
    reading.send(query("begin"));
    reading.send(parse("s", "select"), bind("p", "s"), execute("p", 0), sync()).approve();

    reading.send(execute("p", 0), sync());

    assertThat(reading.open().subject().label()).startsWith("execute select");
    assertThat(reading.ran()).containsExactly("begin", "select");
  }

  @Test
  void a_portal_that_has_run_is_not_asked_about_without_its_values() {
    held.send(query("begin"));
    held.send(
            parse("s", "insert $1"),
            bind("p", "s", "one"),
            execute("p", 0),
            new FrontendMessage.Flush())
        .approve();
    held.send(sync());
    held.send(execute("p", 0), sync()).settle();

    assertThat(held.asked()).hasSize(1);
    assertThat(held.refusals()).singleElement().asString().startsWith("unapprovable:");
    assertThat(held.ran()).containsExactly("begin", "insert one");
  }

  @Test
  void what_sql_prepares_is_asked_about_when_it_is_prepared() {
    held.send(query("prepare q as insert one"));

    assertThat(held.ran()).isEmpty();
    held.approve();
    assertThat(held.ran()).containsExactly("prepare q as insert one");
  }

  @Test
  void a_farewell_behind_a_lone_parse_ends_the_session() {
    held.send(parse("s", "insert 'one'"), new FrontendMessage.Terminate()).settle();

    assertThat(held.asked().stream().filter(Request::lives)).isEmpty();
    assertThat(held.sent()).doesNotContain("insert");
    assertThat(held.world.server.terminated()).isTrue();
  }
}
