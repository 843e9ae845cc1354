package dev.postern.kernel.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.cedar.PolicySet;
import dev.postern.kernel.cedar.Source;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.operation.Value;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What holds of any rules: tried on random ones, some of which err. A failure prints its rules. */
class CedarPolicyLawsTest {
  private static final int ROUNDS = 4_000;
  private static final long SEED = 20_261_121;
  private static final Facts FACTS = new Facts(Instant.parse("2026-11-21T12:00:00Z"), "s1", false);

  private static final List<String> PRINCIPALS =
      List.of(
          "principal",
          "principal == Person::\"ana\"",
          "principal in Group::\"scientists\"",
          "principal == Agent::\"assistant\"",
          "principal in Group::\"nobody\"");
  private static final List<String> ACTIONS =
      List.of(
          "action",
          "action in Action::\"read\"",
          "action == registry::Action::\"run\"",
          "action == registry::Action::\"stop\"");
  private static final List<String> RESOURCES =
      List.of(
          "resource",
          "resource in McpServer::\"registry\"",
          "resource == Tool::\"registry/run\"",
          "resource == Tool::\"registry/stop\"");
  private static final List<String> CONDITIONS =
      List.of(
          "",
          "when { context.input.model == \"churn\" }",
          "unless { context.input.model == \"churn\" }",
          "when { context.input.limit > 5 }",
          "when { context.input.model > 5 }",
          "when { context has input && context.input has limit && context.input.limit > 5 }",
          "unless { context.approved }");

  private final Random random = new Random(SEED);

  @Test
  void a_further_permit_takes_nothing_away() {
    for (int round = 0; round < ROUNDS; round++) {
      String rules = rules();
      String more = rules + "@id(\"more\") " + rule("permit");
      Operation operation = operation();

      assertThat(rank(more, operation))
          .as("%s%n%s", more, operation)
          .isGreaterThanOrEqualTo(rank(rules, operation));
    }
  }

  @Test
  void a_further_forbid_gives_nothing() {
    for (int round = 0; round < ROUNDS; round++) {
      String rules = rules();
      String approval = random.nextBoolean() ? "@approval(\"auditors\") " : "";
      String more = rules + "@id(\"more\") " + approval + rule("forbid");
      Operation operation = operation();

      assertThat(rank(more, operation))
          .as("%s%n%s", more, operation)
          .isLessThanOrEqualTo(rank(rules, operation));
    }
  }

  @Test
  void the_rules_tried_give_every_answer() {
    Set<Integer> answers = new HashSet<>();
    for (int round = 0; round < ROUNDS; round++) {
      answers.add(rank(rules(), operation()));
    }
    assertThat(answers).containsExactlyInAnyOrder(0, 1, 2);
  }

  private String rules() {
    StringBuilder rules = new StringBuilder();
    int permits = random.nextInt(4);
    for (int i = 0; i < permits; i++) {
      rules.append("@id(\"p").append(i).append("\") ").append(rule("permit"));
    }
    int forbids = random.nextInt(3);
    for (int i = 0; i < forbids; i++) {
      String approval = random.nextBoolean() ? "@approval(\"auditors\") " : "";
      rules.append("@id(\"f").append(i).append("\") ").append(approval).append(rule("forbid"));
    }
    return rules.toString();
  }

  private String rule(String effect) {
    return effect
        + " ("
        + one(PRINCIPALS)
        + ", "
        + one(ACTIONS)
        + ", "
        + one(RESOURCES)
        + ") "
        + one(CONDITIONS)
        + ";\n";
  }

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private Operation operation() {
    Party ana = party(Party.Kind.PERSON, "ana", Set.of("scientists"));
    Party assistant = party(Party.Kind.AGENT, "assistant", Set.of());
    Principal caller =
        random.nextBoolean() ? Principal.of(ana) : new Principal(List.of(assistant, ana));
    Map<String, Value> input =
        random.nextBoolean()
            ? Map.of("model", new Value.Text("churn"))
            : Map.of("model", new Value.Text("fraud"), "limit", new Value.Numeral("7"));
    return new Operation(
        caller,
        "registry",
        "tools/call run",
        List.of(new Atom(new Action("registry", "run", Set.of("read")), tool())),
        Effect.READ,
        new Value.MapOf(Map.of("input", new Value.MapOf(input))),
        Value.NOTHING);
  }

  /** Deny, hold, allow, in the order of what they give. */
  private static int rank(String rules, Operation operation) {
    PolicySet.Parsed parsed = PolicySet.parse(List.of(new Source("laws.cedar", rules)));
    assertThat(parsed).isInstanceOf(PolicySet.Accepted.class);
    CedarPolicy policy =
        new CedarPolicy(((PolicySet.Accepted) parsed).policies(), List.of(), Map.of());
    return switch (policy.decide(operation, FACTS)) {
      case Decision.Deny deny -> 0;
      case Decision.Hold hold -> 1;
      case Decision.Allow allow -> 2;
    };
  }

  private static Resource tool() {
    return new Resource(new Ref("Tool", "registry/run"), Set.of(new Ref("McpServer", "registry")));
  }

  private static Party party(Party.Kind kind, String name, Set<String> groups) {
    return new Party(kind, new Identity("https://idp", name), name, groups, Optional.empty());
  }
}
