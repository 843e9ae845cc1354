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
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.policy.Policy;
import dev.postern.testkit.ScriptedPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages that no driver sends: what random conversations with a real server found. */
class OddMessagesTest {
  private static final byte[] FAIL_WITHOUT_END = {'f', 0, 0, 0, 6, 'n', 'o'};

  /** Refuses what is not understood. */
  private static final Policy UNDERSTOOD =
      new ScriptedPolicy(
          operation ->
              operation.atoms().stream().noneMatch(atom -> atom.action().equals(Action.UNKNOWN)),
          part -> Masking.NONE);

  @Test
  void a_stray_copy_fail_is_ignored_whatever_it_says() {
    StatementWorld world = new StatementWorld(ScriptedPolicy.OPEN);

    world.send(FAIL_WITHOUT_END).send(query("insert 1"));

    assertThat(world.shown()).containsExactly("INSERT 0 1", "ready I");
  }

  @Test
  void a_copy_fail_that_cannot_be_read_fails_the_copy_and_no_more() {
    StatementWorld world = new StatementWorld(ScriptedPolicy.OPEN);

    world.send(query("copy t from stdin")).send(FAIL_WITHOUT_END).send(query("insert 1"));

    assertThat(world.shown())
        .containsExactly(
            "CopyInResponse",
            "error 08P01 CopyFail: a string has no end",
            "ready I",
            "INSERT 0 1",
            "ready I");
    assertThat(world.server.table()).containsExactly("1");
  }

  @Test
  void a_refused_call_leaves_the_unnamed_statement_alone() {
    StatementWorld world = new StatementWorld(UNDERSTOOD);

    world
        .send(parse("", "insert 1"), sync())
        .send(new FrontendMessage.FunctionCall(7, List.of(), List.of(), 0))
        .send(bind("", ""), execute("", 0), sync());

    assertThat(world.shown())
        .containsExactly(
            "ParseComplete",
            "ready I",
            "error 42501 " + ScriptedPolicy.REASON,
            "ready I",
            "BindComplete",
            "INSERT 0 1",
            "ready I");
    assertThat(world.server.table()).containsExactly("1");
  }

  @Test
  void what_cannot_be_framed_ends_a_session_that_copies() {
    StatementWorld world = new StatementWorld(ScriptedPolicy.OPEN);

    world
        .send(query("copy t from stdin"))
        .send(FrontendPrinter.copyData(Slice.of("data\n")))
        .send(new byte[] {'y', 0, 0, 0, 4});

    assertThat(world.shown())
        .containsExactly("CopyInResponse", "error 08P01 no message has the type 121");
    assertThat(world.stream.hungUp()).isTrue();
    assertThat(world.server.table()).isEmpty();
  }

  @Test
  void a_statement_that_closes_a_portal_of_the_protocol_gives_its_passage_back() {
    StatementWorld world = new StatementWorld(ScriptedPolicy.OPEN);
    world.send(query("begin"), parse("", "select"), bind("c1", ""), sync());
    assertThat(world.stream.open()).hasSize(2);

    world.hold(true).send(query("close c1"));
    world.stream.target(
        1,
        StatementWorld.bytes(
            new BackendMessage.CommandComplete(Slice.of("CLOSE CURSOR")),
            new BackendMessage.ReadyForQuery(BackendMessage.TransactionStatus.IN_TRANSACTION)));

    assertThat(world.stream.open()).hasSize(1);
  }
}
