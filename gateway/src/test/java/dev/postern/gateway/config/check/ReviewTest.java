package dev.postern.gateway.config.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.config.yaml.Problem;
import dev.postern.kernel.cedar.Lints;
import dev.postern.kernel.policy.ApprovalMarks;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewTest {
  private static final String STAFF = "permit(principal in Group::\"staff\", ";

  private final Reviewed reviewed;

  ReviewTest(@TempDir Path directory) {
    reviewed = new Reviewed(directory);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // What the gateway never asks.
        "action == registry::Action::~deploy~, ^resource == Tool::~registry/list~); | never-asked",
        "action in Action::~read~, resource in Env::~staging~) when { resource ^is Tool };"
            + " | contradiction",
        "action == Action::~select~, ^resource == Database::~other/x~); | never-asked",
        "action == registry::Action::~list~, ^resource in Env::~staging~); | never-asked",
        "action == Action::~connect~, ^resource == Account::~shop/x/writing~); | never-asked",
        // Conditions that cannot be true together.
        "action == registry::Action::~list~, resource) when { context.input.n > 5 &&"
            + " context.input.n ^< 3 }; | contradiction",
        "action == registry::Action::~list~, resource) when { context.input.n == 1 } when {"
            + " context.input.n ^== 2 }; | contradiction",
        "action == registry::Action::~list~, resource) when { context.input.n == 1 } unless {"
            + " context.input.n ^< 9 }; | contradiction",
        "action == registry::Action::~list~, resource) when { [1, 2].contains(context.input.n) &&"
            + " 3 ^== context.input.n }; | contradiction",
        "action == registry::Action::~list~, resource) when { context.input.s like ~a*~ &&"
            + " context.input.s ^== ~b~ }; | contradiction",
        "action == registry::Action::~list~, resource) when { !(context has input) &&"
            + " context.input.n ^== 1 }; | contradiction",
        "action == registry::Action::~list~, resource) when { principal is Agent && principal ^is"
            + " Person }; | contradiction",
        "action == registry::Action::~list~, resource) when { if context.approved then"
            + " !context.^approved else false }; | contradiction",
        // Permits that give much.
        "^action, resource in McpServer::~registry~); | reveals-every-class;permits-any-action",
        "^action == Action::~reveal~, resource in McpServer::~registry~); | reveals-every-class",
        "^action == Action::~unknown~, resource in PostgresServer::~shop~); | permits-unknown",
        "action in Action::~read~, ^resource); | reaches-gateway",
      })
  void what_is_doubtful_in_a_rule_is_told_with_its_place(String rule, String told) {
    String marked = STAFF + rule.replace('~', '"');
    int column = marked.indexOf('^') + 1;
    assertThat(reviewed.told(marked.replace("^", "")))
        .containsExactlyInAnyOrder(
            Stream.of(told.split(";")).map(code -> code + " 1:" + column).toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "action == registry::Action::~deploy~, resource == Tool::~registry/deploy~);",
        "action == registry::Action::~list~, resource in Env::~production~);",
        "action == registry::Action::~deploy~, resource in Tag::~dangerous~);",
        "action == Action::~select~, resource == Database::~shop/unnamed~);",
        "action == Action::~connect~, resource == Account::~shop/unnamed/reading~);",
        "action == Action::~read~, resource == Resource::~registry/file:///a~);",
        "action == registry::Action::~list~, resource in McpServer::~registry~) when {"
            + " !(context has input) || context.input.n == 1 };",
        "action == registry::Action::~list~, resource in McpServer::~registry~) when {"
            + " context.input.n > 3 && context.input.n < 5 };",
        "action == registry::Action::~list~, resource in McpServer::~registry~) when {"
            + " context.input.n == 1 || context.input.n == 2 } unless { context.input.n == 1 };",
        "action == Action::~reveal~, resource in Class::~pii~);",
        "action in Action::~read~, resource) when { resource in McpServer::~registry~ };",
      })
  void what_is_well_written_is_not_complained_of(String rule) {
    assertThat(reviewed.told(STAFF + rule.replace('~', '"'))).isEmpty();
  }

  @Test
  void a_permit_of_everything_is_one_finding() {
    assertThat(reviewed.told("permit(principal, action, resource);"))
        .containsExactly("permits-everything 1:1");
  }

  @Test
  void a_permit_for_anybody_is_told_and_one_that_asks_who_it_is_is_not() {
    String head =
        "permit(principal, action == Action::\"list\", resource == McpServer::\"registry\")";
    assertThat(reviewed.told(head + ";")).containsExactly("permits-anybody 1:8");
    assertThat(reviewed.told(head + " when { principal in Group::\"staff\" };")).isEmpty();
    assertThat(
            reviewed.told(
                "permit(principal is Person, action == Action::\"reveal\", resource in"
                    + " Class::\"pii\");"))
        .containsExactly("reveals-to-anybody 1:8");
  }

  @Test
  void a_rule_that_another_forbids_whole_is_dead() {
    String forbid = "forbid(principal, action, resource in Env::\"production\");\n";
    assertThat(
            reviewed.told(
                forbid
                    + STAFF
                    + "action == registry::Action::\"list\", resource in"
                    + " McpServer::\"registry\");"))
        .containsExactly("shadowed 2:1");
    assertThat(
            reviewed.told(
                forbid.replace(");", ") when { context.session == \"\" };")
                    + STAFF
                    + "action == registry::Action::\"list\", resource in"
                    + " McpServer::\"registry\");"))
        .isEmpty();
  }

  @Test
  void rules_that_forbid_the_parts_forbid_the_whole() {
    assertThat(
            reviewed.told(
                """
                forbid(principal, action == registry::Action::"list", resource in Env::"production");
                forbid(principal, action == registry::Action::"deploy", resource in Env::"production");
                permit(principal in Group::"staff",
                  action in [registry::Action::"list", registry::Action::"deploy"],
                  resource in McpServer::"registry");
                """))
        .containsExactly("shadowed 3:1");
  }

  @Test
  void a_permit_that_another_gives_already_is_told_once() {
    assertThat(
            reviewed.told(
                STAFF
                    + "action in Action::\"read\", resource in McpServer::\"registry\");\n"
                    + STAFF
                    + "action == registry::Action::\"list\", resource =="
                    + " Tool::\"registry/list\");\n"
                    + STAFF
                    + "action in Action::\"read\", resource in McpServer::\"registry\");"))
        .containsExactly("redundant 2:1", "redundant 3:1");
  }

  @Test
  void an_approval_that_can_lift_nothing_is_told() {
    String forbid =
        "@approval(\"auditors\") forbid(principal, action == registry::Action::\"deploy\","
            + " resource in McpServer::\"registry\")";
    assertThat(reviewed.told(forbid + ";")).contains("approval-never-passes 1:1");
    assertThat(reviewed.told(forbid + " unless { context.approved };")).isEmpty();
  }

  @Test
  void names_that_nobody_has_are_told_with_what_was_perhaps_meant() {
    List<Finding> findings =
        reviewed.findings(
            "permit(principal == Agent::\"asistant\", action == registry::Action::\"list\","
                + " resource in McpServer::\"registry\") when { context.chain.contains("
                + "Person::\"anna\") };");
    assertThat(findings)
        .filteredOn(finding -> finding.code() == Code.UNKNOWN_PARTY)
        .extracting(Finding::todo)
        .containsExactly(
            "\"assistant\" perhaps is meant; agents are listed in the main file",
            "is \"ana\" meant?");
  }

  @Test
  void a_role_that_nobody_can_have_is_told() {
    String rule =
        "permit(principal in Role::\"analyst\", action == registry::Action::\"list\","
            + " resource in McpServer::\"registry\");\n";
    assertThat(reviewed.told(rule)).containsExactly("unheld-role 1:8");
    assertThat(reviewed.told(rule.replace("analyst", "runner"))).isEmpty();
    assertThat(
            reviewed.told(
                rule
                    + STAFF
                    + "action == postern::Action::\"request-role\", resource =="
                    + " Gateway::\"postern\");"))
        .isEmpty();
  }

  @Test
  void what_nothing_uses_is_noted() {
    assertThat(reviewed.findings(STAFF + "action == Action::\"list\", resource);"))
        .filteredOn(finding -> finding.code() == Code.UNUSED_ROLE)
        .extracting(Finding::what)
        .containsExactly("no rule names the role \"analyst\"", "no rule names the role \"runner\"");
  }

  @Test
  void an_author_accepts_a_finding_and_says_why() {
    String rule =
        "permit(principal, action == Action::\"list\", resource == McpServer::\"registry\");";
    List<Finding> findings =
        reviewed.findings("@accept(\"permits-anybody: lists are for all\")\n" + rule);
    assertThat(findings)
        .filteredOn(finding -> finding.code() == Code.PERMITS_ANYBODY)
        .singleElement()
        .extracting(Finding::accepted)
        .hasToString("Optional[lists are for all]");
    assertThat(reviewed.told("@accept(\"permits-anybody:\")\n" + rule))
        .containsExactly("accept 1:1", "permits-anybody 2:8");
    assertThat(reviewed.told("@accept(\"permits-anybody: x; shadowed: y\")\n" + rule))
        .containsExactly("accept 1:1");
  }

  @Test
  void an_error_cannot_be_accepted() {
    assertThat(
            reviewed.told(
                "@accept(\"unknown-name: x\") permit(principal, action =="
                    + " registry::Action::\"lits\", resource);"))
        .containsExactly("unknown-name 1:46");
  }

  @Test
  void rules_with_too_many_ways_to_hold_are_not_looked_into() {
    String ways = " && (context.input.a == 1 || context.input.b == 2)".repeat(20);
    assertThat(
            reviewed.told(
                STAFF
                    + "action == registry::Action::\"list\", resource in McpServer::\"registry\")"
                    + " when { context.input.n == 1 && context.input.n == 2"
                    + ways
                    + " };"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        Lints.UNKNOWN_NAME,
        Lints.TYPE,
        Lints.NEVER_APPLIES,
        Lints.NEVER_TRUE,
        Lints.ALWAYS_ASKED,
        ApprovalMarks.CODE,
        dev.postern.kernel.cedar.Problem.SYNTAX,
        Problem.CONFIGURATION
      })
  void every_code_of_a_load_is_one_of_the_codes(String word) {
    assertThat(Code.named(word)).isPresent();
  }
}
