package dev.postern.gateway.protocol.postgres;

import static dev.postern.gateway.protocol.postgres.StatementWorld.bind;
import static dev.postern.gateway.protocol.postgres.StatementWorld.execute;
import static dev.postern.gateway.protocol.postgres.StatementWorld.parse;
import static dev.postern.gateway.protocol.postgres.StatementWorld.query;
import static dev.postern.gateway.protocol.postgres.StatementWorld.sync;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.Slice;
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
}
