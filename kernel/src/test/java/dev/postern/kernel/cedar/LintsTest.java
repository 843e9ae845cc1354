package dev.postern.kernel.cedar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LintsTest {
  private static final Schema SCHEMA =
      SchemaTest.schema(
          """
          entity User in [Group] { name: String, age?: Long, boss?: User, home?: { city?: String } } tags String;
          entity Group;
          entity Tool in [Server] { risk: Level, hosts: Set<ipaddr> };
          entity Server;
          entity Level enum ["low", "high"];
          action read, write in [any] appliesTo {
            principal: [User], resource: [Tool],
            context: { input: { amount: Long, note?: String }, approved: Bool, at: datetime }
          };
          action any;
          action connect appliesTo { principal: [User], resource: [Server] };
          """);

  private static final Known KNOWN = new Known(Map.of("Tool", Set.of("deploy", "drop_table")));

  private static List<Problem> lints(String text) {
    return Lints.of(Cases.policies(text), SCHEMA, KNOWN);
  }

  private static List<String> errors(String condition) {
    return lints(
            "permit (principal == User::\"a\", action in Action::\"any\", resource) when { "
                + condition
                + " };")
        .stream()
        .map(Problem::toString)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "context.input.amount > 5 && context.approved",
        "principal has age && principal.age > 5",
        "principal has home.city && principal.home.city == \"Oslo\"",
        "principal has boss && principal.boss has boss && principal.boss.boss.name like \"A*\"",
        "if principal has age then principal.age > 5 else context.approved",
        "!(principal has age) || context.input.amount == 1 || context.approved",
        "principal.hasTag(\"team\") && principal.getTag(\"team\") == \"blue\"",
        "resource.risk == Level::\"high\" || resource in Server::\"s\" || principal in"
            + " [Group::\"a\", Group::\"b\"]",
        "resource.hosts.contains(ip(\"10.0.0.1\")) || context.at <"
            + " datetime(\"2024-01-01\").offset(duration(\"1h\"))",
        "[1, 2].contains(context.input.amount) && principal is User",
        "principal is Group || context.approved",
        "{a: 1, b: \"x\"} == {b: \"y\", a: context.input.amount}",
        "resource is Server && resource.nothing == 1 || context.approved",
      })
  void passes(String condition) {
    assertThat(errors(condition)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "context.input.amout > 5~there is no attribute amout in context[\"input\"]",
        "principal.age > 5~the attribute age may be absent: test it with `has` first",
        "principal has age || principal.age > 5~may be absent",
        "principal has home && principal.home.city == \"x\"~the attribute city may be absent",
        "principal.boss.name == \"x\"~the attribute boss may be absent",
        "principal.name > 5~expected two of Long, datetime or duration, found String and Long",
        "principal.name == 5~values of different types are never equal: String and Long",
        "context.input.amount~expected a Bool, found a Long",
        "!principal.name~expected a Bool, found a String",
        "context.input.amount + principal.name == 1~expected a Long, found a String",
        "principal.name.contains(\"x\")~expected a Set, found a String",
        "resource.hosts.contains(\"10.0.0.1\")~never equal: ipaddr and String",
        "[1, \"a\"].contains(1)~the elements have different types",
        "[].contains(1)~the type of an empty set cannot be known",
        "(if context.approved then 1 else \"a\") == 1~the branches have different types",
        "resource.risk == Level::\"hihg\"~there is no Level::\"hihg\"; is high meant?",
        "resource == Tool::\"drop_tabel\"~there is no Tool::\"drop_tabel\"; is drop_table meant?",
        "principal is Usr~there is no entity type Usr; is User meant?",
        "action == Action::\"reed\"~there is no action Action::\"reed\"; is Action::\"read\""
            + " meant?",
        "principal.getTag(\"team\") == \"x\"~the tag may be absent",
        "resource.getTag(\"x\") == \"\"~a Tool has no tags",
        "ip(\"10.0.0\").isIpv4()~the text is not a valid IP address or range",
        "ip(principal.name).isIpv4()~ip takes a text in quotes only",
        "ip(\"::1\").isInRange()~isInRange takes 2 arguments, found 1",
        "1 in Group::\"a\"~expected an entity, found a Long",
        "principal in \"a\"~expected an entity or a set of entities, found a String",
        "principal.name has x~expected a record or an entity, found a String",
        "5 like \"a\"~expected a String, found a Long",
      })
  void reports(String condition, String message) {
    assertThat(errors(condition))
        .singleElement()
        .asString()
        .startsWith("t.cedar:1:")
        .contains(message);
  }

  @Test
  void an_error_has_its_place_and_is_reported_once_for_all_kinds_of_request() {
    assertThat(
            lints(
                "permit (principal, action in Action::\"any\", resource == Tool::\"deploy\")\n"
                    + "when {\n"
                    + "  context.x == 1 };"))
        .containsExactly(
            new Problem(
                Lints.TYPE,
                Severity.ERROR,
                new Position("t.cedar", 3, 11),
                "there is no attribute x in context"));
  }

  @Test
  void names_in_heads_are_checked_where_they_stand() {
    assertThat(
            lints(
                "permit (principal in Gruop::\"a\",\n"
                    + " action in [Action::\"raed\"],\n"
                    + " resource == Tool::\"deplyo\");"))
        .extracting(Problem::toString)
        .containsExactly(
            "t.cedar:1:9: there is no entity type Gruop; is Group meant?",
            "t.cedar:2:2: there is no action Action::\"raed\"; is Action::\"read\" meant?",
            "t.cedar:3:2: there is no Tool::\"deplyo\"; is deploy meant?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permit (principal == Group::\"g\", action, resource);",
        "permit (principal in Tool::\"deploy\", action, resource);",
        "permit (principal == User::\"a\", action == Action::\"connect\", resource is Tool);",
        "permit (principal == User::\"a\", action == Action::\"any\", resource);",
        "permit (principal == User::\"a\", action in [], resource);",
      })
  void a_head_that_nothing_fits_is_an_error(String policy) {
    assertThat(lints(policy))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.severity()).isEqualTo(Severity.ERROR);
          assertThat(problem.message()).contains("no action applies");
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "false",
        "principal is Group",
        "1 == 2",
        "action == Action::\"connect\"",
        "principal has wings",
        "resource in Group::\"a\""
      })
  void a_condition_that_is_never_true_is_a_warning(String condition) {
    assertThat(
            lints(
                "permit (principal == User::\"a\", action == Action::\"read\", resource) when { "
                    + condition
                    + " };"))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.severity()).isEqualTo(Severity.WARNING);
          assertThat(problem.message()).contains("never true");
        });
  }

  @Test
  void a_policy_that_every_request_must_ask_is_a_warning() {
    assertThat(
            lints(
                "forbid (principal is User, action, resource is Tool) unless { context.approved"
                    + " };"))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.severity()).isEqualTo(Severity.WARNING);
          assertThat(problem.message()).contains("every request asks this policy");
        });
  }

  @Test
  void a_hold_written_as_the_guide_says_passes() {
    assertThat(
            lints(
                """
                @id("ask") @approval("dba") @quorum("2")
                forbid (principal in Group::"staff", action == Action::"write", resource == Tool::"drop_table")
                unless { context.approved };
                """))
        .isEmpty();
  }
}
