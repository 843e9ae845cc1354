package dev.postern.kernel.cedar;

import static dev.postern.kernel.cedar.Cases.value;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "true || 1 + \"a\" == 2",
        "!(false && 1)",
        "if false then 1 else true",
        "1 + 2 * 3 - 4 == 3",
        "-9223372036854775808 < -9223372036854775807",
        "--1 == 1 && - 1 == -(1)",
        "1 < 2 && 2 <= 2 && 3 > 2 && 3 >= 3 && 1 != \"1\"",
        "[1, 2, 2] == [2, 1] && {a: 1, \"b\": 2} == {b: 2, a: 1,}",
        "[1, [2]].contains([2]) && [1, 2].containsAll([2]) && [1, 2].containsAny([3, 1]) &&"
            + " [].isEmpty()",
        "![1].containsAny([]) && [1].containsAll([])",
        "principal in Group::\"all\" && principal in [Group::\"x\", Group::\"staff\"] && !(resource"
            + " in principal)",
        "User::\"nobody\" in User::\"nobody\" && !(User::\"nobody\" in Group::\"all\")",
        "principal is User && principal is User in Group::\"all\" && !(principal is Photo in 1)",
        "principal.age == 30 && principal[\"home\"].city == \"Oslo\"",
        "principal has age && principal has home.city && !(principal has home.street) &&"
            + " !(principal has x.y)",
        "principal has \"age\" && !(User::\"nobody\" has age) && {a: 1} has a",
        "principal.hasTag(\"team\") && principal.getTag(\"team\") == \"blue\" &&"
            + " !principal.hasTag(\"x\")",
        "!User::\"nobody\".hasTag(\"x\")",
        "\"abcabc\" like \"a*c\" && \"\" like \"*\" && \"a*b\" like \"a\\*b\" && !(\"axb\" like"
            + " \"a\\*b\")",
        "\"xaxbx\" like \"*a*b*\" && !(\"ab\" like \"ab*b\") && \"a\" like \"\\u{2a}\" && !(\"aa\""
            + " like \"a\")",
        "\"\\u{1F600}\" like \"*\" && \"a\\0b\\x41\" == \"a\\u{0}bA\"",
        "ip(\"10.1.2.3\").isInRange(ip(\"10.0.0.0/8\")) && ip(\"::1\").isLoopback() &&"
            + " ip(\"ff02::1\").isMulticast()",
        "ip(\"1:2::/32\").isIpv6() && ip(\"1.2.3.4\").isIpv4() && ip(\"1.2.3.4\") =="
            + " ip(\"1.2.3.4/32\")",
        "decimal(\"-1.5\").lessThan(decimal(\"0.0001\")) && decimal(\"1.0\") =="
            + " decimal(\"1.0000\")",
        "decimal(\"2.0\").greaterThanOrEqual(decimal(\"2.0\")) &&"
            + " decimal(\"-922337203685477.5808\") != decimal(\"0.0\")",
        "datetime(\"2024-10-15\") < datetime(\"2024-10-15T00:00:00.001Z\")",
        "datetime(\"2024-10-15T11:38:02.101+1134\") == datetime(\"2024-10-15T00:04:02.101Z\")",
        "datetime(\"1969-12-31T23:00:00Z\").toTime() == duration(\"23h\")",
        "datetime(\"2024-01-02T03:04:05Z\").toDate() =="
            + " datetime(\"2024-01-01\").offset(duration(\"1d\"))",
        "datetime(\"2024-01-02\").durationSince(datetime(\"2024-01-01\")).toHours() == 24",
        "duration(\"-1d2h3m4s5ms\").toMilliseconds() == -93784005 && duration(\"90s\").toMinutes()"
            + " == 1",
        "context.when.if_ == 1 && context == {when: {if_: 1}}",
      })
  void holds(String expression) {
    RecordOf context = RecordOf.of(Map.of("when", RecordOf.of(Map.of("if_", new Long64(1)))));
    assertThat(value(expression, context)).isEqualTo("true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "!1",
        "true && 1",
        "1 && false",
        "if 1 then true else true",
        "9223372036854775807 + 1 == 1",
        "-9223372036854775808 - 1 == 1",
        "9223372036854775807 * 2 == 1",
        "--9223372036854775808 == 1",
        "1 + \"a\" == 1",
        "1 < \"a\"",
        "decimal(\"1.0\") < decimal(\"2.0\")",
        "datetime(\"2024-01-01\") < duration(\"1d\")",
        "1 in Group::\"all\"",
        "principal in [Group::\"all\", 1]",
        "principal in 1",
        "1 is User",
        "principal is User in 1",
        "principal.height == 1",
        "User::\"nobody\".age == 1",
        "{a: 1, b: 1 + \"\"}.a == 1",
        "1 has a",
        "principal has age.x",
        "principal.getTag(\"x\") == 1",
        "principal.hasTag(1)",
        "1 like \"*\"",
        "1.contains(1)",
        "[1].containsAll(1)",
        "ip(\"1.2.3\").isIpv4()",
        "ip(\"::ffff:1.2.3.4\").isIpv4()",
        "ip(\"01.2.3.4\").isIpv4()",
        "ip(\"1.2.3.4/33\").isIpv4()",
        "ip(\"1:2:3:4:5:6:7:8:9\").isIpv6()",
        "ip(\"1::2::3\").isIpv6()",
        "ip(\"1.2.3.4\", \"x\").isIpv4()",
        "ip().isIpv4()",
        "ip(\"1.2.3.4\").isInRange()",
        "ip(\"1.2.3.4\").isInRange(\"1.2.3.4\")",
        "ip(1).isIpv4()",
        "decimal(\"1\") == 1",
        "decimal(\"1.00000\") == 1",
        "decimal(\"922337203685477.5808\") == 1",
        "datetime(\"2024-02-30\") == 1",
        "datetime(\"2024-02-03T00:00:00\") == 1",
        "datetime(\"2024-02-03T00:00:00+2400\") == 1",
        "datetime(\"2024-02-03T00:00:60Z\") == 1",
        "duration(\"\") == 1",
        "duration(\"1s1m\") == 1",
        "duration(\"9223372036854775808ms\") == 1",
        "datetime(\"2024-01-01\").offset(duration(\"9223372036854775807ms\")) == 1",
      })
  void is_an_error(String expression) {
    assertThat(value(expression)).isNotIn("true", "false");
  }

  @Test
  void messages_name_types_and_attributes_but_no_values() {
    assertThat(value("principal.age + principal.name == 1"))
        .isEqualTo("expected a long, found a string");
    assertThat(value("principal.height == 1")).isEqualTo("the attribute height is absent");
  }

  @Test
  void a_lazy_attribute_is_computed_once_and_only_when_it_is_looked_at() {
    int[] asked = {0};
    RecordOf context =
        Cases.lazy(
            Set.of("cost", "other"),
            name -> {
              asked[0]++;
              return new Long64(7);
            });
    assertThat(value("1 == 1", context)).isEqualTo("true");
    assertThat(asked[0]).isZero();
    assertThat(value("context has cost && context.cost == 7 && context.cost < 8", context))
        .isEqualTo("true");
    assertThat(asked[0]).isEqualTo(1);
    assertThat(value("context.absent == 7", context)).isEqualTo("the attribute absent is absent");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "context has odd",
        "!(context has odd)",
        "context has odd.inner",
        "context.odd == 1",
        "context == {plain: 1, odd: 1}",
        "{plain: 1, odd: 1} == context",
        "[context].contains({plain: 1, odd: 1})",
        "true && context has odd",
      })
  void no_answer_rests_on_a_field_that_cannot_be_said(String expression) {
    assertThat(value(expression, odd())).isEqualTo("no value of Cedar's");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "context.plain == 1",
        "context has plain",
        "!(context has absent)",
        "true || context has odd",
        "!(false && context.odd == 1)",
      })
  void a_field_that_cannot_be_said_is_no_matter_to_what_does_not_look_at_it(String expression) {
    assertThat(value(expression, odd())).isEqualTo("true");
  }

  @Test
  void a_policy_that_looks_at_what_cannot_be_said_is_a_fault_at_its_own_place() {
    Answer answer =
        Cases.ask("\n\nforbid (principal, action, resource) when { context has odd };", odd());
    assertThat(answer.faults()).hasSize(1);
    assertThat(answer.faults().getFirst()).hasToString("t.cedar:3:1: no value of Cedar's");
  }

  private static RecordOf odd() {
    return Cases.lazy(
        Set.of("plain", "odd"),
        name -> {
          if (name.equals("odd")) {
            throw new Unsayable("no value of Cedar's");
          }
          return new Long64(1);
        });
  }
}
