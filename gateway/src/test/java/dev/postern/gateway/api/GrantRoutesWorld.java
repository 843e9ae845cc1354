package dev.postern.gateway.api;

import dev.postern.kernel.approval.Request;
import dev.postern.kernel.cedar.PolicySet;
import dev.postern.kernel.cedar.Source;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.gate.Grants;
import dev.postern.kernel.grant.GrantDesk;
import dev.postern.kernel.grant.GrantLimits;
import dev.postern.kernel.grant.Lending;
import dev.postern.kernel.grant.Surroundings;
import dev.postern.kernel.policy.CedarPolicy;
import dev.postern.kernel.policy.Grant;
import dev.postern.kernel.policy.RolePowers;
import dev.postern.kernel.policy.Rules;
import dev.postern.testkit.MemoryLendings;
import dev.postern.testkit.ScriptedLoop;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** REST over a desk of grants, with rules for who asks, who approves and who takes back. */
final class GrantRoutesWorld {
  private static final String RULES =
      """
      @id("engineers-ask")
      permit (
        principal in Group::"engineers",
        action in [postern::Action::"request-role", postern::Action::"renew-grant"],
        resource
      ) when { context.input.seconds <= 3600 };
      @id("administrators-do-all")
      permit (principal in Group::"administrators", action, resource in Gateway::"postern");
      @id("agents-ask")
      permit (principal is Agent, action == postern::Action::"request-role", resource);
      @id("leads-approve") @approval("leads")
      forbid (
        principal,
        action in [postern::Action::"request-role", postern::Action::"renew-grant"],
        resource
      ) unless { context.approved || principal in Group::"operators" };
      @id("operators-ask-for-little")
      permit (
        principal in Group::"operators",
        action in [postern::Action::"request-role", postern::Action::"renew-grant"],
        resource
      ) when { context.input.seconds <= 3600 };
      @id("helpers-end-what-is-on-the-playground")
      permit (
        principal in Group::"helpers",
        action == postern::Action::"revoke-grant",
        resource
      ) when { context.input.target == "playground" };
      @id("leads-end")
      permit (
        principal in Group::"leads",
        action in [postern::Action::"revoke-grant", postern::Action::"list-all-grants"],
        resource
      );
      @id("runners-run")
      permit (principal in Role::"runner", action, resource in McpServer::"shop");
      """;
  static final String ANA = "ana:engineers";
  static final String RITA = "rita:leads";
  static final String ADMINISTRATOR = "olga:administrators";
  static final String ASKED =
      "{\"role\":\"runner\",\"target\":\"shop\",\"for\":\"30m\",\"reason\":\"a customer waits\"}";

  final ScriptedLoop loop = new ScriptedLoop(rules(), GateLimits.DEFAULT);
  final MemoryLendings store = new MemoryLendings();
  boolean there = true;
  final GrantDesk desk = desk();
  final ApiStand stand =
      new ApiStand(
          loop,
          new Api(
              ApiSettings.of("https://gate/api", "Bearer"),
              new GrantRoutes(desk, new Telling()).routes(),
              loop::now,
              () -> loop.gate().rules().epoch()));

  String granted() throws Exception {
    ask(ANA, ASKED);
    stand.vote(RITA, true);
    return running().getFirst().grant().id();
  }

  List<Lending> running() {
    return desk.list(Lending::runs);
  }

  Request request() {
    return loop.requests().all().stream().filter(Request::lives).findFirst().orElseThrow();
  }

  ApiStand.Exchange ask(String token, String body) {
    return stand.ask(token, "POST", "/api/v1/grants", body);
  }

  ApiStand.Exchange post(String token, String id, String what, String body) {
    return stand.ask(token, "POST", "/api/v1/grants/" + id + "/" + what, body);
  }

  ApiStand.Exchange get(String token, String path) {
    return stand.ask(token, "GET", path, "");
  }

  private GrantDesk desk() {
    try {
      return new GrantDesk(store, new Around(), loop::now);
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static PolicySet policies() {
    PolicySet.Parsed parsed =
        PolicySet.parse(
            List.of(new Source("built-in", Api.BUILT_IN_RULES), new Source("test", RULES)));
    return ((PolicySet.Accepted) parsed).policies();
  }

  private static Rules rules() {
    return new Rules(
        1, new CedarPolicy(policies(), List.of(), Map.of()), Map.of(Api.TARGET, Api.words(1)));
  }

  /** The scripted loop is also the one that asks: it cannot wait for itself to settle. */
  private final class Around implements Surroundings {
    @Override
    public GrantLimits limits() {
      return GrantLimits.DEFAULT;
    }

    @Override
    public boolean has(String role, String target) {
      return there;
    }

    @Override
    public Optional<String> barred(Grant grant) {
      return Optional.empty();
    }

    @Override
    public CompletableFuture<Void> lend(Grants next, Set<String> people) {
      loop.gate().lend(next, people);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void note(String by, String what, Map<String, String> about) {}
  }

  private final class Telling implements GrantRoutes.Surroundings {
    @Override
    public List<String> adds(String role) {
      return RolePowers.of(policies(), role);
    }

    @Override
    public int longestReason() {
      return 500;
    }

    @Override
    public InstantSource clock() {
      return loop::now;
    }
  }
}
