package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.RoleStand.Caller;
import dev.postern.gateway.api.Api;
import dev.postern.gateway.api.Roles;
import dev.postern.gateway.api.Route;
import dev.postern.gateway.config.Vocabulary;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.operation.Value;
import dev.postern.kernel.policy.Decision;
import dev.postern.kernel.policy.Facts;
import dev.postern.kernel.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which role may do what with the gateway: made of the routes and rules that there are. */
@Timeout(180)
class RolesTest {
  private static final Path PAGE = Path.of("../docs/roles.md");
  private static final String BEGIN = "<!-- roles -->\n";
  private static final String END = "<!-- /roles -->";

  @TempDir private static Path folder;
  private static RoleStand stand;

  @BeforeAll
  static void start() throws Exception {
    stand = new RoleStand(folder);
  }

  @AfterAll
  static void stop() throws IOException {
    stand.close();
  }

  /** Run with {@code -Dpostern.write=true} after a change of routes or rules. */
  @Test
  void the_table_in_docs_is_that_of_the_routes_and_the_rules() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    String made = page.substring(0, begin) + table() + page.substring(page.indexOf(END));
    if (Boolean.getBoolean("postern.write")) {
      Files.writeString(PAGE, made);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(made);
  }

  @Test
  void every_route_answers_every_role_as_the_table_says() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (Caller caller : RoleStand.callers()) {
      for (Route route : routes()) {
        String path = route.template().replaceAll("\\{[a-z]+\\}", "none");
        String body = route.method().equals("GET") ? "" : "{}";
        int status = stand.ask(caller, route.method(), path, body);
        if (!fits(caller, route, status)) {
          wrong.add(caller + " " + route.method() + " " + path + ": " + status);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** What is not told to whom may not read it is told as missing; what is malformed, before. */
  private static boolean fits(Caller caller, Route route, int status) {
    if (caller == Caller.NOBODY) {
      return status == 401;
    }
    if (may(caller, route)) {
      return status != 401 && status != 403 && status < 500;
    }
    return status == 403
        || status == 404 && route.subject().isPresent()
        || (status == 400 || status == 404) && route.describing().isPresent();
  }

  @Test
  void every_route_has_an_action_that_policies_know_and_a_role_that_may_take_it() {
    for (Route route : routes()) {
      assertThat(Vocabulary.GATEWAY_ACTIONS).contains(route.action());
      boolean given =
          RoleStand.callers().stream()
              .anyMatch(caller -> caller != Caller.LOCAL && may(caller, route));
      assertThat(given)
          .as(route.method() + " " + route.template() + " is given by a role, or left to rules")
          .isNotEqualTo(Roles.LEFT_TO_RULES.contains(route.action()));
    }
  }

  @Test
  void nobody_and_the_locked_may_do_nothing_and_agents_no_more_than_both_of_them() {
    for (Route route : routes()) {
      assertThat(may(Caller.NOBODY, route)).isFalse();
      assertThat(may(Caller.LOCKED, route)).isFalse();
      if (may(Caller.AGENT, route)) {
        assertThat(may(Caller.ANYBODY, route)).isTrue();
      }
    }
  }

  @Test
  void an_operators_forbid_takes_away_what_a_role_gives() throws Exception {
    Path other = Files.createDirectories(folder.resolve("other"));
    try (RoleStand strict =
        new RoleStand(
            other,
            "forbid (principal in Role::\"administrator\", action == postern::Action::\"lock\","
                + " resource);")) {
      String lock = "{\"scope\":\"person\",\"name\":\"ana\",\"reason\":\"left\"}";
      assertThat(strict.ask(Caller.ADMINISTRATOR, "POST", "/api/v1/locks", lock)).isEqualTo(403);
      assertThat(strict.ask(Caller.ADMINISTRATOR, "GET", "/api/v1/locks", "")).isEqualTo(200);
    }
    String lock = "{\"scope\":\"person\",\"name\":\"ana\",\"reason\":\"left\"}";
    assertThat(stand.ask(Caller.ADMINISTRATOR, "POST", "/api/v1/locks", lock)).isLessThan(300);
  }

  private static List<Route> routes() {
    return stand.gateway.routes().stream()
        .sorted(Comparator.comparing(Route::template).thenComparing(Route::method))
        .toList();
  }

  private static String table() {
    String head =
        "| route | action | "
            + RoleStand.callers().stream().map(RolesTest::told).collect(Collectors.joining(" | "))
            + " |\n|---|---|"
            + "---|".repeat(RoleStand.callers().size())
            + "\n";
    return head
        + routes().stream()
            .map(route ->
                "| `%s %s` | `%s` | %s |%n"
                    .formatted(
                        route.method(),
                        route.template(),
                        route.action(),
                        RoleStand.callers().stream()
                            .map(caller -> may(caller, route) ? "yes" : "")
                            .collect(Collectors.joining(" | "))))
            .collect(Collectors.joining());
  }

  private static String told(Caller caller) {
    return caller.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What the rules in force say, for who is known and not locked. */
  private static boolean may(Caller caller, Route route) {
    if (caller == Caller.NOBODY || caller == Caller.LOCKED) {
      return false;
    }
    Policy policy = stand.configuration.rules(1).policy();
    String group =
        route.effect() == Effect.READ || route.effect() == Effect.NONE ? "read" : "write";
    Operation operation =
        new Operation(
            principal(caller),
            Api.TARGET,
            route.template(),
            List.of(
                new Atom(
                    new Action(Api.TARGET, route.action(), Set.of(group)),
                    new Resource(Api.GATEWAY, Set.of()))),
            route.effect(),
            new Value.MapOf(Map.of("input", new Value.MapOf(Map.of()))),
            new Value.MapOf(Map.of()));
    return policy.decide(operation, new Facts(Instant.now(), "", false)) instanceof Decision.Allow;
  }

  private static Principal principal(Caller caller) {
    return switch (caller) {
      case AGENT ->
          new Principal(
              List.of(
                  party(Party.Kind.AGENT, "assistant"), party(Party.Kind.PERSON, "administrator")));
      case WORKLOAD -> Principal.of(party(Party.Kind.WORKLOAD, "nightly"));
      case LOCAL -> Principal.of(party(Party.Kind.POSTERN, "local-administrator"));
      case NOBODY, ANYBODY, USER, REVIEWER, AUDITOR, POLICY_AUTHOR, ADMINISTRATOR, LOCKED ->
          Principal.of(party(Party.Kind.PERSON, RoleStand.name(caller)));
    };
  }

  private static Party party(Party.Kind kind, String name) {
    return new Party(kind, new Identity("test", name), name, Set.of(), Optional.empty());
  }
}
