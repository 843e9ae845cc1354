package dev.postern.gateway.protocol.postgres;

import static dev.postern.gateway.protocol.postgres.StatementWorld.bind;
import static dev.postern.gateway.protocol.postgres.StatementWorld.execute;
import static dev.postern.gateway.protocol.postgres.StatementWorld.parse;
import static dev.postern.gateway.protocol.postgres.StatementWorld.query;
import static dev.postern.gateway.protocol.postgres.StatementWorld.sync;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.operation.Operation;
import dev.postern.testkit.HoldingPolicy;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What SQL runs by name, a prepared statement or a portal, is decided as what it runs. */
class HeldNamesTest {
  private static final Predicate<Operation> NOTHING = operation -> false;

  private final HeldWorld held = world(HeldWorld.verb("insert"), NOTHING);

  private static HeldWorld world(Predicate<Operation> holds, Predicate<Operation> denies) {
    return new HeldWorld(new HoldingPolicy(holds, denies, "dba"), PostgresTarget.Times.DEFAULT);
  }

  /** Whatever is no read is denied. */
  private static HeldWorld reading() {
    Set<String> reads = Set.of("select", "session", "connect");
    return world(
        NOTHING,
        operation ->
            operation.atoms().stream().anyMatch(atom -> !reads.contains(atom.action().name())));
  }

  @Test
  void sql_cannot_run_what_a_parse_prepared_unasked() {
    held.send(parse("s", "insert $1"), sync());
    held.send(query("execute s(one)"));

    assertThat(held.ran()).isEmpty();
    assertThat(held.open().subject().text()).contains("execute s(one)").contains("insert $1");
    held.approve();
    assertThat(held.ran()).containsExactly("execute s(one)", "insert one");
  }

  @Test
  void what_sql_prepared_is_asked_about_each_time_it_is_executed() {
    held.send(query("prepare q as insert $1")).approve();

    held.send(query("execute q(one)")).approve();
    held.send(query("execute q(two)"));
    assertThat(held.open().subject().text()).contains("two").doesNotContain("one");
    held.deny();

    assertThat(held.ran())
        .containsExactly("prepare q as insert $1", "execute q(one)", "insert one");
  }

  @Test
  void an_execute_in_a_portal_is_asked_about_with_what_it_runs() {
    held.send(parse("s", "insert $1"), sync());
    held.send(parse("", "execute s(one)"), bind("", ""), execute("", 0), sync());

    assertThat(held.open().subject().text()).contains("insert $1");
    held.deny();
    assertThat(held.ran()).isEmpty();
  }

  @Test
  void names_are_followed_however_deep_they_lead() {
    held.send(parse("s", "insert $1"), parse("t", "execute s(one)"), sync());
    held.send(query("execute t"));

    assertThat(held.open().subject().text()).contains("insert $1");
    assertThat(held.ran()).isEmpty();
  }

  @Test
  void a_portal_whose_names_mean_something_else_by_now_is_asked_about_again() {
    held.send(query("begin"));
    held.send(parse("s", "select"), parse("t", "execute s"), bind("p", "t"), sync());
    held.send(query("deallocate s"), parse("s", "insert one"), sync());
    held.settle();
    held.send(execute("p", 0), sync());

    assertThat(held.ran()).doesNotContain("insert one");
    assertThat(held.open().subject().label()).startsWith("execute");
  }

  @Test
  void a_statement_that_nobody_saw_being_prepared_is_not_executed() {
    held.send(query("execute unknown(one)"));

    assertThat(held.sent()).doesNotContain("unknown(one)");
    assertThat(held.shown())
        .containsExactly("error 26000 prepared statement \"unknown\" does not exist", "ready I");
  }

  @Test
  void a_name_that_cannot_be_read_runs_nothing() {
    held.send(parse("s", "insert $1"), sync());
    held.send(query("execute U&\"s\"(one)"));

    assertThat(held.ran()).isEmpty();
    assertThat(held.shown().get(2)).startsWith("error 42602");
  }

  @Test
  void a_string_may_execute_what_it_prepares_itself() {
    held.send(query("prepare q as insert one; execute q"));

    assertThat(held.asked()).hasSize(1);
    held.approve();
    assertThat(held.ran()).endsWith("insert one");
  }

  @Test
  void sql_cannot_fetch_what_a_bind_prepared_unasked() {
    HeldWorld later = world(NOTHING, NOTHING);
    later.send(query("begin"), parse("s", "insert $1"), bind("p", "s", "one"), sync());
    later.world.gate.replace(new HoldingPolicy(HeldWorld.verb("insert"), NOTHING, "dba"));
    later.settle();

    later.send(query("fetch p"));

    assertThat(later.ran()).containsExactly("begin");
    assertThat(later.open().subject().text())
        .contains("fetch p")
        .contains("insert $1")
        .contains("\"one\"");
    later.deny();
    assertThat(later.ran()).containsExactly("begin");
  }

  @Test
  void sql_cannot_fetch_what_is_denied_by_now() {
    HeldWorld later = world(NOTHING, NOTHING);
    later.send(query("begin"), parse("s", "insert $1"), bind("p", "s", "one"), sync());
    later.world.gate.replace(new HoldingPolicy(NOTHING, HeldWorld.verb("insert"), "dba"));
    later.settle();

    later.send(query("fetch p"));

    assertThat(later.ran()).containsExactly("begin");
    assertThat(later.shown()).endsWith("error 42501 no rule permits this", "ready E");
  }

  @Test
  @Tag("reaches:StatementLimits.portalBytes")
  void a_portal_with_more_values_than_are_kept_must_be_bound_again() {
    String much = "x".repeat(StatementLimits.DEFAULT.portalBytes());
    HeldWorld later = world(NOTHING, NOTHING);
    later.send(query("begin"), parse("s", "insert $1"), bind("p", "s", much), sync());
    later.world.gate.replace(new HoldingPolicy(HeldWorld.verb("insert"), NOTHING, "dba"));
    later.settle();

    later.send(query("fetch p"));
    assertThat(later.shown()).last().isEqualTo("ready E");
    assertThat(later.shown().get(later.shown().size() - 2)).startsWith("error 55000");
    assertThat(later.ran()).containsExactly("begin");
  }

  @Test
  void who_may_only_read_fetches_from_what_reads() {
    HeldWorld reads = reading();
    reads.send(query("begin"), parse("s", "select"), bind("p", "s"), sync(), query("fetch p"));

    assertThat(reads.ran()).containsExactly("begin", "fetch p", "select");
    assertThat(reads.shown()).endsWith("SELECT 3", "ready T");
  }

  @Test
  void who_may_only_read_fetches_from_a_cursor_that_a_function_opened() {
    HeldWorld reads = reading();
    reads.send(query("begin"), query("fetch opened"));

    assertThat(reads.shown()).endsWith("error 34000 cursor \"opened\" does not exist", "ready E");
  }
}
