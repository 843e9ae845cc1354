package dev.postern.kernel.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.cedar.PolicySet;
import dev.postern.kernel.cedar.Source;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.masking.Mask;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a policy was asked before, it answers as one that was asked nothing. Callers, targets,
 * parts and moments are drawn from few, so that most questions were met before with one thing
 * changed; the clock goes both ways.
 */
class RememberedTest {
  private static final int QUESTIONS = 4_000;
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private static final String RULES =
      """
      @id("scientists") permit(principal in Group::"scientists", action in Action::"read", resource);
      @id("runners") permit(principal in Role::"runner", action, resource in McpServer::"registry");
      @id("churn") forbid(principal, action, resource in Tag::"models")
      unless { context.input.model == "churn" };
      @id("late") @mask("null") forbid(principal in Role::"runner", action == Action::"reveal", resource);
      @id("stewards") permit(principal in Role::"steward", action == Action::"reveal", resource in Class::"pii");
      @id("unmapped") permit(principal, action == Action::"reveal", resource in Class::"unmapped")
      when { context.session == "s1" };
      @id("agents") permit(principal is Agent, action, resource)
      when { context.chain.contains(Person::"ana") };
      """;

  private static final PolicySet POLICIES = parsed();

  private static final List<Assignment> ASSIGNMENTS =
      List.of(
          role("runner", "registry", 10, 20),
          role("runner", "billing", 0, 30),
          role("steward", "registry", 15, 25));

  private final Random random = new Random(20_261_121);
  private final List<Principal> callers = callers();

  @ParameterizedTest
  @MethodSource("bounds")
  @Tag("reaches:Stage.Bounds.callers")
  @Tag("reaches:Stage.Bounds.longestName")
  void a_policy_that_was_asked_much_decides_as_a_new_one(Stage.Bounds bounds) {
    CedarPolicy asked = policy(bounds);
    Set<Class<?>> answers = new HashSet<>();
    for (int i = 0; i < QUESTIONS; i++) {
      Operation operation = operation();
      Facts facts = facts();
      Decision decision = asked.decide(operation, facts);
      answers.add(decision.getClass());
      assertThat(decision)
          .as("%s %s", operation, facts)
          .isEqualTo(policy().decide(operation, facts));
    }
    assertThat(answers).containsExactlyInAnyOrder(Decision.Allow.class, Decision.Deny.class);
  }

  @ParameterizedTest
  @MethodSource("bounds")
  @Tag("reaches:Stage.Bounds.questions")
  void a_policy_that_was_asked_much_masks_as_a_new_one(Stage.Bounds bounds) {
    CedarPolicy asked = policy(bounds);
    Set<Object> maskings = new HashSet<>();
    for (int i = 0; i < QUESTIONS; i++) {
      Principal viewer = one(callers);
      Lexicon lexicon =
          new Lexicon(
              one(List.of("registry", "billing")), "McpServer", Set.of(), coin(), Map.of(), 1);
      Lexicon.Term term =
          new Lexicon.Term(
              Set.of(),
              Set.of(),
              coin() ? Map.of("$.mail", "pii") : Map.of("$.mail", "secret"),
              one(List.of(Lexicon.Unmapped.values())));
      Policy.Part part = new Policy.Part(resource(), term);
      Facts facts = facts();
      var masking = asked.masking(viewer, lexicon, part, facts);
      maskings.add(masking);
      assertThat(masking)
          .as("%s %s %s %s", viewer, lexicon, part, facts)
          .isEqualTo(policy().masking(viewer, lexicon, part, facts));
    }
    assertThat(maskings).hasSizeGreaterThan(5);
  }

  private Operation operation() {
    List<Atom> atoms = new ArrayList<>();
    for (int atom = 0; atom <= random.nextInt(2); atom++) {
      Set<String> groups = coin() ? Set.of("read") : Set.of();
      atoms.add(new Atom(new Action("registry", one(List.of("run", "stop")), groups), resource()));
    }
    Map<String, Value> input = Map.of("model", new Value.Text(one(List.of("churn", "fraud"))));
    return new Operation(
        one(callers),
        one(List.of("registry", "billing")),
        "run",
        atoms,
        Effect.READ,
        new Value.MapOf(Map.of("input", new Value.MapOf(input))),
        Value.NOTHING);
  }

  private Resource resource() {
    Set<Ref> parents = new HashSet<>();
    parents.add(new Ref("McpServer", "registry"));
    if (coin()) {
      parents.add(new Ref("Tag", "models"));
    }
    return new Resource(new Ref("Tool", one(List.of("registry/run", "registry/stop"))), parents);
  }

  private Facts facts() {
    Instant now = NOON.plusSeconds(random.nextInt(32)).plusNanos(random.nextInt(2));
    return new Facts(now, one(List.of("s1", "s2")), false);
  }

  /** Callers of one name with other groups, and agents who act for them. */
  private static List<Principal> callers() {
    List<Principal> callers = new ArrayList<>();
    for (Set<String> groups : List.of(Set.<String>of(), Set.of("scientists"), Set.of("staff"))) {
      Party ana = party(Party.Kind.PERSON, "ana", groups);
      Party bob = party(Party.Kind.PERSON, "bob", groups);
      Party agent = party(Party.Kind.AGENT, "assistant", groups);
      callers.add(Principal.of(ana));
      callers.add(Principal.of(bob));
      callers.add(new Principal(List.of(agent, ana)));
      callers.add(new Principal(List.of(agent, bob)));
    }
    return callers;
  }

  private static Assignment role(String role, String target, int from, int until) {
    return new Assignment(
        role,
        new Assignment.Holder.Members("staff"),
        target,
        Optional.of(NOON.plusSeconds(from)),
        Optional.of(NOON.plusSeconds(until)));
  }

  /** Those in use, and two in which nearly every question takes the place of another. */
  private static List<Stage.Bounds> bounds() {
    return List.of(
        Stage.Bounds.STANDARD,
        new Stage.Bounds(2, 2, "registry/run".length()),
        new Stage.Bounds(2, 2, 0));
  }

  private static CedarPolicy policy(Stage.Bounds bounds) {
    return new CedarPolicy(POLICIES, ASSIGNMENTS, Map.of("pii", Mask.LAST4), bounds);
  }

  private static CedarPolicy policy() {
    return policy(Stage.Bounds.STANDARD);
  }

  private static PolicySet parsed() {
    return switch (PolicySet.parse(List.of(new Source("test.cedar", RULES)))) {
      case PolicySet.Accepted accepted -> accepted.policies();
      case PolicySet.Rejected rejected -> throw new AssertionError(rejected.problems());
    };
  }

  private static Party party(Party.Kind kind, String name, Set<String> groups) {
    return new Party(kind, new Identity("https://idp", name), name, groups, Optional.empty());
  }

  private boolean coin() {
    return random.nextBoolean();
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
