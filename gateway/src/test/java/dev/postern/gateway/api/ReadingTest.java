package dev.postern.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.ledger.Erasure;
import dev.postern.gateway.ledger.FileLedger;
import dev.postern.gateway.ledger.IndexLimits;
import dev.postern.gateway.ledger.LedgerSettings;
import dev.postern.gateway.ledger.Replay;
import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.cedar.PolicySet;
import dev.postern.kernel.cedar.Source;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Lock;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Value;
import dev.postern.kernel.policy.CedarPolicy;
import dev.postern.kernel.policy.Rules;
import dev.postern.testkit.Leaves;
import dev.postern.testkit.ScriptedLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who may read what of a ledger, over REST. */
class ReadingTest {
  private static final String SESSIONS = "/api/v1/sessions";
  private static final String READERS =
      """
      permit (principal, action in [
        postern::Action::"list-sessions", postern::Action::"list-operations"], resource);
      permit (principal in Group::"auditors", action in Action::"read", resource);
      permit (principal in Group::"leads", action == postern::Action::"read-session", resource)
      when { context.recording.target == "registry" };
      permit (principal in Group::"leads", action == postern::Action::"export-session", resource);
      permit (principal, action == postern::Action::"explain-policy", resource);
      permit (principal in Group::"leads", action == postern::Action::"explain-operation", resource)
      when { context.recording.target == "registry" };
      permit (principal is Person, action in [
        postern::Action::"read-session", postern::Action::"read-recording"], resource)
      when { context.recording.people.contains(principal.name) };
      forbid (principal, action == postern::Action::"read-recording", resource)
      when { context.recording.target == "vault" };
      """;
  private static final List<String> VIEWERS =
      List.of("ana", "ben", "carl", "olga:auditors", "lea:leads", "assistant@ana");

  @TempDir Path directory;
  private FileLedger ledger;
  private Ledger.Segment segment;
  private final ScriptedLoop loop = new ScriptedLoop(rules(READERS, 1), GateLimits.DEFAULT);
  private ApiStand stand;
  private Instant at = Instant.now();
  private EntryId first;

  @BeforeEach
  void start() throws IOException {
    ledger = FileLedger.start(LedgerSettings.in(directory), Clock.systemUTC());
    segment = ledger.open(1);
    Replay replay = new Replay(directory, IndexLimits.DEFAULT);
    Readership readers = new Readership(loop.gate(), loop::now, target -> Optional.of("masked"));
    List<Route> routes = new ArrayList<>(new SessionRoutes(replay, readers).routes());
    routes.addAll(new OperationRoutes(replay, readers).routes());
    routes.addAll(new ExplainRoutes(new Explains(replay), replay, readers, loop::now).routes());
    stand =
        new ApiStand(
            loop,
            new Api(
                ApiSettings.of("https://gate/api", "Bearer"),
                routes,
                loop::now,
                () -> loop.gate().rules().epoch()));
    first = write("s-ana", person("ana"), "registry", "anas model");
    write("s-agent", Leaves.assistant(), "registry", "agents model");
    write("s-ben", person("ben"), "registry", "bens model");
    write("s-vault", person("ben"), "vault", "a key");
  }

  @AfterEach
  void stop() throws IOException {
    ledger.close();
  }

  @Test
  void why_is_told_of_what_may_be_explained_and_values_to_whom_may_read_them() throws IOException {
    EntryId secret = write("s-secret", person("ben"), "vault", "another key");
    String why = "/api/v1/operations/%s/why";
    assertThat(ask("lea:leads", why.formatted(first)).text()).contains("\"content\":false");
    assertThat(ask("olga:auditors", why.formatted(first)).text()).contains("\"content\":true");
    ApiStand.Exchange foreign = ask("lea:leads", why.formatted(secret));
    assertThat(foreign.status()).isEqualTo(404);
    assertThat(withoutId(foreign)).isEqualTo(withoutId(ask("lea:leads", why.formatted("1-1"))));
    assertThat(withoutId(foreign)).isEqualTo(withoutId(ask("lea:leads", why.formatted("none"))));
  }

