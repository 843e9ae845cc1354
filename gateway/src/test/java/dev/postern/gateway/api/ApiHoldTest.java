package dev.postern.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.session.Field;
import dev.postern.kernel.approval.BallotException;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.cedar.PolicySet;
import dev.postern.kernel.cedar.Source;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Value;
import dev.postern.kernel.policy.CedarPolicy;
import dev.postern.kernel.policy.Rules;
import dev.postern.testkit.ScriptedLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What REST does where a rule asks for people. */
class ApiHoldTest {
  private static final String RULES =
      """
      permit (principal in Group::"administrators", action, resource in Gateway::"postern");
      @id("two-pairs-of-eyes") @approval("administrators")
      forbid (
        principal,
        action in [postern::Action::"lock", postern::Action::"odd"],
        resource
      ) unless { context.approved };
      """;

  private static final String OLGA = "olga:administrators";
  private static final String RITA = "rita:administrators";
  private static final String LOCK = "{\"scope\":\"person\",\"name\":\"carl\"}";

  private final ScriptedLoop loop = new ScriptedLoop(rules(1), GateLimits.DEFAULT);
  private final List<String> done = new ArrayList<>();
  private final Api api =
      new Api(
          ApiSettings.of("https://gate/api", "Bearer"),
          List.of(
              new Route("POST", "/api/v1/locks", "lock", Effect.ADMIN, this::lock),
              new Route("GET", "/api/v1/odd/{kind}", "odd", Effect.READ, this::lock)
                  .describedBy(ApiHoldTest::odd)),
          loop::now,
          () -> loop.gate().rules().epoch());
  private final ApiStand stand = new ApiStand(loop, api);

  @Test
  void what_a_second_person_approves_while_the_caller_waits_is_done_and_answered()
      throws Exception {
    ApiStand.Exchange olga = lock("");
    assertThat(olga.status()).isZero();
    assertThat(olga.waits()).contains(Duration.ofSeconds(2));

    stand.vote(RITA, true);

    assertThat(olga.status()).isEqualTo(200);
    assertThat(done).containsExactly("olga");
    assertThat(loop.ledger().leaves(Leaf.Admitted.class))
        .singleElement()
        .satisfies(leaf -> assertThat(leaf.restsOn()).hasSize(1));
  }

  @Test
  @Tag("reaches:ApiSettings.usualWait")
  void when_the_wait_is_over_the_answer_names_the_request_and_where_it_is() {
    ApiStand.Exchange olga = lock("?wait=5").waitedEnough();

    Request request = loop.requests().all().iterator().next();
    assertThat(olga.waits()).contains(Duration.ofSeconds(5));
    assertThat(olga.status()).isEqualTo(202);
    assertThat(olga.fields()).contains(new Field("location", "/api/v1/requests/" + request.id()));
    assertThat(olga.text())
        .contains("\"state\":\"pending\"")
        .contains("\"id\":\"" + request.id() + "\"")
        .contains("\"reviewers\":\"administrators\"")
        .contains("\"until\":\"" + request.until() + "\"");
    assertThat(request.lives()).isTrue();
    assertThat(done).isEmpty();
  }

  @Test
  @Tag("reaches:ApiSettings.oldestVisit")
  void a_request_waits_for_people_until_it_is_too_old_and_not_longer() throws Exception {
    ApiStand.Exchange young = lock("");
    loop.pass(Duration.ofMinutes(1).minusNanos(1));
    loop.gate().strike();
    loop.turns();
    stand.vote(RITA, true);
    assertThat(young.status()).isEqualTo(200);

    ApiStand.Exchange old = lock("");
    loop.pass(Duration.ofMinutes(1));
    loop.gate().strike();
    loop.turns();
    assertThat(old.status()).isEqualTo(403);
    assertThat(old.text()).contains("\"error\":\"expired\"").contains("older than PT1M");
    assertThat(done).hasSize(1);
  }

  @Test
  void a_wait_of_nothing_is_answered_as_soon_as_people_are_asked() {
    assertThat(lock("?wait=0").status()).isEqualTo(202);
  }

  @Test
  void asking_the_same_again_joins_and_then_collects_once() throws Exception {
    lock("?wait=0");
    lock("?wait=0");
    assertThat(loop.requests().all()).hasSize(1);

    stand.vote(RITA, true);
    assertThat(lock("?wait=0").status()).isEqualTo(200);
    assertThat(lock("?wait=0").status()).isEqualTo(202);

    assertThat(done).containsExactly("olga");
    assertThat(loop.requests().all()).hasSize(2);
  }

