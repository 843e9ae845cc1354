package dev.postern.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.approval.BallotException;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.audit.Leaf;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Asking for a role for a time over REST, and attacks on it. */
class GrantRoutesTest {
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

  private static final String ANA = "ana:engineers";
  private static final String RITA = "rita:leads";
  private static final String ADMINISTRATOR = "olga:administrators";
  private static final String ASKED =
      "{\"role\":\"runner\",\"target\":\"shop\",\"for\":\"30m\",\"reason\":\"a customer waits\"}";

  private final ScriptedLoop loop = new ScriptedLoop(rules(), GateLimits.DEFAULT);
  private final MemoryLendings store = new MemoryLendings();
  private boolean there = true;
  private final GrantDesk desk = desk();
  private final ApiStand stand =
      new ApiStand(
          loop,
          new Api(
              ApiSettings.of("https://gate/api", "Bearer"),
              new GrantRoutes(desk, new Telling()).routes(),
              loop::now,
              () -> loop.gate().rules().epoch()));

  @Test
  void what_people_approve_begins_and_is_answered() throws Exception {
    ApiStand.Exchange ana = ask(ANA, ASKED);
    assertThat(ana.status()).isZero();
    assertThat(running()).isEmpty();

    stand.vote(RITA, true);

    assertThat(ana.status()).isEqualTo(201);
    assertThat(ana.text()).contains("\"role\":\"runner\"").contains("\"state\":\"running\"");
    assertThat(running())
        .singleElement()
        .satisfies(lending -> {
          assertThat(lending.grant().person()).isEqualTo("ana");
          assertThat(lending.grant().term().until())
              .isEqualTo(loop.now().plus(Duration.ofMinutes(30)));
        });
    assertThat(loop.ledger().leaves(Leaf.Admitted.class))
        .singleElement()
        .satisfies(leaf -> assertThat(leaf.restsOn()).hasSize(1));
  }

  @Test
  void who_approves_reads_everything_that_is_asked_and_what_the_role_adds() {
    ask(
        ANA,
        "{\"role\":\"runner\",\"target\":\"shop\",\"until\":\"2026-11-21T12:45:00Z\","
            + "\"window\":\"mon-sat 09:00-17:00 Europe/Berlin\","
            + "\"budget\":{\"operations\":10,\"rows\":500},\"reason\":\"\\u202eevil\\u001b[2J\"}");

    Request.Subject subject = request().subject();
    assertThat(subject.label()).isEqualTo("POST /api/v1/grants: runner on shop");
    assertThat(subject.text())
        .contains("\"role\": \"runner\"")
        .contains("\"on target\": \"shop\"")
        .contains("\"time\": \"until 2026-11-21T12:45:00Z\"")
        .contains("\"hours\": \"mon,tue,wed,thu,fri,sat 09:00-17:00 Europe/Berlin\"")
        .contains("\"budget\": \"10 operations and 500 rows\"")
        .contains("\"reason\": \"\\u202eevil\\u001b[2J\"")
        .contains(
            "runners-run: permit (principal in Role::\\\"runner\\\", action, resource in"
                + " McpServer::\\\"shop\\\");");
  }

  @Test
  void whom_no_rule_permits_is_given_nothing_and_nobody_is_asked() {
    assertThat(ask("carl", ASKED).status()).isEqualTo(403);
    assertThat(ask(ANA, ASKED.replace("30m", "61m")).status()).isEqualTo(403);
    assertThat(loop.requests().all()).isEmpty();
  }

  @Test
  void an_approval_gives_one_grant_however_often_it_is_asked() throws Exception {
    ask(ANA, ASKED).waitedEnough();
    stand.vote(RITA, true);

    assertThat(ask(ANA, ASKED).status()).isEqualTo(201);
    assertThat(ask(ANA, ASKED).waitedEnough().status()).isEqualTo(202);
    assertThat(running()).hasSize(1);
  }

  @Test
  void nobody_asks_for_somebody_else() {
    String anothers = ASKED.replace("{", "{\"person\":\"bob\",");
    assertThat(ask(ANA, anothers).status()).isEqualTo(403);
    assertThat(ask(ADMINISTRATOR, anothers).status()).isEqualTo(400);
    assertThat(loop.requests().all()).isEmpty();
  }

