package dev.postern.kernel.cedar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AccountTest {
  private static final PolicySet POLICIES =
      switch (PolicySet.parse(
          List.of(
              new Source(
                  "t.cedar",
                  """
                  permit (principal in Group::"staff", action == Action::"run", resource)
                  when { context has model && context.model == "churn" && context.n < 5 };
                  permit (principal, action, resource == Tool::"b")
                  unless { context has model && context.model like "x*" };
                  forbid (principal, action, resource) when { context.n > 8 || context.model == "bad" };
                  forbid (principal == Person::"eve", action, resource);
                  """)))) {
        case PolicySet.Accepted(PolicySet policies) -> policies;
        case PolicySet.Rejected rejected -> throw new AssertionError(rejected.problems());
      };

  private static final Entities ENTITIES =
      Entities.of(
          List.of(
              new Entity(new EntityUid("Person", "ana"), Set.of(new EntityUid("Group", "staff"))),
              new Entity(new EntityUid("Person", "eve"), Set.of())));

  static Stream<Request> requests() {
    List<Map<String, CedarValue>> contexts =
        List.of(
            Map.of(),
            Map.of("model", new Str("churn")),
            Map.of("model", new Str("churn"), "n", new Long64(3)),
            Map.of("model", new Str("churn"), "n", new Long64(7)),
            Map.of("model", new Str("bad"), "n", new Long64(9)),
            Map.of("model", new Str("xyz"), "n", new Long64(1)),
            Map.of("model", new Long64(1), "n", new Str("many")));
    return Stream.of("ana", "eve")
        .flatMap(name ->
            Stream.of("a", "b")
                .flatMap(tool ->
                    contexts.stream()
                        .map(context ->
                            new Request(
                                new EntityUid("Person", name),
                                new EntityUid("Action", "run"),
                                new EntityUid("Tool", tool),
                                RecordOf.of(context)))));
  }

  /** The account decides nothing, so nothing but this keeps it from telling something else. */
  @ParameterizedTest
  @MethodSource("requests")
  void tells_of_every_policy_what_the_answer_was_made_of(Request request) {
    Answer answer = POLICIES.answer(request, ENTITIES);
    List<Policy> erring = answer.faults().stream().map(Fault::policy).toList();
    for (Policy policy : POLICIES.policies()) {
      Account account = Account.of(policy, request, ENTITIES);
      boolean determines = answer.determining().contains(policy);
      boolean beaten = policy.effect() == Effect.PERMIT && !answer.allowed();
      assertThat(account.erred()).as(policy.id()).isEqualTo(erring.contains(policy));
      assertThat(account.holds()).as(policy.id()).matches(holds -> holds == determines || beaten);
    }
  }

  @Test
  void says_which_condition_failed_and_what_it_looked_at() {
    Request request =
        new Request(
            new EntityUid("Person", "ana"),
            new EntityUid("Action", "run"),
            new EntityUid("Tool", "a"),
            RecordOf.of(Map.of("model", new Str("fraud"))));
    Account account = Account.of(POLICIES.policies().getFirst(), request, ENTITIES);
    assertThat(account.terms())
        .extracting(Account.Term::outcome)
        .containsExactly(Account.Outcome.HELD, Account.Outcome.FAILED, Account.Outcome.NOT_REACHED);
    assertThat(account.terms().get(1).values()).containsEntry("context[\"model\"]", "\"fraud\"");
    assertThat(account.terms().get(2).values()).containsEntry("context[\"n\"]", "(not there)");
  }
}
