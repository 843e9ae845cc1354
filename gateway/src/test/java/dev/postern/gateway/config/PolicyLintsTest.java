package dev.postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyLintsTest {
  @TempDir Path directory;
  private Folder folder;

  @BeforeEach
  void write() {
    folder = new Folder(directory);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "permit(principal, action, resource == Tool::\"registry/lst\"); | there is no"
            + " Tool::\"registry/lst\"; is registry/list meant?",
        "permit(principal, action == registry::Action::\"lst\", resource); | there is no action"
            + " registry::Action::\"lst\"; is registry::Action::\"list\" meant?",
        "permit(principal in Group::\"stuff\", action, resource); | there is no Group::\"stuff\";"
            + " is staff meant?",
        "permit(principal in Role::\"runer\", action, resource); | there is no Role::\"runer\"; is"
            + " runner meant?",
        "permit(principal, action == Action::\"reveal\", resource in Class::\"pi\"); | there is no"
            + " Class::\"pi\"",
        "permit(principal, action, resource in McpServer::\"registri\"); | there is no"
            + " McpServer::\"registri\"",
        "permit(principal, action, resource in Env::\"staging\"); | there is no Env::\"staging\"",
        "permit(principal is Persn, action, resource); | there is no entity type Persn",
        "permit(principal, action, resource) when { context.aproved }; | there is no attribute"
            + " aproved",
      })
  void a_policy_that_names_what_is_not_there_is_refused_with_its_place(
      String policy, String problem) {
    folder.put("policies/all.cedar", "\n" + policy);
    assertThat(folder.problems())
        .isNotEmpty()
        .allMatch(told -> told.startsWith("policies/all.cedar:2:"))
        .anyMatch(told -> told.contains(problem));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permit(principal == Person::\"anybody\", action == registry::Action::\"list\", resource)"
            + " when { context.input.deep.limit > 5 && context.input has tag };",
        "permit(principal in Group::\"staff\", action in Action::\"read\", resource in"
            + " McpServer::\"registry\");",
        "permit(principal is Agent, action == Action::\"connect\", resource =="
            + " McpServer::\"registry\") when { principal has owner && principal.owner =="
            + " Person::\"ana\" };",
        "permit(principal in Group::\"staff\", action == Action::\"reveal\", resource in"
            + " Class::\"unmapped\");",
        "permit(principal in Group::\"staff\", action == postern::Action::\"lock\", resource =="
            + " Gateway::\"postern\") when { context.input.scope == \"session\" };",
        "forbid(principal == Server::\"registry\", action == Action::\"elicit\", resource);",
        "forbid(principal in Group::\"staff\", action, resource)"
            + " unless { context.now < datetime(\"2027-01-01\") || context.approved };",
        "permit(principal in Role::\"runner\", action == Action::\"read\", resource =="
            + " Resource::\"registry/model://churn/weights\");",
        "forbid(principal == Person::\"ana\", action, resource)"
            + " when { context.chain.contains(Agent::\"assistant\") };",
      })
  void a_policy_in_the_words_of_the_configuration_is_used_without_a_warning(String policy) {
    folder.put("policies/all.cedar", policy);
    assertThat(folder.problems()).isEmpty();
    assertThat(folder.warnings()).isEmpty();
  }

  @Test
  void a_policy_that_every_request_asks_is_used_with_a_warning() {
    assertThat(folder.warnings())
        .containsExactly(
            "policies/all.cedar:1:1: the head names neither a principal nor a resource:"
                + " every request asks this policy");
  }
}
