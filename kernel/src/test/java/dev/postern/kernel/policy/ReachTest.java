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
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.operation.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReachTest {
  private static final String ALL = "permit(principal, action, resource);";
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final int ROUNDS = 3_000;

  private final Party ana = party(Party.Kind.PERSON, "ana", Set.of("staff"));
  private final Party robot = party(Party.Kind.AGENT, "robot", Set.of());
  private final Resource shop =
      new Resource(
          new Ref("Database", "shop/orders"),
          Set.of(new Ref("PostgresServer", "shop"), new Ref("Env", "test")));

  @ParameterizedTest
  @ValueSource(
      strings = {
        ALL,
        "permit(principal == Person::\"ana\", action, resource == Database::\"shop/orders\");",
        "permit(principal in Group::\"staff\", action, resource in PostgresServer::\"shop\");",
        "permit(principal is Person, action, resource is Database in Env::\"test\");",
        "permit(principal in Role::\"keeper\", action, resource);",
        ALL + "forbid(principal == Person::\"bob\", action, resource);",
        ALL + "forbid(principal, action, resource in Env::\"prod\") when { context.verbs };",
        ALL + "forbid(principal, action == registry::Action::\"run\", resource);",
        ALL + "permit(principal, action == Action::\"select\", resource) when { context.x > 1 };",
      })
  void nothing_can_matter_where_all_is_permitted_and_nothing_forbidden(String policy) {
    assertThat(reach(policy, false, ana)).isEqualTo(Reach.NOTHING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "permit(principal, action == Action::\"select\", resource);",
        "permit(principal, action, resource) when { context.account == \"app\" };",
        "permit(principal, action, resource) unless { false };",
        "permit(principal == Person::\"bob\", action, resource);",
        "permit(principal, action, resource in PostgresServer::\"other\");",
        "permit(principal in Role::\"guest\", action, resource);",
        ALL + "forbid(principal, action, resource) when { false };",
        ALL + "forbid(principal, action in Action::\"write\", resource);",
        ALL + "forbid(principal in Group::\"staff\", action == Action::\"ddl\", resource);",
        ALL + "@approval(\"dba\") forbid(principal, action, resource in Env::\"test\");",
        ALL + "forbid(principal in Role::\"guest\", action, resource);",
      })
  void what_a_rule_could_look_at_is_looked_at(String policy) {
    assertThat(reach(policy, false, ana)).isEqualTo(Reach.CONTENT);
  }

  @Test
  void a_class_anywhere_on_the_target_counts() {
    assertThat(reach(ALL, true, ana)).isEqualTo(Reach.CONTENT);
  }

  @Test
  void every_link_of_a_chain_counts() {
    assertThat(reach("permit(principal is Person, action, resource);", false, ana, robot))
        .isEqualTo(Reach.CONTENT);
    assertThat(reach(ALL, false, ana, robot)).isEqualTo(Reach.NOTHING);
  }

  @Test
  void where_nothing_can_matter_every_operation_is_allowed_whatever_it_says() {
    List<String> rules =
        List.of(
            ALL,
            "permit(principal in Group::\"staff\", action, resource in Env::\"test\");",
            "permit(principal is Person, action, resource) when { context.n > 3 };",
            "permit(principal, action == Action::\"select\", resource);",
            "forbid(principal, action == Action::\"ddl\", resource in Env::\"prod\");",
            "forbid(principal is Agent, action, resource);",
            "forbid(principal, action, resource) when { context.n > 5 };",
            "forbid(principal == Person::\"bob\", action, resource);",
            "forbid(principal, action in [Action::\"write\"], resource in Env::\"test\");");
    Random random = new Random(3);
    int open = 0;
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder policy = new StringBuilder();
      for (int i = random.nextInt(4); i >= 0; i--) {
        policy.append(rules.get(random.nextInt(rules.size())));
      }
      Party[] chain = random.nextBoolean() ? new Party[] {ana} : new Party[] {ana, robot};
      if (reach(policy.toString(), false, chain) == Reach.NOTHING) {
        open++;
        Decision decision = policy(policy.toString()).decide(operation(random, chain), facts());
        assertThat(decision).as("%s", policy).isInstanceOf(Decision.Allow.class);
      }
    }
    assertThat(open).isGreaterThan(100);
  }

  private Operation operation(Random random, Party... chain) {
    List<String> names = List.of("select", "insert", "ddl", "statement", "unknown");
    Action action =
        new Action(
            "",
            names.get(random.nextInt(names.size())),
            random.nextBoolean() ? Set.of("write") : Set.of());
    Map<String, Value> context =
        random.nextBoolean()
            ? Map.of("n", new Value.Numeral(Integer.toString(random.nextInt(9))))
            : Map.of();
    return new Operation(
        principal(chain),
        "shop",
        "x",
        List.of(new Atom(action, shop)),
        Effect.UNKNOWN,
        new Value.MapOf(context),
        Value.NOTHING);
  }

  private Reach reach(String policy, boolean classed, Party... chain) {
    Lexicon lexicon = new Lexicon("shop", "PostgresServer", Set.of(), classed, Map.of(), 1);
    return policy(policy).reach(principal(chain), lexicon, shop);
  }

  private static CedarPolicy policy(String text) {
    if (!(PolicySet.parse(List.of(new Source("test.cedar", text)))
        instanceof PolicySet.Accepted(PolicySet policies))) {
      throw new AssertionError("not a policy: " + text);
    }
    List<Assignment> assignments = new ArrayList<>();
    assignments.add(role("keeper", Optional.empty()));
    assignments.add(role("guest", Optional.of(NOON.plusSeconds(60))));
    return new CedarPolicy(policies, assignments, Map.of());
  }

  private static Assignment role(String name, Optional<Instant> until) {
    return new Assignment(
        name,
        new Assignment.Holder.Named(Party.Kind.PERSON, "ana"),
        "shop",
        Optional.empty(),
        until);
  }

  private static Principal principal(Party... chain) {
    return new Principal(List.of(chain));
  }

  private static Facts facts() {
    return new Facts(NOON, "s1", false);
  }

  private static Party party(Party.Kind kind, String name, Set<String> groups) {
    return new Party(
        kind, new Identity("https://issuer.test", "sub-" + name), name, groups, Optional.empty());
  }
}