  @Test
  void another_body_is_another_request() throws Exception {
    lock("?wait=0");
    stand.vote(RITA, true);

    ApiStand.Exchange other =
        stand.ask(OLGA, "POST", "/api/v1/locks?wait=0", LOCK.replace("carl", "rita"));

    assertThat(other.status()).isEqualTo(202);
    assertThat(done).isEmpty();
  }

  @Test
  void a_client_that_goes_away_ends_its_wait_and_not_the_request() throws Exception {
    lock("").leave();
    stand.vote(RITA, true);
    assertThat(done).isEmpty();

    assertThat(lock("").status()).isEqualTo(200);
    assertThat(done).hasSize(1);
  }

  @Test
  void who_asks_cannot_approve_it() {
    lock("?wait=0");

    assertThatThrownBy(() -> stand.vote(OLGA, true)).isInstanceOf(BallotException.class);
    assertThat(lock("?wait=0").status()).isEqualTo(202);
  }

  @Test
  void a_denial_is_told() throws Exception {
    ApiStand.Exchange olga = lock("");
    stand.vote(RITA, false);

    assertThat(olga.status()).isEqualTo(403);
    assertThat(olga.text()).contains("rita denied the request");
    assertThat(done).isEmpty();
  }

  @Test
  void whom_no_rule_permits_asks_nobody() {
    assertThat(stand.ask("carl", "POST", "/api/v1/locks", LOCK).status()).isEqualTo(403);
    assertThat(loop.requests().all()).isEmpty();
  }

  @Test
  @Tag("reaches:ApiSettings.longestWait")
  void a_wait_that_is_too_long_or_no_number_is_told_and_does_nothing() {
    for (String wait : List.of("31", "-1", "x", "", "99999999999")) {
      assertThat(lock("?wait=" + wait).status()).as(wait).isEqualTo(400);
    }
    assertThat(loop.requests().all()).isEmpty();
  }

  @Test
  void what_cannot_be_done_anyway_is_put_before_nobody() {
    ApiStand.Exchange olga = stand.ask(OLGA, "GET", "/api/v1/odd/unfit", "");

    assertThat(olga.status()).isEqualTo(422);
    assertThat(olga.text()).contains("there is no such thing");
    assertThat(loop.requests().all()).isEmpty();
  }

  @Test
  void people_read_what_the_route_says_of_itself() {
    stand.ask(OLGA, "GET", "/api/v1/odd/fit?wait=0", "");

    Request.Subject subject = loop.requests().all().iterator().next().subject();
    assertThat(subject.label()).isEqualTo("GET /api/v1/odd/{kind}: a fit thing");
    assertThat(subject.text()).contains("\"what\": \"fit\"");
  }

  @Test
  void what_is_malformed_for_its_route_is_told_to_whom_it_is_permitted_and_put_before_nobody() {
    assertThat(stand.ask(OLGA, "GET", "/api/v1/odd/broken", "").status()).isEqualTo(400);
    assertThat(stand.ask("carl", "GET", "/api/v1/odd/broken", "").status()).isEqualTo(403);
    assertThat(loop.requests().all()).isEmpty();
  }

  private ApiStand.Exchange lock(String query) {
    return stand.ask(OLGA, "POST", "/api/v1/locks" + query, LOCK);
  }

  private Reply lock(Call call) {
    done.add(call.by().told());
    return Reply.ok(Map.of("done", true));
  }

  private static Route.Described odd(Route.Asked asked) throws Fault {
    String kind = asked.segments().getOrDefault("kind", "");
    if (kind.equals("broken")) {
      throw new Fault(400, "a broken thing");
    }
    return new Route.Described(
        "a " + kind + " thing",
        Value.NOTHING,
        new Value.MapOf(Map.of("what", new Value.Text(kind))),
        kind.equals("unfit")
            ? Optional.of(new Fault(422, "there is no such thing"))
            : Optional.empty());
  }

  private static Rules rules(long epoch) {
    PolicySet.Parsed parsed =
        PolicySet.parse(
            List.of(new Source("built-in", Api.BUILT_IN_RULES), new Source("test", RULES)));
    return new Rules(
        epoch,
        new CedarPolicy(((PolicySet.Accepted) parsed).policies(), List.of(), Map.of()),
        Map.of(Api.TARGET, Api.words(epoch)));
  }
}
