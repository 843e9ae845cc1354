package dev.postern.gateway.api;

import static dev.postern.gateway.api.GrantRoutesWorld.ADMINISTRATOR;
import static dev.postern.gateway.api.GrantRoutesWorld.ANA;
import static dev.postern.gateway.api.GrantRoutesWorld.ASKED;
import static dev.postern.gateway.api.GrantRoutesWorld.RITA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.approval.BallotException;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.grant.Lending;
import dev.postern.kernel.policy.Grant;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Asking for a role for a time over REST, and attacks on it. */
class GrantRoutesTest {
  private final GrantRoutesWorld world = new GrantRoutesWorld();

  @Test
  void what_people_approve_begins_and_is_answered() throws Exception {
    ApiStand.Exchange ana = world.ask(ANA, ASKED);
    assertThat(ana.status()).isZero();
    assertThat(world.running()).isEmpty();

    world.stand.vote(RITA, true);

    assertThat(ana.status()).isEqualTo(201);
    assertThat(ana.text()).contains("\"role\":\"runner\"").contains("\"state\":\"running\"");
    assertThat(world.running())
        .singleElement()
        .satisfies(lending -> {
          assertThat(lending.grant().person()).isEqualTo("ana");
          assertThat(lending.grant().term().until())
              .isEqualTo(world.loop.now().plus(Duration.ofMinutes(30)));
        });
    assertThat(world.loop.ledger().leaves(Leaf.Admitted.class))
        .singleElement()
        .satisfies(leaf -> assertThat(leaf.restsOn()).hasSize(1));
  }

  @Test
  void who_approves_reads_everything_that_is_asked_and_what_the_role_adds() {
    world.ask(
        ANA,
        "{\"role\":\"runner\",\"target\":\"shop\",\"until\":\"2026-11-21T12:45:00Z\","
            + "\"window\":\"mon-sat 09:00-17:00 Europe/Berlin\","
            + "\"budget\":{\"operations\":10,\"rows\":500},\"reason\":\"\\u202eevil\\u001b[2J\"}");

    Request.Subject subject = world.request().subject();
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
    assertThat(world.ask("carl", ASKED).status()).isEqualTo(403);
    assertThat(world.ask(ANA, ASKED.replace("30m", "61m")).status()).isEqualTo(403);
    assertThat(world.loop.requests().all()).isEmpty();
  }

  @Test
  void an_approval_gives_one_grant_however_often_it_is_asked() throws Exception {
    world.ask(ANA, ASKED).waitedEnough();
    world.stand.vote(RITA, true);

    assertThat(world.ask(ANA, ASKED).status()).isEqualTo(201);
    assertThat(world.ask(ANA, ASKED).waitedEnough().status()).isEqualTo(202);
    assertThat(world.running()).hasSize(1);
  }

  @Test
  void nobody_asks_for_somebody_else() {
    String anothers = ASKED.replace("{", "{\"person\":\"bob\",");
    assertThat(world.ask(ANA, anothers).status()).isEqualTo(403);
    assertThat(world.ask(ADMINISTRATOR, anothers).status()).isEqualTo(400);
    assertThat(world.loop.requests().all()).isEmpty();
  }

  @Test
  void nobody_approves_their_own() {
    world.ask("ana:engineers,leads", ASKED).waitedEnough();

    assertThatThrownBy(() -> world.stand.vote("ana:engineers,leads", true))
        .isInstanceOf(BallotException.class);
    assertThat(world.running()).isEmpty();
  }

  @Test
  void an_agent_asks_for_nothing_even_where_a_rule_would_let_it() {
    ApiStand.Exchange robot = world.ask("robot@" + ANA, ASKED);

    assertThat(robot.status()).isEqualTo(403);
    assertThat(robot.text()).contains("a person asks for a grant, alone");
    assertThat(world.loop.requests().all()).isEmpty();
  }

  @Test
  void for_a_role_that_there_is_not_nobody_is_asked_and_who_may_not_ask_does_not_hear_it() {
    world.there = false;

    assertThat(world.ask(ANA, ASKED).status()).isEqualTo(404);
    assertThat(world.ask("carl", ASKED).text()).doesNotContain("no role");
    assertThat(world.loop.requests().all()).isEmpty();
  }

  @Test
  void a_role_that_is_gone_when_it_is_approved_is_not_given() throws Exception {
    ApiStand.Exchange ana = world.ask(ANA, ASKED);
    world.there = false;
    world.stand.vote(RITA, true);

    assertThat(ana.status()).isEqualTo(404);
    assertThat(world.running()).isEmpty();
  }

  @Test
  void a_time_that_is_over_when_it_is_approved_is_not_given() throws Exception {
    ApiStand.Exchange ana =
        world.ask(ANA, ASKED.replace("\"for\":\"30m\"", "\"until\":\"2026-11-21T12:00:20Z\""));
    world.loop.pass(Duration.ofSeconds(20));
    world.stand.vote(RITA, true);

    assertThat(ana.status()).isEqualTo(422);
    assertThat(world.running()).isEmpty();
  }

