package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Asker;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Patience;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.gate.Revocation;
import dev.postern.kernel.gate.Verdict;
import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.identity.Standing;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What only prepares passes where people are asked for what it prepares, and nowhere else. */
class PreparingTest {
  private final ScriptedGate gate = new ScriptedGate(asking("dba"), PreparingTest::words);
  private final Heard session = new Heard();

  @Test
  void passes_without_people_where_they_are_asked_for_what_it_prepares() {
    Passage passage = admitted("update orders");

    assertThat(passage.live()).isTrue();
    assertThat(passage.preparesHeld()).isTrue();
    assertThat(gate.requests().all()).isEmpty();
  }

  @Test
  void the_ledger_says_that_it_only_prepares_and_which_rule_asks() {
    admitted("update orders");

    assertThat(gate.ledger().leaves(Leaf.Admitted.class))
        .singleElement()
        .satisfies(leaf -> {
          assertThat(leaf.decision().answer()).isEqualTo("prepare");
          assertThat(leaf.decision().rules()).containsExactly(HoldingPolicy.RULE);
          assertThat(leaf.restsOn()).isEmpty();
        });
  }

  @Test
  void what_needs_nobody_is_an_ordinary_passage() {
    Passage passage = admitted("select orders");

    assertThat(passage.preparesHeld()).isFalse();
    assertThat(gate.ledger().leaves(Leaf.Admitted.class))
        .singleElement()
        .satisfies(leaf -> assertThat(leaf.decision().answer()).isEqualTo("allow"));
  }

  @Test
  void what_is_denied_stays_denied() {
    assertThat(admit("drop orders"))
        .isInstanceOfSatisfying(
            Refusal.class, no -> assertThat(no.code()).isEqualTo(Refusal.Code.DENIED));
  }

  @Test
  void rules_that_ask_the_same_keep_it() {
    Passage passage = admitted("update orders");

    gate.replace(asking("dba"));

    assertThat(passage.live()).isTrue();
  }

  @Test
  void rules_that_ask_others_or_deny_take_it_back() {
    Passage others = admitted("update orders");
    gate.replace(asking("security"));
    Passage denied = admitted("update orders");
    gate.replace(ScriptedPolicy.SHUT);

    assertThat(others.live()).isFalse();
    assertThat(denied.live()).isFalse();
    assertThat(session.revoked).containsExactly(others, denied);
  }

  private static HoldingPolicy asking(String reviewers) {
    return new HoldingPolicy(
        operation -> operation.label().startsWith("update"),
        operation -> operation.label().startsWith("drop"),
        reviewers);
  }

  private static Lexicon words(long epoch) {
    return new Lexicon("shop", "PostgresServer", Set.of(), false, Map.of(), epoch);
  }

  private Passage admitted(String what) {
    return (Passage) admit(what);
  }

  private Verdict admit(String what) {
    SignIn ana = ScriptedGate.signIn("ana");
    Lexicon words = gate.lexicon();
    Operation operation =
        new Operation(
            ana.principal(),
            "shop",
            what,
            List.of(new Atom(Action.shared("statement"), words.itself())),
            Effect.WRITE,
            Value.NOTHING,
            new Value.Text(what));
    Description description =
        new Description(
            operation,
            new Standing.Visit(ana, "shop", "s-1", gate.now(), Duration.ofHours(8)),
            Optional.empty(),
            new Value.Null(),
            words.epoch());
    gate.lane()
        .admit(gate.lane().draft(description), Forwarded.NOTHING, Patience.PREPARES, session, 1);
    gate.turns();
    return session.verdicts.getLast();
  }

  /** A session that would fail if it heard of people. */
  private static final class Heard implements Asker {
    private final List<Verdict> verdicts = new ArrayList<>();
    private final List<Passage> revoked = new ArrayList<>();

    @Override
    public void decided(long ticket, Verdict verdict) {
      verdicts.add(verdict);
    }

    @Override
    public void revoked(Passage passage, Revocation why) {
      revoked.add(passage);
    }
  }
}
