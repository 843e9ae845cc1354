package dev.postern.kernel.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.cedar.PolicySet;
import dev.postern.kernel.cedar.Source;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.masking.Mask;
import dev.postern.kernel.masking.Masking;
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
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CedarPolicyTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final Facts FACTS = new Facts(NOON, "s1", false);
  private static final String ANYTHING = "@id(\"all\") permit(principal, action, resource);";

  private final Party ana = party(Party.Kind.PERSON, "ana", Set.of("scientists"));
  private final Party assistant = party(Party.Kind.AGENT, "assistant", Set.of());

  @Test
  void default_deny() {
    assertThat(decide("", run("churn")))
        .isEqualTo(new Decision.Deny(List.of(), CedarPolicy.NO_RULE));
  }

  @Test
  void a_permit_on_the_very_tool_and_argument_allows_and_is_named() {
    String policy =
        """
        @id("scientists-run-churn")
        permit(principal in Group::"scientists", action == registry::Action::"run", resource in McpServer::"registry")
        when { context.input.model == "churn" };
        """;

    assertThat(decide(policy, run("churn")))
        .isEqualTo(new Decision.Allow(List.of("scientists-run-churn")));
    assertThat(decide(policy, run("fraud"))).isInstanceOf(Decision.Deny.class);
  }

  @Test
  void deny_beats_allow_and_tells_its_reason() {
    String policy =
        ANYTHING + "@id(\"no\") @reason(\"not on Saturdays\") forbid(principal, action, resource);";

    assertThat(decide(policy, run("churn")))
        .isEqualTo(new Decision.Deny(List.of("no"), "not on Saturdays"));
  }

  @Test
  void erroring_forbid_denies() {
    String policy =
        ANYTHING
            + "@id(\"big\") forbid(principal, action, resource) when { context.input.limit > 5 };";

    assertThat(decide(policy, run("churn")))
        .isEqualTo(
            new Decision.Deny(
                List.of("big"), "a rule that forbids could not be evaluated on this"));
  }

  @Test
  void erroring_permit_grants_nothing() {
    String policy = "permit(principal, action, resource) when { context.input.limit > 5 };";

    assertThat(decide(policy, run("churn"))).isInstanceOf(Decision.Deny.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775808", "1.23456", "1e400000000", "-1e-400000000"})
  void a_number_that_cedar_cannot_hold_is_no_way_past_a_forbid_that_looks_at_it(String number) {
    for (String condition :
        List.of(
            "context.input.limit == 5",
            "context.input has limit && context.input.limit > 5",
            "context has input.limit && context.input.limit > 5",
            "context has input && context.input == {limit: 5}")) {
      String policy = ANYTHING + "forbid(principal, action, resource) when { " + condition + " };";
      assertThat(decide(policy, operation(ana, Map.of("limit", new Value.Numeral(number)))))
          .as(condition)
          .isInstanceOf(Decision.Deny.class);
    }
    assertThat(decide(ANYTHING, operation(ana, Map.of("limit", new Value.Numeral(number)))))
        .isInstanceOf(Decision.Allow.class);
  }

  @Test
  void what_cedar_cannot_hold_grants_nothing_where_a_permit_says_that_it_is_not_there() {
    String policy =
        "permit(principal, action, resource) when { !(context.input has limit) ||"
            + " context.input.limit < 5 };";

    assertThat(decide(policy, operation(ana, Map.of()))).isInstanceOf(Decision.Allow.class);
    for (Value unsayable :
        List.of(
            new Value.Null(),
            new Value.Bytes(new byte[] {1}),
            new Value.Numeral("9223372036854775808"),
            new Value.ListOf(List.of(new Value.Null())),
            new Value.ListOf(
                List.of(
                    new Value.MapOf(
                        Map.of("a", new Value.MapOf(Map.of("b", new Value.Null())))))))) {
      assertThat(decide(policy, operation(ana, Map.of("limit", unsayable))))
          .as("%s", unsayable)
          .isInstanceOf(Decision.Deny.class);
      assertThat(decide(policy, operation(ana, Map.of("other", unsayable))))
          .as("%s", unsayable)
          .isInstanceOf(Decision.Allow.class);
    }
  }

  @Test
  void a_list_past_its_limit_is_no_way_past_a_forbid_that_looks_at_it() {
    String policy =
        ANYTHING
            + "forbid(principal, action, resource) when { context.input has ids &&"
            + " context.input.ids.contains(-1) };";
    List<Value> ids = new ArrayList<>();
    for (int id = 0; id < 4_096; id++) {
      ids.add(new Value.Numeral(Integer.toString(id)));
    }

    assertThat(decide(policy, operation(ana, Map.of("ids", new Value.ListOf(List.copyOf(ids))))))
        .isInstanceOf(Decision.Allow.class);
    ids.add(new Value.Numeral("4096"));
    assertThat(decide(policy, operation(ana, Map.of("ids", new Value.ListOf(List.copyOf(ids))))))
        .isInstanceOf(Decision.Deny.class);
  }

  @Test
  void fractions_that_fit_are_decimals_and_nested_arguments_are_paths() {
    String policy =
        """
        permit(principal, action, resource)
        when { context.input.limits.share.lessThan(decimal("0.5")) && context.input.tags.contains("eu") };
        """;
    Map<String, Value> input =
        Map.of(
            "limits", new Value.MapOf(Map.of("share", new Value.Numeral("0.25"))),
            "tags", new Value.ListOf(List.of(new Value.Text("eu"), new Value.Text("us"))));

    assertThat(decide(policy, operation(ana, input))).isInstanceOf(Decision.Allow.class);
  }

  @Test
  void arguments_cannot_pose_as_facts() {
    String policy = "permit(principal, action, resource) when { context.approved };";
    Operation posing =
        operation(
            Principal.of(ana),
            new Value.MapOf(Map.of("approved", new Value.Bool(true), "input", Value.NOTHING)));

    assertThat(decide(policy, posing)).isInstanceOf(Decision.Deny.class);
  }

  @Test
  void a_denial_by_approval_forbids_alone_is_a_hold_with_its_own_quorum() {
    String policy =
        ANYTHING
            + "@id(\"ask\") @approval(\"dba\") @quorum(\"2\") forbid(principal, action, resource)"
            + " unless { context.approved };";

    assertThat(decide(policy, run("churn")))
        .isEqualTo(
            new Decision.Hold(List.of("ask"), List.of(new Decision.Approval("ask", "dba", 2))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Another forbid has no approval.
        ANYTHING
            + "@approval(\"dba\") forbid(principal, action, resource) unless { context.approved };"
            + "forbid(principal, action, resource);",
        // Approval would not help.
        ANYTHING + "@approval(\"dba\") forbid(principal, action, resource);",
        // Nothing permits it even when approved.
        "@approval(\"dba\") forbid(principal, action, resource) unless { context.approved };",
        // A quorum that is no number.
        ANYTHING
            + "@approval(\"dba\") @quorum(\"some\") forbid(principal, action, resource)"
            + " unless { context.approved };",
      })
  void any_other_denial_stays_a_denial(String policy) {
    assertThat(decide(policy, run("churn"))).isInstanceOf(Decision.Deny.class);
  }

  @Test
  void every_link_of_a_chain_must_be_permitted() {
    Operation forAna = operation(new Principal(List.of(assistant, ana)), Value.NOTHING);
    String person = "permit(principal == Person::\"ana\", action, resource);";
    String agent = "permit(principal == Agent::\"assistant\", action, resource);";

    assertThat(decide(person, forAna)).isInstanceOf(Decision.Deny.class);
    assertThat(decide(agent, forAna)).isInstanceOf(Decision.Deny.class);
    assertThat(decide(person + agent, forAna)).isInstanceOf(Decision.Allow.class);
  }

  @Test
  void a_rule_can_see_on_whose_behalf_somebody_acts() {
    String policy =
        ANYTHING
            + "forbid(principal is Agent, action, resource)"
            + " unless { context.chain.contains(Person::\"ana\") };";

    assertThat(decide(policy, operation(new Principal(List.of(assistant, ana)), Value.NOTHING)))
        .isInstanceOf(Decision.Allow.class);
    assertThat(decide(policy, operation(Principal.of(assistant), Value.NOTHING)))
        .isInstanceOf(Decision.Deny.class);
  }

  @Test
  void what_is_not_understood_is_covered_by_no_action_group() {
    Operation unknown =
        new Operation(
            Principal.of(ana),
            "registry",
            "x/y",
            List.of(new Atom(Action.UNKNOWN, server())),
            Effect.UNKNOWN,
            Value.NOTHING,
            Value.NOTHING);
    String groups = "permit(principal, action in [Action::\"read\", Action::\"write\"], resource);";

    assertThat(decide(groups, unknown)).isInstanceOf(Decision.Deny.class);
    assertThat(decide(ANYTHING, unknown)).isInstanceOf(Decision.Allow.class);
  }

  @Test
  void a_role_counts_on_its_target_and_until_its_end() {
    String policy = "permit(principal in Role::\"runner\", action, resource);";
    Assignment here =
        new Assignment(
            "runner",
            new Assignment.Holder.Members("scientists"),
            "registry",
            Optional.empty(),
            Optional.of(NOON.plusSeconds(1)));
    Assignment elsewhere =
        new Assignment(
            "runner",
            new Assignment.Holder.Members("scientists"),
            "billing",
            Optional.empty(),
            Optional.empty());

    CedarPolicy rules = policy(policy, List.of(here));
    assertThat(rules.decide(run("churn"), FACTS)).isInstanceOf(Decision.Allow.class);
    assertThat(rules.decide(run("churn"), new Facts(NOON.plusSeconds(1), "s1", false)))
        .isInstanceOf(Decision.Deny.class);
    assertThat(rules.turnsAt(NOON)).contains(NOON.plusSeconds(1));
    assertThat(policy(policy, List.of(elsewhere)).decide(run("churn"), FACTS))
        .isInstanceOf(Decision.Deny.class);
  }

  @Test
  void a_classed_field_is_hidden_unless_every_link_may_reveal_it() {
    String anaMay =
        "permit(principal == Person::\"ana\", action == Action::\"reveal\", resource in"
            + " Class::\"pii\");";

    assertThat(masking("", Principal.of(ana)).hidden())
        .containsExactly(new Masking.Hidden("$.email", "pii", Mask.LAST4));
    assertThat(masking(anaMay, Principal.of(ana)).hidden()).isEmpty();
    assertThat(masking(anaMay, new Principal(List.of(assistant, ana))).hidden()).hasSize(1);
  }

  @Test
  void a_forbid_can_choose_the_mask() {
    String policy =
        "@mask(\"null\") forbid(principal, action == Action::\"reveal\","
            + " resource == Field::\"registry/run#$.email\");";

    assertThat(masking(policy, Principal.of(ana)).hidden())
        .containsExactly(new Masking.Hidden("$.email", "pii", Mask.NULL));
  }

  @Test
  void of_several_masks_the_strictest_counts_for_the_rules_and_for_the_links_of_a_chain() {
    String forbid = "@mask(\"%s\") forbid(principal%s, action == Action::\"reveal\", resource);";
    String rules = forbid.formatted("year", "") + forbid.formatted("null", "");
    String links =
        forbid.formatted("last4", " == Person::\"ana\"")
            + forbid.formatted("withhold", " == Agent::\"" + assistant.name() + "\"");

    assertThat(masking(rules, Principal.of(ana)).hidden())
        .containsExactly(new Masking.Hidden("$.email", "pii", Mask.NULL));
    for (List<Party> chain : List.of(List.of(assistant, ana), List.of(ana, assistant))) {
      assertThat(masking(links, new Principal(chain)).hidden())
          .containsExactly(new Masking.Hidden("$.email", "pii", Mask.WITHHOLD));
    }
  }

  @Test
  void a_reveal_that_cannot_be_evaluated_hides() {
    String policy =
        ANYTHING
            + "forbid(principal, action == Action::\"reveal\", resource) when { context.nothing };";

    assertThat(masking(policy, Principal.of(ana)).hidden()).hasSize(1);
  }

  @Test
  void unmapped_content_of_a_classed_target_is_withheld_unless_it_may_be_revealed() {
    String may =
        "permit(principal, action == Action::\"reveal\", resource in Class::\"unmapped\");";

    assertThat(masking("", Principal.of(ana)).unmapped()).isEqualTo(Masking.Unmapped.WITHHELD);
    assertThat(masking(may, Principal.of(ana)).unmapped()).isEqualTo(Masking.Unmapped.SHOWN);
  }

  private Masking masking(String policy, Principal viewer) {
    Lexicon.Term term =
        new Lexicon.Term(
            Set.of("read"), Set.of(), Map.of("$.email", "pii"), Lexicon.Unmapped.BY_TARGET);
    Lexicon lexicon =
        new Lexicon("registry", "McpServer", Set.of(), true, Map.of(tool().ref(), term), 1);
    return policy(policy, List.of()).masking(viewer, lexicon, new Policy.Part(tool(), term), FACTS);
  }

  private Decision decide(String policy, Operation operation) {
    return policy(policy, List.of()).decide(operation, FACTS);
  }

  private static CedarPolicy policy(String text, List<Assignment> assignments) {
    PolicySet.Parsed parsed = PolicySet.parse(List.of(new Source("test.cedar", text)));
    assertThat(parsed).isInstanceOf(PolicySet.Accepted.class);
    return new CedarPolicy(
        ((PolicySet.Accepted) parsed).policies(), assignments, Map.of("pii", Mask.LAST4));
  }

  private Operation run(String model) {
    return operation(ana, Map.of("model", new Value.Text(model)));
  }

  private static Operation operation(Party caller, Map<String, Value> input) {
    return operation(
        Principal.of(caller), new Value.MapOf(Map.of("input", new Value.MapOf(input))));
  }

  private static Operation operation(Principal caller, Value.MapOf context) {
    return new Operation(
        caller,
        "registry",
        "tools/call run",
        List.of(new Atom(new Action("registry", "run", Set.of("read")), tool())),
        Effect.READ,
        context,
        Value.NOTHING);
  }

  private static Resource tool() {
    return new Resource(new Ref("Tool", "registry/run"), Set.of(server().ref()));
  }

  private static Resource server() {
    return new Resource(new Ref("McpServer", "registry"), Set.of());
  }

  private static Party party(Party.Kind kind, String name, Set<String> groups) {
    return new Party(kind, new Identity("https://idp", name), name, groups, Optional.empty());
  }
}