  @Test
  void nobody_approves_their_own() {
    ask("ana:engineers,leads", ASKED).waitedEnough();

    assertThatThrownBy(() -> stand.vote("ana:engineers,leads", true))
        .isInstanceOf(BallotException.class);
    assertThat(running()).isEmpty();
  }

  @Test
  void an_agent_asks_for_nothing_even_where_a_rule_would_let_it() {
    ApiStand.Exchange robot = ask("robot@" + ANA, ASKED);

    assertThat(robot.status()).isEqualTo(403);
    assertThat(robot.text()).contains("a person asks for a grant, alone");
    assertThat(loop.requests().all()).isEmpty();
  }

  @Test
  void for_a_role_that_there_is_not_nobody_is_asked_and_who_may_not_ask_does_not_hear_it() {
    there = false;

    assertThat(ask(ANA, ASKED).status()).isEqualTo(404);
    assertThat(ask("carl", ASKED).text()).doesNotContain("no role");
    assertThat(loop.requests().all()).isEmpty();
  }

  @Test
  void a_role_that_is_gone_when_it_is_approved_is_not_given() throws Exception {
    ApiStand.Exchange ana = ask(ANA, ASKED);
    there = false;
    stand.vote(RITA, true);

    assertThat(ana.status()).isEqualTo(404);
    assertThat(running()).isEmpty();
  }

  @Test
  void a_time_that_is_over_when_it_is_approved_is_not_given() throws Exception {
    ApiStand.Exchange ana =
        ask(ANA, ASKED.replace("\"for\":\"30m\"", "\"until\":\"2026-11-21T12:00:20Z\""));
    loop.pass(Duration.ofSeconds(20));
    stand.vote(RITA, true);

    assertThat(ana.status()).isEqualTo(422);
    assertThat(running()).isEmpty();
  }

  @Test
  void a_renewal_is_decided_and_approved_like_the_first_and_can_widen_nothing() throws Exception {
    String id = granted();
    for (String wide : List.of("role", "target", "budget", "window", "person")) {
      String body = "{\"for\":\"50m\",\"reason\":\"more\",\"" + wide + "\":\"x\"}";
      assertThat(post(ANA, id, "renew", body).status()).as(wide).isEqualTo(403);
    }
    Grant before = running().getFirst().grant();
    ApiStand.Exchange ana = post(ANA, id, "renew", "{\"for\":\"50m\",\"reason\":\"more\"}");
    assertThat(ana.status()).isZero();
    assertThat(request().subject().text())
        .contains("\"role\": \"runner\"")
        .contains("\"reason\": \"more\"")
        .contains("\"time\": \"for 50 minutes from its beginning\"");
    stand.vote(RITA, true);

    assertThat(ana.status()).isEqualTo(200);
    assertThat(running().getFirst().grant())
        .isEqualTo(before.until(loop.now().plus(Duration.ofMinutes(50))));
    assertThat(post("bob:engineers", id, "renew", "{\"for\":\"55m\",\"reason\":\"x\"}").status())
        .isEqualTo(404);
  }

  @Test
  void what_a_caller_calls_itself_the_gateways_words_decides_nothing() throws Exception {
    ask("otto:operators", ASKED);
    String id = running().getFirst().grant().id();
    Lending before = running().getFirst();

    ApiStand.Exchange renewed =
        stand.ask(
            "otto:operators",
            "POST",
            "/api/v1/grants/" + id + "/renew",
            "{\"for\":\"8h\",\"reason\":\"more\",\"seconds\":60,\"role\":\"runner\"}");
    ApiStand.Exchange revoked =
        stand.ask(
            "hal:helpers",
            "POST",
            "/api/v1/grants/" + id + "/revoke",
            "{\"reason\":\"mine\",\"target\":\"playground\"}");

    assertThat(renewed.status()).isEqualTo(403);
    assertThat(revoked.status()).isEqualTo(403);
    assertThat(running()).singleElement().isEqualTo(before);
  }

