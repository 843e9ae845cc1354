package dev.postern.gateway.config.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.ConfigurationSource;
import dev.postern.gateway.config.ConfigurationSource.Loaded;
import dev.postern.gateway.config.ConfigurationSource.Rejected;
import dev.postern.gateway.config.check.Asks;
import dev.postern.gateway.ledger.FileLedger;
import dev.postern.gateway.ledger.IndexLimits;
import dev.postern.gateway.ledger.LedgerSettings;
import dev.postern.gateway.ledger.Replay;
import dev.postern.gateway.ledger.story.Deed;
import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.operation.Value;
import dev.postern.testkit.Leaves;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private final Configuration example =
      switch (ConfigurationSource.load(Path.of("../docs/examples/registry/postern.yaml"))) {
        case Loaded loaded -> loaded.configuration();
        case Rejected rejected -> throw new AssertionError(rejected.problems());
      };

  private Map<String, Object> who(String action, String resource, Map<String, Value> input) {
    return switch (Question.of(
        new Asks(example),
        action,
        resource,
        Question.context(Map.of(), new Value.MapOf(input)),
        NOW)) {
      case Question.Good(Question question) -> new WhoMay(example).answer(question);
      case Question.Bad(String why) -> Map.of("why", why);
    };
  }

  @Test
  void who_may_run_a_model_hangs_on_the_role_and_on_the_model() {
    String run = "registry::Action::\"run_model\"";
    Map<String, Object> may = who(run, "", Map.of("model", new Value.Text("churn-v3")));
    assertThat(String.valueOf(may.get("may")))
        .contains(
            "kind=role, name=runner, in=[group auditors until 2026-11-30T18:00:00Z, person ana]")
        .contains("kind=person, name=ana")
        .contains("id=runners-run-churn, file=policies/registry.cedar, line=14");
    assertThat(may.get("refused")).isEqualTo(4);
    Map<String, Object> other = who(run, "", Map.of("model", new Value.Text("fraud")));
    assertThat(other.get("may")).isEqualTo(List.of());
  }

  @Test
  void who_may_after_an_approval_is_told_with_who_approves_and_what_is_hidden() {
    Map<String, Object> may = who("registry::Action::\"deploy_model\"", "", Map.of());
    assertThat(String.valueOf(may.get("may")))
        .contains("kind=group, name=data-science")
        .contains("answer=hold")
        .contains("approval=[{")
        .contains("reviewers=auditors");
    Map<String, Object> read = who("registry::Action::\"read_metadata\"", "", Map.of());
    assertThat(String.valueOf(read.get("may")))
        .contains("{path=$.endpoint.api_key, class=secret, mask=last4}");
  }

  @Test
  void what_the_gateway_is_never_asked_is_said_instead_of_answered() {
    assertThat(who("registry::Action::\"run_modle\"", "", Map.of()).get("why"))
        .isEqualTo(
            "there is no action registry::Action::\"run_modle\"; is"
                + " registry::Action::\"run_model\" meant?");
    assertThat(
            who("registry::Action::\"run_model\"", "Tool::\"registry/list_models\"", Map.of())
                .get("why"))
        .asString()
        .endsWith("; it is asked of Tool::\"registry/run_model\"");
    assertThat(who("run_model", "", Map.of()).get("why"))
        .asString()
        .contains("written as in rules");
  }

  private static Deed deed(String model) {
    Deed plain =
        Deed.of(Leaves.of(entry(), NOW, "s-1", Leaves.operation(model), List.of()).leaf())
            .orElseThrow();
    Value.MapOf asked =
        new Value.MapOf(
            Map.of(
                "method",
                new Value.Text("tools/call"),
                "params",
                new Value.MapOf(
                    Map.of("arguments", new Value.MapOf(Map.of("model", new Value.Text(model)))))));
    return plain.with(new Deed.Kept(Optional.of(asked), Optional.empty()));
  }

  private static EntryId entry() {
    return EntryId.parse("0000000000000001-0000000000000001");
  }

  @Test
  void a_refusal_is_explained_by_the_permit_that_came_nearest_and_its_values() {
    Map<String, Object> why = new WhyRefused(example).answer(deed("fraud"), Optional.empty(), true);
    assertThat(String.valueOf(why.get("now"))).contains("answer=deny");
    assertThat(String.valueOf(why.get("asks")))
        .contains("Role::\"runner\"")
        .contains(
            "text=(!(context has input)) || (context.input.model == \"churn-v3\"), outcome=failed")
        .contains("context.input={\"model\": \"fraud\"}")
        .contains("context.input.model=\"fraud\"");
    Map<String, Object> allowed =
        new WhyRefused(example).answer(deed("churn-v3"), Optional.empty(), true);
    assertThat(String.valueOf(allowed.get("now"))).contains("answer=allow", "runners-run-churn");
  }

  @Test
  void values_are_told_to_nobody_who_may_not_read_what_was_asked() {
    Map<String, Object> why =
        new WhyRefused(example)
            .answer(deed("fraud").with(Deed.Kept.NOTHING), Optional.empty(), false);
    assertThat(why.toString()).doesNotContain("fraud").doesNotContain("values=");
    assertThat(String.valueOf(why.get("missing"))).contains("arguments are not known");
  }

  @Test
  void a_ledger_tells_which_rules_its_decisions_never_named(@TempDir Path folder) throws Exception {
    try (FileLedger ledger = FileLedger.start(LedgerSettings.in(folder), Clock.systemUTC())) {
      Ledger.Segment segment = ledger.open(1);
      Entry written = Leaves.admitted(segment, NOW.minusSeconds(60), "churn-v3");
      segment.append(List.of(written));
      FromLedger from = new FromLedger(example, new Replay(folder, IndexLimits.DEFAULT));
      Map<String, Object> told = from.unused(Duration.ofDays(1), NOW);
      assertThat(told.get("decisions")).isEqualTo(1L);
      assertThat(String.valueOf(told.get("unused"))).contains("runners-run-churn");
      assertThat(String.valueOf(told.get("untold"))).contains("auditors-reveal-pii");
      assertThat(told.get("whole")).isEqualTo(true);
      assertThat(from.unused(Duration.ofSeconds(5), NOW).get("decisions")).isEqualTo(0L);
      assertThat(
              String.valueOf(from.why(written.leaf().id(), deed -> true).orElseThrow().get("then")))
          .contains("scientists-run-churn");
      assertThat(from.why(entry(), deed -> true)).isEmpty();
    }
  }
}
