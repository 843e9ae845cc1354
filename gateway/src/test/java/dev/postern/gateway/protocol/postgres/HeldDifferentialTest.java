package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.policy.Decision;
import dev.postern.kernel.policy.Facts;
import dev.postern.kernel.policy.Policy;
import dev.postern.kernel.policy.Reach;
import dev.postern.testkit.HoldingPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random conversations whose inserts people must approve. Approved, the client hears the same as
 * without a gateway, but for the notices; not approved, no insert runs, whatever else was said.
 */
class HeldDifferentialTest {
  private static final int ROUNDS = 250;

  /** Locks are no matter here: everything that is held waits. */
  private static final PostgresTarget.Times PATIENT =
      new PostgresTarget.Times(
          Duration.ofHours(8),
          Optional.empty(),
          Optional.empty(),
          Optional.of(Duration.ofSeconds(30)));

  /** Asks about inserts, and lets the server answer for names that nobody saw being given. */
  private record OpenHolding(HoldingPolicy rules) implements Policy {
    static OpenHolding ofInserts() {
      return new OpenHolding(
          new HoldingPolicy(
              operation -> operation.label().split(":", 2)[0].contains("insert"),
              operation -> false,
              "dba"));
    }

    @Override
    public Decision decide(Operation operation, Facts facts) {
      return rules.decide(operation, facts);
    }

    @Override
    public Masking masking(Principal viewer, Lexicon lexicon, Part part, Facts facts) {
      return Masking.NONE;
    }

    @Override
    public Reach reach(Principal viewer, Lexicon lexicon, Resource resource) {
      return Reach.NOTHING;
    }

    @Override
    public Optional<Instant> turnsAt(Instant now) {
      return Optional.empty();
    }
  }

  private static final List<String> TEXTS =
      List.of(
          "insert $1",
          "insert 1",
          "insert 'two'",
          "insert 3; insert 4",
          "insert 5; fail; insert 6",
          "prepare s as insert 7",
          "deallocate s",
          "select",
          "delete 8",
          "begin",
          "commit",
          "rollback",
          "fail",
          "nonsense");
  private static final List<String> NAMES = List.of("", "", "s");

  /** Statements in every way in which clients ask for them, seldom well ordered. */
  private static byte[] conversation(Random random) {
    List<FrontendMessage> all = new ArrayList<>();
    int moves = 1 + random.nextInt(12);
    for (int i = 0; i < moves; i++) {
      String name = NAMES.get(random.nextInt(NAMES.size()));
      String text = TEXTS.get(random.nextInt(TEXTS.size()));
      switch (random.nextInt(6)) {
        case 0, 1 -> all.add(StatementWorld.query(text));
        case 2 -> {
          all.add(StatementWorld.parse(name, text));
          if (random.nextBoolean()) {
            all.add(new FrontendMessage.Describe(FrontendMessage.Named.STATEMENT, Slice.of(name)));
          }
        }
        case 3 -> run(all, name, random);
        case 4 -> {
          all.add(StatementWorld.parse(name, text));
          run(all, name, random);
        }
        default ->
            all.add(random.nextBoolean() ? StatementWorld.sync() : new FrontendMessage.Flush());
      }
      if (random.nextInt(3) == 0) {
        all.add(StatementWorld.sync());
      }
    }
    all.add(StatementWorld.sync());
    all.add(StatementWorld.query("select"));
    return StatementWorld.bytes(all.toArray(new FrontendMessage[0]));
  }

  private static void run(List<FrontendMessage> all, String name, Random random) {
    String portal = NAMES.get(random.nextInt(NAMES.size()));
    all.add(StatementWorld.bind(portal, name, "v" + random.nextInt(9)));
    all.add(StatementWorld.execute(portal, random.nextInt(3)));
    if (random.nextInt(4) == 0) {
      all.add(StatementWorld.execute(portal, 0));
    }
  }

  private HeldWorld talk(long seed, boolean atOnce, boolean approves) {
    Random random = new Random(seed);
    byte[] sent = conversation(random);
    HeldWorld held = new HeldWorld(OpenHolding.ofInserts(), PATIENT);
    for (int at = 0; at < sent.length; ) {
      int piece = Math.min(sent.length - at, 1 + random.nextInt(60));
      held.world.send(Arrays.copyOfRange(sent, at, at + piece));
      at += piece;
      if (atOnce) {
        answer(held, approves);
      }
    }
    answer(held, approves);
    assertThat(balanced(held)).as("seed %d", seed).isTrue();
    return held;
  }

  private static void answer(HeldWorld held, boolean approves) {
    held.settle();
    while (true) {
      Optional<Request> open = held.asked().stream().filter(Request::lives).findFirst();
      if (open.isEmpty()) {
        return;
      }
      held.answer(open.get(), approves);
      held.settle();
    }
  }

  private static boolean balanced(HeldWorld held) {
    int admitted = held.world.gate.ledger().leaves(Leaf.Admitted.class).size();
    int closed = held.world.gate.ledger().leaves(Leaf.Closed.class).size();
    return held.world.stream.open().size() == admitted - closed;
  }

  private static List<String> heard(List<String> all) {
    List<String> heard = new ArrayList<>();
    boolean failed = false;
    for (String each : all) {
      if (each.startsWith("notice 01000 this waits")) {
        continue;
      }
      // In a failed block a server may find another fault of a text first.
      heard.add(failed && each.startsWith("error") ? "error" : each);
      failed = each.equals("ready E") || failed && !each.startsWith("ready");
    }
    return heard;
  }

  @Test
  void what_was_approved_is_as_without_a_gateway() {
    int asked = 0;
    for (long seed = 0; seed < ROUNDS; seed++) {
      HeldWorld held = talk(seed, seed % 2 == 0, true);
      asked += held.asked().size();
      ModelServer direct = new ModelServer(text -> false);
      byte[] said = direct.receive(conversation(new Random(seed)));

      assertThat(heard(held.shown()))
          .as("seed %d", seed)
          .isEqualTo(heard(StatementWorld.summaries(said)));
      assertThat(held.world.server.table()).as("seed %d", seed).isEqualTo(direct.table());
    }
    assertThat(asked).isGreaterThan(ROUNDS);
  }

  @Test
  void of_what_was_denied_nothing_runs() {
    for (long seed = 0; seed < ROUNDS; seed++) {
      HeldWorld held = talk(seed, seed % 2 == 0, false);

      assertThat(held.ran()).as("seed %d", seed).noneMatch(each -> each.startsWith("insert"));
      assertThat(held.shown()).as("seed %d", seed).last().asString().startsWith("ready");
    }
  }
}
