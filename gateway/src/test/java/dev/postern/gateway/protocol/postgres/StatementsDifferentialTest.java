package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.policy.Policy;
import dev.postern.testkit.ScriptedPolicy;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Random sequences of messages, legal and not, to a server directly and through the gateway: the
 * client hears the same, and the tables hold the same. Where policy refuses, the direct server is
 * one that refuses by itself: a refusal is exactly a failing statement.
 */
class StatementsDifferentialTest {
  private static final int ROUNDS = 4_000;
  private static final List<String> TEXTS =
      List.of(
          "insert 1",
          "insert 2; insert 3",
          "insert $1",
          "delete 1",
          "insert 4; delete 5",
          "select",
          "begin",
          "commit",
          "rollback",
          "fail",
          "insert 6; fail; insert 7",
          "",
          "copy t from stdin",
          "copy t to stdout",
          "insert 8; copy t from stdin; insert 9",
          "nonsense",
          "prepare s as insert 10",
          "deallocate s");
  private static final List<String> NAMES = List.of("", "", "s", "p", "q");

  private static FrontendMessage message(Random random) {
    Slice name = Slice.of(NAMES.get(random.nextInt(NAMES.size())));
    Slice other = Slice.of(NAMES.get(random.nextInt(NAMES.size())));
    Slice text = Slice.of(TEXTS.get(random.nextInt(TEXTS.size())));
    return switch (random.nextInt(17)) {
      case 0, 1 -> new FrontendMessage.Query(text);
      case 2, 3, 4 -> new FrontendMessage.Parse(name, text, List.of());
      case 5, 6, 7 -> StatementWorld.bind(name.text(), other.text(), "v" + random.nextInt(9));
      case 8, 9, 10 -> new FrontendMessage.Execute(name, random.nextInt(3));
      case 11 ->
          new FrontendMessage.Describe(
              random.nextBoolean() ? FrontendMessage.Named.STATEMENT : FrontendMessage.Named.PORTAL,
              name);
      case 12 ->
          new FrontendMessage.Close(
              random.nextBoolean() ? FrontendMessage.Named.STATEMENT : FrontendMessage.Named.PORTAL,
              name);
      case 13, 14 -> new FrontendMessage.Sync();
      case 15 ->
          random.nextBoolean()
              ? new FrontendMessage.Flush()
              : new FrontendMessage.FunctionCall(7, List.of(), List.of(), 0);
      default ->
          random.nextBoolean()
              ? new FrontendMessage.CopyDone()
              : new FrontendMessage.CopyFail(Slice.of("enough"));
    };
  }

  private static byte[] conversation(Random random) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int length = 1 + random.nextInt(25);
    for (int i = 0; i < length; i++) {
      if (random.nextInt(10) == 0) {
        all.writeBytes(
            FrontendPrinter.copyData(Slice.of(random.nextInt(4) == 0 ? "!\n" : "data\n")));
      } else {
        all.writeBytes(FrontendPrinter.print(message(random)));
      }
    }
    all.writeBytes(
        StatementWorld.bytes(
            new FrontendMessage.CopyFail(Slice.of("end")),
            new FrontendMessage.Sync(),
            new FrontendMessage.Sync(),
            new FrontendMessage.Query(Slice.of("select"))));
    return all.toByteArray();
  }

  private static void same(long seed, Policy policy, Predicate<String> forbidden) {
    Random random = new Random(seed);
    byte[] sent = conversation(random);
    ModelServer direct = new ModelServer(forbidden);
    byte[] heard = direct.receive(sent);
    StatementWorld world = new StatementWorld(policy);
    for (int at = 0; at < sent.length; ) {
      int piece = Math.min(sent.length - at, 1 + random.nextInt(60));
      world.send(Arrays.copyOfRange(sent, at, at + piece));
      at += piece;
    }
    assertThat(world.shown()).as("seed %d", seed).isEqualTo(StatementWorld.summaries(heard));
    assertThat(world.server.table()).as("seed %d", seed).isEqualTo(direct.table());
    assertThat(world.server.status()).as("seed %d", seed).isEqualTo(direct.status());
    int admitted = world.gate.ledger().leaves(Leaf.Admitted.class).size();
    int closed = world.gate.ledger().leaves(Leaf.Closed.class).size();
    assertThat(world.stream.open()).as("seed %d", seed).hasSize(admitted - closed);
  }

  @Test
  void what_is_allowed_is_as_without_a_gateway() {
    for (long seed = 0; seed < ROUNDS; seed++) {
      same(seed, ScriptedPolicy.OPEN, text -> false);
    }
  }

  @Test
  void an_open_session_is_as_without_a_gateway() {
    for (long seed = ROUNDS; seed < 2 * ROUNDS; seed++) {
      same(seed, new OpenPolicy(), text -> false);
    }
  }

  @Test
  void what_is_refused_is_as_a_failing_statement() {
    for (long seed = 0; seed < ROUNDS; seed++) {
      same(seed, StatementsTest.NO_DELETE, text -> text.contains("delete"));
    }
  }
}
