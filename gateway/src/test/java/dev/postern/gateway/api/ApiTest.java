package dev.postern.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.config.Vocabulary;
import dev.postern.gateway.session.Field;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What holds for every route of REST: who may, what is understood, what is told. */
class ApiTest {
  /**
   * What gives nothing by itself: who one is, what only a connection's own decision gives, and what
   * the desk says of whose answer counts.
   */
  private static final Set<String> EVERYBODYS =
      Set.of(
          "whoami",
          "list-connections",
          "mint-password",
          "list-requests",
          "read-request",
          "read-request-history",
          "approve-request",
          "deny-request",
          "withdraw-request",
          "list-grants",
          "read-grant",
          "shorten-grant",
          "return-grant");

  private final ApiWorld world = new ApiWorld();

  @Test
  void without_a_rule_no_route_does_anything_for_anybody_but_what_everybody_may() {
    for (Route route : world.api.routes()) {
      ApiStand.Exchange answered =
          world.ask(
              route.method(),
              path(route),
              "nobody",
              "{\"scope\":\"person\",\"name\":\"ana\",\"reason\":\"x\"}");
      assertThat(answered.status())
          .as(route.method() + " " + route.template())
          .matches(status -> status != 401 && refused(route, status) != everybodys(route));
    }
    assertThat(world.standing.locks().all()).isEmpty();
  }

  private static boolean everybodys(Route route) {
    return EVERYBODYS.contains(route.action());
  }

  /** What rules decide with what it is about does not exist for those who may not read it. */
  private static boolean refused(Route route, int status) {
    return status == (route.subject().isPresent() ? 404 : 403);
  }

  @Test
  void the_local_administrator_may_use_every_route_and_so_may_a_permitted_group() {
    for (Route route : world.api.routes()) {
      String body = "{\"scope\":\"person\",\"name\":\"x\",\"reason\":\"y\"}";
      assertThat(world.stand().askLocally(route.method(), path(route), body).status())
          .as(route.template())
          .isNotIn(401, 403);
      assertThat(world.ask(route.method(), path(route), "administrators", body).status())
          .as(route.template())
          .isNotIn(401, 403);
    }
  }

  @Test
  void every_route_has_an_action_of_its_own() {
    assertThat(world.api.routes().stream().map(Route::action)).doesNotHaveDuplicates();
  }

  @Test
  void a_rule_looks_at_the_query_and_a_body_cannot_speak_for_it() {
    String sessions = "/api/v1/sessions";
    String body = "{\"target\":\"registry\"}";

    assertThat(world.ask("GET", sessions + "?target=registry", "auditors", "").status())
        .isNotEqualTo(403);
    assertThat(world.ask("GET", sessions + "?target=other", "auditors", "").status())
        .isEqualTo(403);
    assertThat(world.ask("GET", sessions + "?target=other", "auditors", body).status())
        .isEqualTo(403);
    assertThat(world.ask("GET", sessions, "auditors", body).status()).isEqualTo(403);
  }

  @Test
  void bad_input_is_told_and_does_nothing() {
    assertThat(world.ask("POST", "/api/v1/locks", "administrators", "{\"scope\":").status())
        .isEqualTo(400);
    assertThat(world.ask("POST", "/api/v1/locks", "administrators", "[]").status()).isEqualTo(400);
    assertThat(
            world
                .ask(
                    "POST",
                    "/api/v1/locks",
                    "administrators",
                    "{\"scope\":\"person\",\"scope\":\"group\"}")
                .status())
        .isEqualTo(400);
    assertThat(
            world
                .ask(
                    "POST",
                    "/api/v1/locks",
                    "administrators",
                    "{\"scope\":\"planet\",\"name\":\"x\",\"reason\":\"y\"}")
                .text())
        .contains("one of person, workload");
    assertThat(
            world
                .ask(
                    "POST",
                    "/api/v1/locks",
                    "administrators",
                    "{\"a\":\"" + "x".repeat(70_000) + "\"}")
                .status())
        .isEqualTo(413);
    assertThat(world.ask("GET", "/api/v1/nothing", "administrators", "").status()).isEqualTo(404);
    assertThat(world.standing.locks().all()).isEmpty();
  }

  @Test
  void without_a_token_the_challenge_says_where_to_get_one() {
    ApiStand.Exchange answered = world.stand().askUnproven("GET", "/api/v1/locks");

    assertThat(answered.status()).isEqualTo(401);
    assertThat(answered.fields())
        .contains(new Field("www-authenticate", "Bearer resource_metadata=\"https://gate/rm\""));
  }

  @Test
  void the_actions_of_all_routes_and_no_others_can_be_named_in_a_policy() {
    assertThat(world.api.routes().stream().map(Route::action))
        .containsExactlyInAnyOrderElementsOf(Vocabulary.GATEWAY_ACTIONS);
  }

  private static String path(Route route) {
    return route
        .template()
        .replace("{scope}", "person")
        .replace("{name}", "x")
        .replace("{session}", "s1");
  }
}
