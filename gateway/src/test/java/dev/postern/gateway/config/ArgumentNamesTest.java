package dev.postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.cedar.PolicySet;
import dev.postern.kernel.cedar.Source;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The names of arguments that rules and paths look at. */
class ArgumentNamesTest {
  private static PolicySet policies(String condition) {
    String text = "forbid (principal, action, resource) when { " + condition + " };";
    return switch (PolicySet.parse(List.of(new Source("some.cedar", text)))) {
      case PolicySet.Accepted accepted -> accepted.policies();
      case PolicySet.Rejected rejected -> throw new AssertionError(rejected.problems().toString());
    };
  }

  @Test
  void what_a_rule_reads_of_the_arguments_is_found_however_it_is_written() {
    assertThat(ArgumentNames.of(policies("context.input.limit > 5"))).containsExactly("limit");
    assertThat(ArgumentNames.of(policies("context[\"input\"][\"max rows\"] > 5")))
        .containsExactly("max rows");
    assertThat(
            ArgumentNames.of(policies("context has input.filter.owner && context.input.a.b == 1")))
        .containsExactlyInAnyOrder("filter", "owner", "a", "b");
    assertThat(ArgumentNames.of(policies("(if true then context.input else {}).limit == 1")))
        .containsExactly("limit");
    assertThat(ArgumentNames.of(policies("[context.input.tags].containsAny([context.input.more])")))
        .containsExactlyInAnyOrder("tags", "more");
  }

  @Test
  void what_a_rule_reads_of_anything_else_is_not() {
    assertThat(
            ArgumentNames.of(
                policies(
                    "context has input && context.method == \"x\" && principal.name == \"y\"")))
        .isEmpty();
  }

  @Test
  void what_a_path_into_the_arguments_names_counts_too() {
    assertThat(ArgumentNames.of(List.of("$.input.ssn", "$.input..card[*].no", "$.rows[*].email")))
        .containsExactlyInAnyOrder("ssn", "card", "no");
  }
}
