package dev.postern.kernel.cedar;

import static dev.postern.kernel.cedar.Cases.ask;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnswerTest {
  @Test
  void denies_by_default_and_names_nobody() {
    Answer answer = ask("permit (principal == User::\"bob\", action, resource);", RecordOf.empty());
    assertThat(answer).isEqualTo(new Answer(false, List.of(), List.of()));
  }

  @Test
  void a_forbid_beats_permits_and_is_the_only_one_named() {
    Answer answer =
        ask(
            """
            @id("all") permit (principal, action, resource);
            @id("no") @approval("dba") forbid (principal in Group::"all", action, resource in Album::"trip");
            """,
            RecordOf.empty());
    assertThat(answer.allowed()).isFalse();
    assertThat(answer.determining()).extracting(Policy::id).containsExactly("no");
    assertThat(answer.determining().getFirst().annotation("approval")).contains("dba");
  }

  @Test
  void names_every_satisfied_permit_in_the_order_of_the_set() {
    Answer answer =
        ask(
            """
            permit (principal in Group::"all", action, resource);
            permit (principal is Photo, action, resource);
            permit (principal, action in [Action::"read", Action::"write"], resource is Photo in Album::"trip");
            permit (principal == User::"alice", action == Action::"read", resource == Photo::"sea");
            """,
            RecordOf.empty());
    assertThat(answer.allowed()).isTrue();
    assertThat(answer.determining())
        .extracting(Policy::id)
        .containsExactly("t.cedar:1", "t.cedar:3", "t.cedar:4");
  }

  @Test
  void an_erroring_policy_is_skipped_and_reported_with_the_place_of_the_error() {
    Answer answer =
        ask(
            """
            permit (principal, action, resource);
            forbid (principal, action, resource)
              when { context.amount > 5 };
            """,
            RecordOf.empty());
    assertThat(answer.allowed()).isTrue();
    assertThat(answer.faults()).hasSize(1);
    assertThat(answer.faults().getFirst().policy().effect()).isEqualTo(Effect.FORBID);
    assertThat(answer.faults().getFirst())
        .hasToString("t.cedar:3:18: the attribute amount is absent");
  }

  @Test
  void a_head_that_does_not_fit_hides_the_error_of_its_condition() {
    Answer answer =
        ask("permit (principal == User::\"bob\", action, resource) when { 1 };", RecordOf.empty());
    assertThat(answer.faults()).isEmpty();
  }

  @Test
  void conditions_are_asked_in_order_and_the_first_that_fails_ends_it() {
    assertThat(
            ask("permit (principal, action, resource) when { false } when { 1 };", RecordOf.empty())
                .faults())
        .isEmpty();
    assertThat(
            ask(
                    "permit (principal, action, resource) unless { true } when { 1 };",
                    RecordOf.empty())
                .faults())
        .isEmpty();
    assertThat(ask("permit (principal, action, resource) unless { 1 };", RecordOf.empty()).faults())
        .hasSize(1);
  }

  @Test
  void an_entity_that_is_its_own_ancestor_is_answered_once() {
    EntityUid a = new EntityUid("G", "a");
    EntityUid b = new EntityUid("G", "b");
    Entities loop = Entities.of(List.of(new Entity(a, Set.of(b)), new Entity(b, Set.of(a))));
    PolicySet set = Cases.policies("permit (principal in G::\"a\", action, resource in G::\"b\");");
    assertThat(set.answer(new Request(a, Cases.READ, a, RecordOf.empty()), loop).determining())
        .hasSize(1);
  }
}
