package dev.postern.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.ledger.FileLedger;
import dev.postern.gateway.ledger.IndexLimits;
import dev.postern.gateway.ledger.LedgerSettings;
import dev.postern.gateway.ledger.Replay;
import dev.postern.kernel.approval.Petition;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.approval.Wait;
import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.cedar.PolicySet;
import dev.postern.kernel.cedar.Source;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Value;
import dev.postern.kernel.policy.CedarPolicy;
import dev.postern.kernel.policy.Decision;
import dev.postern.kernel.policy.Rules;
import dev.postern.testkit.Leaves;
import dev.postern.testkit.ScriptedLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a reviewer learns of a requester. */
class HistoryTest {
  @TempDir Path directory;
  private final ScriptedLoop loop = new ScriptedLoop(rules(), GateLimits.DEFAULT);

  @Test
  void a_reviewer_reads_how_it_went_before_and_not_what_was_said() throws IOException {
    try (FileLedger ledger = FileLedger.start(LedgerSettings.in(directory), Clock.systemUTC())) {
      Ledger.Segment segment = ledger.open(1);
      Instant at = Instant.now().minusSeconds(3600);
      for (int i = 0; i < 25; i++) {
        Operation asked = Leaves.operation("secret model " + i);
        Instant when = at.plusSeconds(i);
        if (i % 5 == 0) {
          segment.append(List.of(Leaves.refused(segment, when, "s-1", asked)));
        } else {
          Entry entry = Leaves.admitted(segment, when, "s-1", asked);
          segment.append(List.of(entry));
          segment.append(List.of(Leaves.closed(segment, when.plusMillis(9), entry.leaf().id())));
        }
      }
      segment.append(List.of(Leaves.admitted(segment, at, "s-2", by("ben", "registry"))));
      segment.append(List.of(Leaves.admitted(segment, at, "s-3", by("ana", "elsewhere"))));
      segment.append(List.of(Leaves.admitted(segment, at, "s-4", byAnAgentOfAnas("carl"))));
      String path = "/api/v1/requests/" + held() + "/history";
      ApiStand stand = stand();

      for (String viewer : List.of("rita:release-managers", "ana")) {
        ApiStand.Exchange told = stand.ask(viewer, "GET", path, "");
        assertThat(told.status()).as(viewer).isEqualTo(200);
        JsonNode history = new JsonMapper().readTree(told.text());
        assertThat(history.path("operations")).hasSize(20);
        assertThat(history.path("allowed").asLong()).isEqualTo(20);
        assertThat(history.path("refused").asLong()).isEqualTo(5);
        assertThat(history.path("operations").path(0).path("outcome").asString(""))
            .isEqualTo("allowed, answered");
        assertThat(told.text())
            .doesNotContain("secret model")
            .doesNotContain("score")
            .doesNotContain("s-2")
            .doesNotContain("s-3")
            .doesNotContain("s-4");
      }
      ApiStand.Exchange stranger = stand.ask("ben", "GET", path, "");
      assertThat(stranger.status()).isEqualTo(404);
      assertThat(stand.ask("ben", "GET", "/api/v1/requests/r-none/history", "").status())
          .isEqualTo(404);
    }
  }

  private ApiStand stand() {
    return new ApiStand(
        loop,
        new Api(
            ApiSettings.of("https://gate/api", "Bearer"),
            new HistoryRoutes(
                    loop.desk(), new Replay(directory, IndexLimits.DEFAULT), InstantSource.system())
                .routes(),
            loop::now,
            () -> loop.gate().rules().epoch()));
  }

  private String held() {
    loop.desk()
        .ask(
            new Petition(
                Leaves.operation("churn-v3"),
                "",
                new byte[32],
                new Decision.Hold(
                    List.of("deploy"),
                    List.of(new Decision.Approval("deploy", "release-managers", 1))),
                Masking.NONE,
                "text"),
            false,
            new Wait() {
              @Override
              public void held(Request request) {}

              @Override
              public void collected(Request request) {}

              @Override
              public void over(Over why) {}
            });
    return loop.requests().all().getFirst().id();
  }

  private static Operation by(String name, String target) {
    return by(Principal.of(person(name)), target);
  }

  /** What somebody does by an agent that answers to ana is none of ana's doings. */
  private static Operation byAnAgentOfAnas(String name) {
    Party agent =
        new Party(
            Party.Kind.AGENT,
            new Identity("https://idp.test", "helper"),
            "helper",
            Set.of(),
            Optional.of("ana"));
    return by(new Principal(List.of(agent, person(name))), "registry");
  }

  private static Party person(String name) {
    return new Party(
        Party.Kind.PERSON,
        new Identity("https://idp.test", name),
        name,
        Set.of(),
        Optional.empty());
  }

  private static Operation by(Principal caller, String target) {
    Operation asked = Leaves.operation("x");
    return new Operation(
        caller, target, asked.label(), asked.atoms(), Effect.WRITE, Value.NOTHING, asked.payload());
  }

  private static Rules rules() {
    PolicySet.Parsed parsed = PolicySet.parse(List.of(new Source("built-in", Api.BUILT_IN_RULES)));
    return new Rules(
        1,
        new CedarPolicy(((PolicySet.Accepted) parsed).policies(), List.of(), Map.of()),
        Map.of(Api.TARGET, Api.words(1)));
  }
}