  @Test
  void who_may_is_asked_with_a_moment_and_arguments_that_are_objects() {
    String who = "/api/v1/policy/who";
    assertThat(post("ana", who, "{\"action\":\"a\",\"input\":{\"x\":1}}").text())
        .contains("action=a")
        .contains("x=Numeral");
    assertThat(post("ana", who, "{\"action\":\"a\",\"input\":7}").status()).isEqualTo(400);
    assertThat(post("ana", who, "{\"action\":\"a\",\"at\":\"noon\"}").status()).isEqualTo(400);
    assertThat(post("ana", who, "{}").status()).isEqualTo(400);
    assertThat(ask("olga:auditors", "/api/v1/policy/unused?days=0").status()).isEqualTo(400);
    assertThat(ask("olga:auditors", "/api/v1/policy/unused?days=7").text()).contains("PT168H");
  }

  @Test
  void everybody_reads_their_own_and_what_is_anothers_does_not_exist() {
    ApiStand.Exchange own = ask("ana", SESSIONS + "/s-ana/recording");
    assertThat(own.status()).isEqualTo(200);
    assertThat(own.text()).contains("anas model");
    assertThat(ask("ana", SESSIONS + "/s-agent/recording").text()).contains("agents model");

    for (String form : List.of("", "/recording", "/export", "/export?form=har")) {
      ApiStand.Exchange foreign = ask("ana", SESSIONS + "/s-ben" + form);
      ApiStand.Exchange none = ask("ana", SESSIONS + "/s-none" + form);
      assertThat(foreign.status()).as(form).isEqualTo(404);
      assertThat(none.status()).as(form).isEqualTo(404);
      assertThat(withoutId(foreign)).isEqualTo(withoutId(none));
    }
    ApiStand.Exchange auditorsNone = ask("olga:auditors", SESSIONS + "/s-none");
    assertThat(withoutId(auditorsNone)).isEqualTo(withoutId(ask("ana", SESSIONS + "/s-none")));
  }

  @Test
  void what_a_listing_hides_a_reading_refuses_and_no_more() {
    for (String viewer : VIEWERS) {
      Set<String> listed = new HashSet<>();
      json(ask(viewer, SESSIONS))
          .path("sessions")
          .forEach(session -> listed.add(session.path("session").asString("")));
      Set<String> readable = new HashSet<>();
      for (String session : List.of("s-ana", "s-agent", "s-ben", "s-vault")) {
        if (ask(viewer, SESSIONS + "/" + session).status() == 200) {
          readable.add(session);
        }
      }
      Set<String> ofOperations = new HashSet<>();
      json(ask(viewer, "/api/v1/operations"))
          .path("operations")
          .forEach(operation -> ofOperations.add(operation.path("session").asString("")));
      assertThat(listed).as(viewer).isEqualTo(readable);
      assertThat(ofOperations).as(viewer).isEqualTo(readable);
    }
    assertThat(json(ask("olga:auditors", SESSIONS)).path("sessions")).hasSize(4);
    assertThat(json(ask("assistant@ana", SESSIONS)).path("sessions")).isEmpty();
    assertThat(json(ask("carl", SESSIONS)).path("sessions")).isEmpty();
  }

  @Test
  void who_may_read_that_it_happened_does_not_read_what_was_said() {
    ApiStand.Exchange told = ask("lea:leads", SESSIONS + "/s-ben");
    assertThat(told.status()).isEqualTo(200);
    assertThat(told.text())
        .contains("tools/call run_model", "\"recording-readable\":false")
        .doesNotContain("bens model")
        .doesNotContain("score 0.93");
    for (String form : List.of("jsonl", "har", "sql")) {
      assertThat(ask("lea:leads", SESSIONS + "/s-ben/export?form=" + form).text())
          .as(form)
          .contains("s-ben")
          .doesNotContain("bens model")
          .doesNotContain("score 0.93");
    }
    assertThat(ask("lea:leads", SESSIONS + "/s-ben/recording").status()).isEqualTo(404);
    assertThat(ask("olga:auditors", SESSIONS + "/s-vault/recording").status()).isEqualTo(404);
    assertThat(ask("olga:auditors", SESSIONS + "/s-vault/export").text()).doesNotContain("a key");
    assertThat(ask("olga:auditors", SESSIONS + "/s-ben/export").text()).contains("bens model");
  }