  @Test
  void a_renewal_is_decided_and_approved_like_the_first_and_can_widen_nothing() throws Exception {
    String id = world.granted();
    for (String wide : List.of("role", "target", "budget", "window", "person")) {
      String body = "{\"for\":\"50m\",\"reason\":\"more\",\"" + wide + "\":\"x\"}";
      assertThat(world.post(ANA, id, "renew", body).status()).as(wide).isEqualTo(403);
    }
    Grant before = world.running().getFirst().grant();
    ApiStand.Exchange ana = world.post(ANA, id, "renew", "{\"for\":\"50m\",\"reason\":\"more\"}");
    assertThat(ana.status()).isZero();
    assertThat(world.request().subject().text())
        .contains("\"role\": \"runner\"")
        .contains("\"reason\": \"more\"")
        .contains("\"time\": \"for 50 minutes from its beginning\"");
    world.stand.vote(RITA, true);

    assertThat(ana.status()).isEqualTo(200);
    assertThat(world.running().getFirst().grant())
        .isEqualTo(before.until(world.loop.now().plus(Duration.ofMinutes(50))));
    assertThat(
            world.post("bob:engineers", id, "renew", "{\"for\":\"55m\",\"reason\":\"x\"}").status())
        .isEqualTo(404);
  }

  @Test
  void what_a_caller_calls_itself_the_gateways_words_decides_nothing() throws Exception {
    world.ask("otto:operators", ASKED);
    String id = world.running().getFirst().grant().id();
    Lending before = world.running().getFirst();

    ApiStand.Exchange renewed =
        world.stand.ask(
            "otto:operators",
            "POST",
            "/api/v1/grants/" + id + "/renew",
            "{\"for\":\"8h\",\"reason\":\"more\",\"seconds\":60,\"role\":\"runner\"}");
    ApiStand.Exchange revoked =
        world.stand.ask(
            "hal:helpers",
            "POST",
            "/api/v1/grants/" + id + "/revoke",
            "{\"reason\":\"mine\",\"target\":\"playground\"}");

    assertThat(renewed.status()).isEqualTo(403);
    assertThat(revoked.status()).isEqualTo(403);
    assertThat(world.running()).singleElement().isEqualTo(before);
  }

  @Test
  void what_is_malformed_never_reaches_its_route_whoever_may_ask() throws Exception {
    world.ask("otto:operators", ASKED);
    Lending before = world.running().getFirst();

    ApiStand.Exchange revoked =
        world.stand.ask(
            ADMINISTRATOR,
            "POST",
            "/api/v1/grants/" + before.grant().id() + "/revoke",
            "{\"reason\":\"enough\",\"more\":1}");

    assertThat(revoked.status()).isEqualTo(400);
    assertThat(world.running()).singleElement().isEqualTo(before);
  }

  @Test
  void its_holder_shortens_it_and_gives_it_back_and_others_cannot() throws Exception {
    String id = world.granted();

    assertThat(world.post("bob", id, "shorten", "{\"for\":\"5m\"}").status()).isEqualTo(404);
    assertThat(world.post("bob", id, "return", "").status()).isEqualTo(404);
    assertThat(world.post("robot@" + ANA, id, "return", "").status()).isEqualTo(404);
    assertThat(world.post(ANA, id, "shorten", "{\"for\":\"5m\"}").status()).isEqualTo(200);
    assertThat(world.post(ANA, id, "return", "").status()).isEqualTo(200);
    assertThat(world.running()).isEmpty();
    assertThat(world.post(ANA, id, "return", "").status()).isEqualTo(409);
  }

  @Test
  void whom_policy_lets_takes_it_back_with_a_reason() throws Exception {
    String id = world.granted();

    assertThat(world.post("bob", id, "revoke", "{\"reason\":\"x\"}").status()).isEqualTo(403);
    assertThat(world.post(RITA, id, "revoke", "{}").status()).isEqualTo(400);
    assertThat(world.post(RITA, id, "revoke", "{\"reason\":\"enough\"}").text())
        .contains("rita took it back: enough");
    assertThat(world.running()).isEmpty();
  }

  @Test
  void everybody_sees_their_own_and_whom_policy_lets_sees_all() throws Exception {
    String id = world.granted();

    assertThat(world.get(ANA, "/api/v1/grants").text()).contains(id);
    assertThat(world.get("bob", "/api/v1/grants").text()).isEqualTo("{\"grants\":[]}");
    assertThat(world.get("bob", "/api/v1/grants/" + id).status()).isEqualTo(404);
    assertThat(world.get("bob", "/api/v1/all-grants").status()).isEqualTo(403);
    assertThat(world.get(RITA, "/api/v1/all-grants").text())
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
      assertThat(world.ask(ADMINISTRATOR, body).status()).as(body).isEqualTo(400);
    }
    assertThat(world.loop.requests().all()).isEmpty();
  }
}
