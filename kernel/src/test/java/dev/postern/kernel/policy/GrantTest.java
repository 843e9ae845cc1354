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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GrantTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final Party ANA = party(Party.Kind.PERSON, "ana");
  private static final Party ROBOT = party(Party.Kind.AGENT, "robot");
  private static final String RUNNERS =
      "permit(principal in Role::\"runner\", action == Action::\"run\", resource);";

  private final CedarPolicy rules = policy(RUNNERS);

  @Test
  void adds_its_role_where_it_is_in_force() {
    assertThat(decide(rules, "shop", "run", List.of(), ANA)).isInstanceOf(Decision.Deny.class);
    assertThat(decide(rules, "shop", "run", List.of(granted("ana", "shop")), ANA))
        .isInstanceOf(Decision.Allow.class);
    assertThat(decide(rules, "shop", "run", List.of(), ANA)).isInstanceOf(Decision.Deny.class);
  }

  @Test
  void gives_nothing_that_its_role_does_not() {
    assertThat(decide(rules, "shop", "drop", List.of(granted("ana", "shop")), ANA))
        .isInstanceOf(Decision.Deny.class);
  }

  @Test
  void gives_nothing_on_another_target_and_to_nobody_else() {
    assertThat(decide(rules, "bank", "run", List.of(granted("ana", "shop")), ANA))
        .isInstanceOf(Decision.Deny.class);
    assertThat(decide(rules, "shop", "run", List.of(granted("bob", "shop")), ANA))
        .isInstanceOf(Decision.Deny.class);
  }

  @Test
  void gives_an_agent_of_its_holder_nothing() {
    assertThat(decide(rules, "shop", "run", List.of(granted("ana", "shop")), ROBOT, ANA))
        .isInstanceOf(Decision.Deny.class);
    CedarPolicy robots = policy(RUNNERS + "permit(principal is Agent, action, resource);");
    assertThat(decide(robots, "shop", "run", List.of(granted("ana", "shop")), ROBOT, ANA))
        .isInstanceOf(Decision.Allow.class);
    assertThat(decide(robots, "shop", "run", List.of(), ROBOT, ANA))
        .isInstanceOf(Decision.Deny.class);
  }

  @Test
  void is_given_to_people_alone_whatever_an_agent_is_called() {
    assertThat(
            decide(
                rules,
                "shop",
                "run",
                List.of(granted("ana", "shop")),
                party(Party.Kind.AGENT, "ana")))
        .isInstanceOf(Decision.Deny.class);
  }

  @Test
  void of_a_role_that_no_rule_names_gives_nothing() {
    assertThat(
            decide(
                policy("permit(principal in Role::\"reader\", action, resource);"),
                "shop",
                "run",
                List.of(granted("ana", "shop")),
                ANA))
        .isInstanceOf(Decision.Deny.class);
  }

  @Test
  void brings_what_its_role_is_forbidden_with_it() {
    CedarPolicy strict =
        policy(
            "permit(principal, action, resource);"
                + "forbid(principal in Role::\"runner\", action == Action::\"drop\", resource);");
    assertThat(decide(strict, "shop", "drop", List.of(), ANA)).isInstanceOf(Decision.Allow.class);
    assertThat(decide(strict, "shop", "drop", List.of(granted("ana", "shop")), ANA))
        .isInstanceOf(Decision.Deny.class);
  }

  @Test
  void turns_at_the_edges_of_its_window_and_not_after_its_end() {
    Window hours = Window.parse("daily 13:00-14:00 UTC").orElseThrow();
    Grant grant =
        new Grant(
            "g-1",
            "runner",
            "ana",
            "shop",
            new Grant.Term(NOON, NOON.plusSeconds(5_400), Optional.of(hours)),
            Budget.NONE);

    assertThat(grant.holdsAt(NOON)).isFalse();
    assertThat(grant.turnsAt(NOON)).contains(NOON.plusSeconds(3_600));
    assertThat(grant.holdsAt(NOON.plusSeconds(3_600))).isTrue();
    assertThat(grant.turnsAt(NOON.plusSeconds(3_600))).contains(NOON.plusSeconds(5_400));
    assertThat(grant.holdsAt(NOON.plusSeconds(5_400))).isFalse();
    assertThat(grant.turnsAt(NOON.plusSeconds(5_400))).isEmpty();
  }

  /**
   * The head of a forbid that names a role may come to speak of anybody while a session is open.
   */
  @Test
  void a_session_is_open_only_where_no_grant_could_make_a_rule_look() {
    CedarPolicy rules =
        policy(
            "permit(principal, action, resource);"
                + "forbid(principal in Role::\"runner\", action == Action::\"drop\", resource);");
    Lexicon lexicon = new Lexicon("shop", "PostgresServer", Set.of(), false, Map.of(), 1);
    Resource resource = new Resource(new Ref("Database", "shop/x"), Set.of());

    assertThat(rules.reach(Principal.of(ANA), lexicon, resource)).isEqualTo(Reach.CONTENT);
    assertThat(rules.reach(Principal.of(ROBOT), lexicon, resource)).isEqualTo(Reach.NOTHING);
  }

  static Grant granted(String person, String target) {
    return new Grant(
        "g-1",
        "runner",
        person,
        target,
        new Grant.Term(NOON.minusSeconds(60), NOON.plusSeconds(60), Optional.empty()),
        Budget.NONE);
  }

  private static Decision decide(
      CedarPolicy rules, String target, String action, List<Grant> grants, Party... chain) {
    Operation operation =
        new Operation(
            new Principal(List.of(chain)),
            target,
            action,
            List.of(
                new Atom(
                    new Action("", action, Set.of()),
                    new Resource(new Ref("Tool", target + "/x"), Set.of()))),
            Effect.WRITE,
            Value.NOTHING,
            Value.NOTHING);
    return rules.decide(operation, new Facts(NOON, "s1", false, grants));
  }

  private static CedarPolicy policy(String text) {
    if (!(PolicySet.parse(List.of(new Source("test.cedar", text)))
        instanceof PolicySet.Accepted(PolicySet policies))) {
      throw new AssertionError("not a policy: " + text);
    }
    return new CedarPolicy(policies, List.of(), Map.of());
  }

  private static Party party(Party.Kind kind, String name) {
    return new Party(
        kind, new Identity("https://issuer.test", "sub-" + name), name, Set.of(), Optional.empty());
  }
}