  @Test
  void what_is_malformed_never_reaches_its_route_whoever_may_ask() throws Exception {
    ask("otto:operators", ASKED);
    Lending before = running().getFirst();

    ApiStand.Exchange revoked =
        stand.ask(
            ADMINISTRATOR,
            "POST",
            "/api/v1/grants/" + before.grant().id() + "/revoke",
            "{\"reason\":\"enough\",\"more\":1}");

    assertThat(revoked.status()).isEqualTo(400);
    assertThat(running()).singleElement().isEqualTo(before);
  }

  @Test
  void its_holder_shortens_it_and_gives_it_back_and_others_cannot() throws Exception {
    String id = granted();

    assertThat(post("bob", id, "shorten", "{\"for\":\"5m\"}").status()).isEqualTo(404);
    assertThat(post("bob", id, "return", "").status()).isEqualTo(404);
    assertThat(post("robot@" + ANA, id, "return", "").status()).isEqualTo(404);
    assertThat(post(ANA, id, "shorten", "{\"for\":\"5m\"}").status()).isEqualTo(200);
    assertThat(post(ANA, id, "return", "").status()).isEqualTo(200);
    assertThat(running()).isEmpty();
    assertThat(post(ANA, id, "return", "").status()).isEqualTo(409);
  }

  @Test
  void whom_policy_lets_takes_it_back_with_a_reason() throws Exception {
    String id = granted();

    assertThat(post("bob", id, "revoke", "{\"reason\":\"x\"}").status()).isEqualTo(403);
    assertThat(post(RITA, id, "revoke", "{}").status()).isEqualTo(400);
    assertThat(post(RITA, id, "revoke", "{\"reason\":\"enough\"}").text())
        .contains("rita took it back: enough");
    assertThat(running()).isEmpty();
  }

  @Test
  void everybody_sees_their_own_and_whom_policy_lets_sees_all() throws Exception {
    String id = granted();

    assertThat(get(ANA, "/api/v1/grants").text()).contains(id);
    assertThat(get("bob", "/api/v1/grants").text()).isEqualTo("{\"grants\":[]}");
    assertThat(get("bob", "/api/v1/grants/" + id).status()).isEqualTo(404);
    assertThat(get("bob", "/api/v1/all-grants").status()).isEqualTo(403);
    assertThat(get(RITA, "/api/v1/all-grants").text())
        .contains(id)
        .contains("\"reason\":\"a customer waits\"");
  }

  @Test
  @Tag("reaches:GrantLimits.reasonChars")
  void what_is_malformed_is_told_and_put_before_nobody() {
    for (String body :
        List.of(
            "{}",
            ASKED.replace("30m", "0m"),
            ASKED.replace("30m", "half an hour"),
            ASKED.replace("runner", "run ner"),
            ASKED.replace("a customer waits", " "),
            ASKED.replace("a customer waits", "x".repeat(501)),
            ASKED.replace("}", ",\"until\":\"2026-11-21T12:05:00Z\"}"),
            ASKED.replace("}", ",\"window\":\"always\"}"),
            ASKED.replace("}", ",\"budget\":{\"operations\":0}}"),
            ASKED.replace("}", ",\"budget\":{\"rows\":1.5}}"),
            ASKED.replace("}", ",\"budget\":{\"bytes\":99999999999999999999}}"),
            ASKED.replace("}", ",\"budget\":{\"minutes\":3}}"),
            ASKED.replace("}", ",\"budget\":[]}"))) {
      assertThat(ask(ADMINISTRATOR, body).status()).as(body).isEqualTo(400);
    }
    assertThat(loop.requests().all()).isEmpty();
  }

  private String granted() throws Exception {
    ask(ANA, ASKED);
    stand.vote(RITA, true);
    return running().getFirst().grant().id();
  }

  private List<Lending> running() {
    return desk.list(Lending::runs);
  }

  private Request request() {
    return loop.requests().all().stream().filter(Request::lives).findFirst().orElseThrow();
  }

  private ApiStand.Exchange ask(String token, String body) {
    return stand.ask(token, "POST", "/api/v1/grants", body);
  }

  private ApiStand.Exchange post(String token, String id, String what, String body) {
    return stand.ask(token, "POST", "/api/v1/grants/" + id + "/" + what, body);
  }

  private ApiStand.Exchange get(String token, String path) {
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