  @Test
  void reading_is_an_entry_that_names_the_session_and_what_was_read() {
    ask("ana", SESSIONS + "/s-ana/recording");
    ask("ana", SESSIONS + "/s-ben");

    assertThat(loop.ledger().leaves(Leaf.Admitted.class).getLast().asked())
        .satisfies(asked -> {
          assertThat(asked.label()).isEqualTo("GET /api/v1/sessions/{session}/recording: s-ana");
          assertThat(asked.caller().told()).isEqualTo("ana");
          assertThat(asked.atoms().getFirst().action().name()).isEqualTo("read-recording");
        });
    assertThat(loop.ledger().leaves(Leaf.Refused.class).getLast().asked().label())
        .isEqualTo("GET /api/v1/sessions/{session}: s-ben");
  }

  @Test
  void lists_are_filtered_and_paged() {
    assertThat(sessions("?person=ana")).containsExactly("s-agent", "s-ana");
    assertThat(sessions("?agent=assistant")).containsExactly("s-agent");
    assertThat(sessions("?target=vault")).containsExactly("s-vault");
    assertThat(sessions("?decision=refused")).isEmpty();
    assertThat(sessions("?request=" + first)).containsExactly("s-ana");
    assertThat(sessions("?until=2020-01-01T00:00:00Z")).isEmpty();
    List<String> paged = new ArrayList<>();
    String query = "?limit=1";
    while (!query.isEmpty()) {
      JsonNode page = json(ask("olga:auditors", SESSIONS + query));
      page.path("sessions").forEach(each -> paged.add(each.path("session").asString("")));
      JsonNode next = page.path("next");
      query =
          next.isMissingNode()
              ? ""
              : "?limit=1&after="
                  + next.path("after").asString("")
                  + "&behind="
                  + next.path("behind").asString("");
    }
    assertThat(paged).containsExactly("s-vault", "s-ben", "s-agent", "s-ana");
  }

  @Test
  void a_page_does_not_tell_what_comes_next_for_others() {
    ApiStand.Exchange page = ask("ana", SESSIONS + "?limit=1");

    assertThat(json(page).path("sessions").path(0).path("session").asString(""))
        .isEqualTo("s-agent");
    assertThat(json(page).path("next").path("behind").asString("")).isEqualTo("s-agent");
    assertThat(page.text()).doesNotContain("s-ben").doesNotContain("s-vault");
  }

  @Test
  void operations_go_on_where_a_page_ended_either_way() {
    for (String order : List.of("oldest", "newest")) {
      List<String> ids = new ArrayList<>();
      String after = "";
      do {
        JsonNode page =
            json(ask("olga:auditors", "/api/v1/operations?limit=1&order=" + order + after));
        page.path("operations").forEach(each -> ids.add(each.path("session").asString("")));
        String next = page.path("next").asString("");
        after = next.isEmpty() ? "" : "&after=" + next;
      } while (!after.isEmpty());
      List<String> expected = List.of("s-ana", "s-agent", "s-ben", "s-vault");
      assertThat(ids).isEqualTo(order.equals("oldest") ? expected : expected.reversed());
    }
    assertThat(
            json(ask("olga:auditors", "/api/v1/operations?person=ben&target=vault"))
                .path("operations"))
        .hasSize(1);
  }

