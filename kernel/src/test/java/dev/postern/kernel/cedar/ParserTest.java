package dev.postern.kernel.cedar;

import static dev.postern.kernel.cedar.Cases.policies;
import static dev.postern.kernel.cedar.Cases.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParserTest {
  @Test
  void reads_annotations_ids_effect_and_place() {
    PolicySet set =
        policies(
            """
            // a comment
            @id("hold")
            @approval("dba")
            @if
            forbid (principal, action in Action::"write", resource is Db::Table in Db::Schema::"hr",)
            unless { context.approved };
            permit (principal, action, resource); permit (principal, action, resource);
            """);
    Policy first = set.policies().getFirst();
    assertThat(first.id()).isEqualTo("hold");
    assertThat(first.effect()).isEqualTo(Effect.FORBID);
    assertThat(first.annotations()).isEqualTo(Map.of("id", "hold", "approval", "dba", "if", ""));
    assertThat(first.at()).isEqualTo(new Position("t.cedar", 2, 1));
    assertThat(first.head().action()).isEqualTo(new Scope.In(new EntityUid("Action", "write")));
    assertThat(first.head().resource())
        .isEqualTo(new Scope.IsIn("Db::Table", new EntityUid("Db::Schema", "hr")));
    assertThat(first.conditions()).hasSize(1);
    assertThat(first.conditions().getFirst().when()).isFalse();
    assertThat(set.policies())
        .extracting(Policy::id)
        .containsExactly("hold", "t.cedar:7", "t.cedar:7:39");
    assertThat(set.policy("hold")).contains(first);
  }

  @Test
  void reports_every_problem_at_once() {
    assertThat(
            problems(
                """
                permit (principal, resource, action);
                permit (principal, action, resource) when { foo };
                permit (principal, action, resource) when { 1 = 1 };
                allow (principal, action, resource);
                permit (principal, action, resource) when { # };
                permit (principal, action, resource)
                """))
        .containsExactly(
            "t.cedar:1:20: expected `action`, found `resource`",
            "t.cedar:2:45: expected a variable (principal, action, resource, context), found `foo`",
            "t.cedar:3:47: expected `==`, found `=`",
            "t.cedar:4:1: expected `permit` or `forbid`, found `allow`",
            "t.cedar:5:45: unexpected character U+0023",
            "t.cedar:7:1: expected `when`, `unless` or `;`, found the end of the text");
  }

  @Test
  void refuses_two_policies_with_one_id_across_files() {
    Source first = new Source("a.cedar", "@id(\"x\") permit (principal, action, resource);");
    Source second = new Source("b.cedar", "\n@id(\"x\") permit (principal, action, resource);");
    assertThat(PolicySet.parse(List.of(first, second)))
        .isEqualTo(
            new PolicySet.Rejected(
                List.of(
                    new Problem(
                        Severity.ERROR,
                        new Position("b.cedar", 2, 1),
                        "the policy at a.cedar:1:1 has the id x too"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true || if true then true else true",
        "1 < 2 < 3",
        "1 < 2 in 3",
        "!-1 == 1",
        "!!!!!true",
        "-----1 == 1",
        "9223372036854775808 == 1",
        "-9223372036854775809 == 1",
        "1 / 2 == 1",
        "1 % 2 == 1",
        "context.if == 1",
        "context.__cedar == 1",
        "__cedar::X::\"a\" == 1",
        "{if: 1} == 1",
        "{a: 1, \"a\": 2} == 1",
        "context[(\"a\")] == 1",
        "context has (a)",
        "context has \"a\".b",
        "\"a\" like (\"a\")",
        "principal is \"User\"",
        "[,] == 1",
        "[1 2] == 1",
        "context.foo() == 1",
        "[1].contains() == 1",
        "[1].contains(1, 2)",
        "contains([1], 1)",
        "isIpv4(ip(\"::1\"))",
        "context.ip(\"::1\") == 1",
        "A::ip(\"::1\") == 1",
        "(1)(2)",
        "?principal == principal",
        "User::{a: 1} == 1",
        "\"\\q\" == 1",
        "\"\\x80\" == 1",
        "\"\\u{}\" == 1",
        "\"\\u{d800}\" == 1",
        "\"\\u{110000}\" == 1",
        "\"\\u{1234567}\" == 1",
        "\"\\u{_1}\" == 1",
        "\"a\rb\" == 1",
        "\"a\\\nb\" == 1",
        "\"\ud800\" == 1",
        "\"open",
        "",
      })
  void refuses_the_expression(String expression) {
    assertThat(problems("permit (principal, action, resource) when { " + expression + " };"))
        .isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "permit (principal == User, action, resource);|`::`",
        "permit (principal == ?principal, action, resource);|templates are not supported",
        "permit (principal, action == User::\"a\", resource);|expected an action",
        "permit (principal, action is Action, resource);|`==`, `in` or `,`",
        "permit (principal is User == User::\"a\", action, resource);|expected `,`",
        "permit (principal: User, action, resource);|`==`, `in`, `is` or `,`",
        "permit (principal, action, resource, context);|expected `)`",
        "permit (principal, action);|`==`, `in` or `,`",
        "@a(\"1\") @a(\"2\") permit (principal, action, resource);|stands twice",
        "permit (principal, action, resource) when true;|expected `{`",
      })
  void refuses_the_policy(String policy, String message) {
    assertThat(problems(policy)).singleElement().asString().contains(message);
  }

  @Test
  void takes_every_white_space_of_unicode_and_names_that_look_like_words_of_the_language() {
    assertThat(
            problems(
                "permit\u00a0(principal\u2003is permit::when, action =="
                    + " principal::Action::\"a\",\u3000resource) when\r"
                    + "{ context.permit };"))
        .isEmpty();
  }
}