  @Test
  void a_timeline_begins_where_it_is_told_to() {
    String one = SESSIONS + "/s-ana";
    assertThat(kinds(json(ask("ana", one)))).containsExactly("opened", "allowed", "ended");
    assertThat(kinds(json(ask("ana", one + "?from=%233")))).containsExactly("ended");
    assertThat(kinds(json(ask("ana", one + "?from=" + first))))
        .containsExactly("opened", "allowed", "ended");
    assertThat(kinds(json(ask("ana", one + "?decision=refused")))).containsExactly("opened");
    JsonNode page = json(ask("ana", one + "?limit=2"));
    assertThat(kinds(page)).containsExactly("opened", "allowed");
    assertThat(page.path("next").asString("")).isEqualTo("#3");
  }

  @Test
  void a_tail_tells_what_happens_next_and_nothing_twice() throws IOException {
    String tail = json(ask("ana", SESSIONS + "/s-ana")).path("tail").asString("");
    ApiStand.Exchange following =
        ask("ana", SESSIONS + "/s-ana/recording?wait=20&scenes=false&tail=" + tail);
    assertThat(following.status()).isZero();
    assertThat(following.waits()).contains(Waiting.PAUSE);
    assertThat(following.lookAgain().status()).isZero();

    write("s-ben", person("ben"), "registry", "something else");
    assertThat(following.lookAgain().status()).isZero();
    write("s-ana", person("ana"), "registry", "another model");
    following.lookAgain();

    assertThat(following.status()).isEqualTo(200);
    assertThat(kinds(json(following))).containsExactly("allowed", "ended");
    assertThat(following.text()).contains("another model").doesNotContain("anas model");
    String next = json(following).path("tail").asString("");
    assertThat(kinds(json(ask("ana", SESSIONS + "/s-ana?tail=" + next)))).isEmpty();
  }

  @Test
  void a_tail_ends_at_its_time_with_nothing_new() {
    String tail = json(ask("ana", SESSIONS + "/s-ana")).path("tail").asString("");
    ApiStand.Exchange following = ask("ana", SESSIONS + "/s-ana?wait=1&tail=" + tail);
    following.lookAgain();
    following.lookAgain();

    assertThat(following.status()).isEqualTo(200);
    assertThat(json(following).path("moments")).isEmpty();
    assertThat(json(following).path("tail").asString("")).isEqualTo(tail);
  }

  @Test
  void a_tail_ends_when_the_right_to_read_does() {
    String tail = json(ask("ana", SESSIONS + "/s-ana")).path("tail").asString("");
    ApiStand.Exchange byRules = ask("ana", SESSIONS + "/s-ana?wait=20&tail=" + tail);
    ApiStand.Exchange byLock = ask("olga:auditors", SESSIONS + "/s-ana?wait=20&tail=" + tail);
    loop.standing()
        .change(locks -> locks.with(new Lock(Lock.Scope.PERSON, "olga", "x", "y", loop.now())));
    loop.gate().review();
    loop.turns();
    assertThat(byLock.status()).isEqualTo(403);
    assertThat(byRules.status()).isZero();

    loop.gate().replace(rules("", 2));
    loop.turns();
    assertThat(byRules.status()).isEqualTo(403);
  }

  @Test
  @Tag("reaches:ApiSettings.mostWaiting")
  void so_many_wait_and_no_more_and_whoever_leaves_makes_room() {
    String tail = json(ask("ana", SESSIONS + "/s-ana")).path("tail").asString("");
    List<ApiStand.Exchange> waiting = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      waiting.add(ask("ana", SESSIONS + "/s-ana?wait=20&tail=" + tail));
    }
    assertThat(waiting).allSatisfy(each -> assertThat(each.status()).isZero());
    assertThat(ask("ana", SESSIONS + "/s-ana?wait=20&tail=" + tail).status()).isEqualTo(429);
    waiting.getFirst().leave();
    assertThat(ask("ana", SESSIONS + "/s-ana?wait=20&tail=" + tail).status()).isZero();
  }

  @Test
  void what_was_made_up_is_refused_and_gives_nothing() {
    for (String bad :
        List.of(
            "?after=1",
            "?after=99999999999999999999.1-1",
            "?after=1.%2e%2e",
            "?limit=0",
            "?limit=1000000",
            "?since=yesterday",
            "?since=-1000000000-01-01T00:00:00Z",
            "?decision=perhaps",
            "?request=..%2f..",
            "?columns=wide",
            "?zone=Mars")) {
      assertThat(ask("olga:auditors", SESSIONS + bad).status()).as(bad).isEqualTo(400);
    }
    for (String bad :
        List.of("?tail=x", "?tail=" + "1-1,".repeat(100) + "1-1", "?from=%23x", "?wait=3000")) {
      assertThat(ask("ana", SESSIONS + "/s-ana" + bad).status()).as(bad).isEqualTo(400);
    }
    assertThat(ask("ana", SESSIONS + "/s-ben?tail=1-1").status()).isEqualTo(404);
    for (String name :
        List.of("..%2f..%2fetc%2fpasswd", "..", "%00", "s-ana%2f..", "s-ana%0a", "S-ANA", "*")) {
      assertThat(ask("ana", SESSIONS + "/" + name).status()).as(name).isEqualTo(404);
    }
  }

  @Test
  void an_erased_session_keeps_its_shape_and_nothing_that_was_said() throws IOException {
    Erasure.erase(directory, id -> true);

    for (String form : List.of("", "/recording", "/export", "/export?form=har")) {
      ApiStand.Exchange told = ask("olga:auditors", SESSIONS + "/s-ana" + form);
      assertThat(told.status()).isEqualTo(200);
      assertThat(told.text())
          .contains("tools/call run_model")
          .doesNotContain("anas model")
          .doesNotContain("score 0.93");
    }
    assertThat(ask("olga:auditors", SESSIONS + "/s-ana").text()).contains("erased or lost");
  }

  private ApiStand.Exchange post(String token, String path, String body) {
    return stand.ask(token, "POST", path, body);
  }

  private ApiStand.Exchange ask(String token, String path) {
    return stand.ask(token, "GET", path, "");
  }

  private List<String> sessions(String query) {
    List<String> names = new ArrayList<>();
    json(ask("olga:auditors", SESSIONS + query))
        .path("sessions")
        .forEach(each -> names.add(each.path("session").asString("")));
    return names;
  }

  private static List<String> kinds(JsonNode timeline) {
    List<String> kinds = new ArrayList<>();
    timeline.path("moments").forEach(moment -> kinds.add(moment.path("kind").asString("")));
    return kinds;
  }

  private static JsonNode json(ApiStand.Exchange exchange) {
    assertThat(exchange.status()).as(exchange.text()).isEqualTo(200);
    return new JsonMapper().readTree(exchange.text());
  }

  private static String withoutId(ApiStand.Exchange exchange) {
    return exchange.text().replaceAll("[0-9a-f]+-[0-9a-f]+", "ID");
  }

  private EntryId write(String session, Principal by, String target, String model)
      throws IOException {
    Operation asked = Leaves.operation(model);
    Operation operation =
        new Operation(
            by, target, asked.label(), asked.atoms(), Effect.WRITE, Value.NOTHING, asked.payload());
    at = at.plusMillis(5);
    Entry entry = Leaves.admitted(segment, at, session, operation);
    segment.append(List.of(entry));
    segment.append(List.of(Leaves.closed(segment, at.plusMillis(1), entry.leaf().id())));
    return entry.leaf().id();
  }

  private static Principal person(String name) {
    return Principal.of(
        new Party(
            Party.Kind.PERSON,
            new Identity("https://idp.test", name),
            name,
            Set.of(),
            Optional.empty()));
  }

  private static Rules rules(String more, long epoch) {
    PolicySet.Parsed parsed =
        PolicySet.parse(
            List.of(new Source("built-in", Api.BUILT_IN_RULES), new Source("test", more)));
    PolicySet policies = ((PolicySet.Accepted) parsed).policies();
    return new Rules(
        epoch,
        new CedarPolicy(policies, List.of(), Map.of()),
        Map.of(Api.TARGET, Api.words(epoch)));
  }
}
