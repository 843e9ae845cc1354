package dev.postern.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.config.Vocabulary;
import dev.postern.gateway.ledger.FileLedger;
import dev.postern.gateway.ledger.IndexLimits;
import dev.postern.gateway.ledger.LedgerReader;
import dev.postern.gateway.ledger.LedgerSettings;
import dev.postern.gateway.ledger.Replay;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.Session;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.cedar.PolicySet;
import dev.postern.kernel.cedar.Source;
import dev.postern.kernel.gate.Asker;
import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.gate.Grants;
import dev.postern.kernel.gate.Lane;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Revocation;
import dev.postern.kernel.gate.Verdict;
import dev.postern.kernel.grant.GrantDesk;
import dev.postern.kernel.grant.GrantLimits;
import dev.postern.kernel.grant.Surroundings;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.LiveStanding;
import dev.postern.kernel.identity.Lock;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.policy.CedarPolicy;
import dev.postern.kernel.policy.Grant;
import dev.postern.kernel.policy.Rules;
import dev.postern.testkit.Leaves;
import dev.postern.testkit.MemoryLedger;
import dev.postern.testkit.MemoryLendings;
import dev.postern.testkit.ScriptedLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  private static final Instant NOON = ScriptedLoop.START;
  private static final String ADMINISTRATORS =
      """
      permit (principal in Group::"administrators", action, resource in Gateway::"postern");
      permit (principal in Group::"helpdesk", action == postern::Action::"lock", resource)
      when { context.input.scope == "session" };
      permit (principal in Group::"auditors", action == postern::Action::"list-sessions", resource)
      when { context.input.target == "registry" };
      forbid (principal in Group::"contractors",
              action in [postern::Action::"mint-password", postern::Action::"list-connections"],
              resource);
      """;

  @TempDir Path directory;

  /** A ledger's directory that holds none: reading it fails after it was decided. */
  private Path folder = Path.of("no-ledger-lies-here");

  private final ScriptedLoop loop = new ScriptedLoop(rules(), GateLimits.DEFAULT);
  private final MemoryLedger ledger = loop.ledger();
  private final LiveStanding standing = loop.standing();
  private final Map<String, Lock> kept = new HashMap<>();
  private final List<String> notes = new ArrayList<>();
  private boolean storeFails;
  private final Lane lane = loop.lane();
  private final List<String> problems = new ArrayList<>();
  private Optional<String> unsettled = Optional.empty();
  private final DrainStub drain = new DrainStub();
  private final Places desk = new Places();
  private final Api api =
      new Api(
          ApiSettings.of("https://gate/api", "Bearer resource_metadata=\"https://gate/rm\""),
          routes(),
          () -> NOON,
          () -> loop.gate().rules().epoch());

  @Test
  void without_a_rule_no_route_does_anything_for_anybody_but_what_everybody_may() {
    for (Route route : api.routes()) {
      Answered answered =
          ask(
              route.method(),
              path(route),
              "nobody",
              "{\"scope\":\"person\",\"name\":\"ana\",\"reason\":\"x\"}");
      assertThat(answered.status)
          .as(route.method() + " " + route.template())
          .matches(status -> status != 401 && refused(route, status) != everybodys(route));
    }
    assertThat(standing.locks().all()).isEmpty();
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
    for (Route route : api.routes()) {
      String body = "{\"scope\":\"person\",\"name\":\"x\",\"reason\":\"y\"}";
      assertThat(ask(api.openLocal(), route.method(), path(route), "", body).status)
          .as(route.template())
          .isNotIn(401, 403);
      assertThat(ask(route.method(), path(route), "administrators", body).status)
          .as(route.template())
          .isNotIn(401, 403);
    }
  }

  @Test
  void every_route_has_an_action_of_its_own() {
    assertThat(api.routes().stream().map(Route::action)).doesNotHaveDuplicates();
  }

  @Test
  void a_lock_is_durable_in_force_and_recorded_when_it_is_answered() {
    Answered answered =
        ask(
            "POST",
            "/api/v1/locks",
            "administrators",
            "{\"scope\":\"person\",\"name\":\"carl\",\"reason\":\"left\"}");

    assertThat(answered.status).isEqualTo(200);
    assertThat(kept).containsKey("PERSON carl");
    assertThat(standing.locks().on(Lock.Scope.PERSON, "carl")).isPresent();
    assertThat(ledger.leaves(Leaf.Admitted.class).getFirst().asked().label())
        .isEqualTo("POST /api/v1/locks");
    assertThat(ledger.leaves(Leaf.Closed.class)).hasSize(1);
  }

  @Test
  void an_erasure_is_recorded_before_anything_is_erased() throws IOException {
    Path kept = Files.createDirectory(directory.resolve("ledger"));
    folder = kept;
    FileLedger files = FileLedger.start(LedgerSettings.in(kept), Clock.systemUTC());
    try (files) {
      Ledger.Segment segment = files.open(1);
      segment.append(List.of(Leaves.admitted(segment, Instant.now(), "churn-v3")));
      String body = "{\"session\":\"s-1\",\"reason\":\"her wish\"}";
      storeFails = true;
      assertThat(ask("POST", "/api/v1/erasures", "administrators", body).status).isEqualTo(500);
      assertThat(LedgerReader.of(kept).session("s-1").orElseThrow().deeds())
          .allSatisfy(deed -> assertThat(deed.request()).isPresent());
      storeFails = false;
      Answered answered = ask("POST", "/api/v1/erasures", "administrators", body);
      assertThat(answered.status).isEqualTo(200);
      assertThat(answered.text).contains("\"entries\":1").contains("\"recordings\":2");
      assertThat(LedgerReader.of(kept).session("s-1").orElseThrow().deeds())
          .allSatisfy(deed -> assertThat(deed.request()).isEmpty());
    }
    assertThat(notes)
        .hasSize(2)
        .allSatisfy(note -> assertThat(note).contains("session=s-1").contains("her wish"))
        .anySatisfy(note -> assertThat(note).contains("recordings-erased").contains("entries=1"));
  }

  @Test
  void an_erasure_that_says_nothing_erases_nothing() {
    for (String body :
        List.of(
            "{\"reason\":\"x\"}",
            "{\"session\":\"s-1\"}",
            "{\"before\":\"yesterday\",\"reason\":\"x\"}",
            "{\"entry\":\"first\",\"reason\":\"x\"}",
            "{\"person\":7,\"reason\":\"x\"}")) {
      assertThat(ask("POST", "/api/v1/erasures", "administrators", body).status)
          .as(body)
          .isEqualTo(400);
    }
    assertThat(notes).isEmpty();
  }

  @Test
  void a_lock_that_cannot_be_kept_is_not_in_force() {
    storeFails = true;

    Answered answered =
        ask(
            "POST",
            "/api/v1/locks",
            "administrators",
            "{\"scope\":\"person\",\"name\":\"carl\",\"reason\":\"left\"}");

    assertThat(answered.status).isEqualTo(500);
    assertThat(standing.locks().all()).isEmpty();
  }

  @Test
  void a_rule_can_look_at_what_is_locked() {
    assertThat(
            ask(
                    "POST",
                    "/api/v1/locks",
                    "helpdesk",
                    "{\"scope\":\"session\",\"name\":\"s1\",\"reason\":\"odd\"}")
                .status)
        .isEqualTo(200);
    assertThat(
            ask(
                    "POST",
                    "/api/v1/locks",
                    "helpdesk",
                    "{\"scope\":\"person\",\"name\":\"ana\",\"reason\":\"odd\"}")
                .status)
        .isEqualTo(403);
  }

  @Test
  void a_rule_looks_at_the_query_and_a_body_cannot_speak_for_it() {
    String sessions = "/api/v1/sessions";
    String body = "{\"target\":\"registry\"}";

    assertThat(ask("GET", sessions + "?target=registry", "auditors", "").status).isNotEqualTo(403);
    assertThat(ask("GET", sessions + "?target=other", "auditors", "").status).isEqualTo(403);
    assertThat(ask("GET", sessions + "?target=other", "auditors", body).status).isEqualTo(403);
    assertThat(ask("GET", sessions, "auditors", body).status).isEqualTo(403);
  }

  @Test
  void unlocking_reads_names_from_the_path_decoded_once() {
    standing.change(
        locks -> locks.with(new Lock(Lock.Scope.PERSON, "corp/a b%2F", "x", "y", NOON)));

    assertThat(ask("DELETE", "/api/v1/locks/person/corp%2Fa%20b%252F", "administrators", "").status)
        .as("an encoded slash is refused")
        .isEqualTo(404);
    standing.change(locks -> locks.with(new Lock(Lock.Scope.PERSON, "a b+c", "x", "y", NOON)));
    assertThat(ask("DELETE", "/api/v1/locks/person/a%20b+c", "administrators", "").status)
        .isEqualTo(200);
  }

  @Test
  void bad_input_is_told_and_does_nothing() {
    assertThat(ask("POST", "/api/v1/locks", "administrators", "{\"scope\":").status).isEqualTo(400);
    assertThat(ask("POST", "/api/v1/locks", "administrators", "[]").status).isEqualTo(400);
    assertThat(
            ask(
                    "POST",
                    "/api/v1/locks",
                    "administrators",
                    "{\"scope\":\"person\",\"scope\":\"group\"}")
                .status)
        .isEqualTo(400);
    assertThat(
            ask(
                    "POST",
                    "/api/v1/locks",
                    "administrators",
                    "{\"scope\":\"planet\",\"name\":\"x\",\"reason\":\"y\"}")
                .text)
        .contains("one of person, workload");
    assertThat(
            ask("POST", "/api/v1/locks", "administrators", "{\"a\":\"" + "x".repeat(70_000) + "\"}")
                .status)
        .isEqualTo(413);
    assertThat(ask("GET", "/api/v1/nothing", "administrators", "").status).isEqualTo(404);
    assertThat(standing.locks().all()).isEmpty();
  }

  @Test
  void without_a_token_the_challenge_says_where_to_get_one() {
    Answered answered = ask(api.open(), "GET", "/api/v1/locks", "", "");

    assertThat(answered.status).isEqualTo(401);
    assertThat(answered.fields)
        .contains(new Field("www-authenticate", "Bearer resource_metadata=\"https://gate/rm\""));
  }

  @Test
  void refuses_when_the_ledger_is_down() {
    ledger.fail(true);

    Answered answered =
        ask(
            "POST",
            "/api/v1/locks",
            "administrators",
            "{\"scope\":\"person\",\"name\":\"carl\",\"reason\":\"left\"}");

    assertThat(answered.status).isEqualTo(503);
    assertThat(standing.locks().all()).isEmpty();
  }

  @Test
  void a_configuration_that_was_not_taken_is_told_line_by_line() {
    problems.add("postern.yaml:3:1: no such key");

    Answered answered = ask("POST", "/api/v1/reload", "administrators", "");

    assertThat(answered.status).isEqualTo(422);
    assertThat(answered.text).contains("postern.yaml:3:1: no such key");
  }

  @Test
  void a_reload_that_is_only_checked_says_what_it_would_change() {
    Answered fine = ask("POST", "/api/v1/reload", "administrators", "{\"check\":true}");
    assertThat(fine.status).isEqualTo(200);
    assertThat(fine.text).contains("\"rule a is new\"").doesNotContain("epoch");

    problems.add("a.cedar:1:1: wrong");
    assertThat(ask("POST", "/api/v1/reload", "administrators", "{\"check\":true}").status)
        .isEqualTo(422);
  }

  @Test
  void a_reload_that_has_not_reached_every_loop_is_not_told_as_done() {
    unsettled = Optional.of("an event loop has not ended its turn within 10 s");

    Answered answered = ask("POST", "/api/v1/reload", "administrators", "");

    assertThat(answered.status).isEqualTo(504);
    assertThat(answered.text).contains("reloaded, but an event loop has not ended its turn");
  }

  @Test
  void a_drain_is_asked_for_with_a_bounded_time_and_says_how_far_it_is() {
    Answered begun = ask("POST", "/api/v1/drain", "administrators", "{\"seconds\":90}");

    assertThat(begun.status).isEqualTo(200);
    assertThat(drain.within).containsExactly(Optional.of(Duration.ofSeconds(90)));
    assertThat(begun.text)
        .isEqualTo(
            "{\"cut\":0,\"held\":1,\"left-seconds\":2,\"operations\":2,\"sessions\":3,"
                + "\"stage\":\"draining\"}");
    for (String wrong : List.of("-1", "3601", "1.5", "\"9\"", "null", "9999999999")) {
      assertThat(
              ask("POST", "/api/v1/drain", "administrators", "{\"seconds\":" + wrong + "}").status)
          .as(wrong)
          .isEqualTo(400);
    }
    assertThat(drain.within).hasSize(1);
    assertThat(ask("GET", "/api/v1/drain", "administrators", "").text).isEqualTo(begun.text);
  }

  @Test
  void the_actions_of_all_routes_and_no_others_can_be_named_in_a_policy() {
    assertThat(api.routes().stream().map(Route::action))
        .containsExactlyInAnyOrderElementsOf(Vocabulary.GATEWAY_ACTIONS);
  }

  @Test
  void a_minted_password_is_told_once_and_stands_nowhere_else() {
    Answered answered =
        ask(
            "POST",
            "/api/v1/passwords",
            "analysts",
            "{\"target\":\"shop\",\"database\":\"orders\",\"account\":\"reporting\"}");

    assertThat(answered.status).isEqualTo(201);
    assertThat(answered.fields).contains(new Field("cache-control", "no-store"));
    assertThat(answered.text)
        .isEqualTo(
            "{\"account\":\"reporting\",\"database\":\"orders\",\"dbname\":\"shop/orders\","
                + "\"expires\":\"2026-03-01T12:10:00Z\",\"host\":\"gate.example\","
                + "\"password\":\"a-password\",\"port\":6432,"
                + "\"session_until\":\"2026-03-01T13:00:00Z\",\"target\":\"shop\",\"tls\":true,"
                + "\"user\":\"reporting~abcdefghijklmnop\"}");
    assertThat(ledger.entries()).isNotEmpty();
    assertThat(ledger.entries().toString()).contains("reporting").doesNotContain("a-password");
  }

  @Test
  void a_password_for_no_database_is_for_the_targets_own() {
    String body = "{\"target\":\"shop\",\"account\":\"reporting\"}";
    assertThat(ask("POST", "/api/v1/passwords", "analysts", body).text)
        .contains("\"dbname\":\"shop/shop\"");
  }

  @Test
  void a_password_that_is_not_asked_for_properly_is_not_minted() {
    for (String body :
        List.of(
            "",
            "{\"target\":\"shop\"}",
            "{\"account\":\"reporting\"}",
            "{\"target\":\"shop\",\"account\":\"reporting\",\"database\":null}",
            "{\"target\":\"shop\",\"account\":\"reporting\",\"database\":7}",
            "{\"target\":\"shop\",\"account\":\"" + "x".repeat(64) + "\"}")) {
      assertThat(ask("POST", "/api/v1/passwords", "analysts", body).status).as(body).isEqualTo(400);
    }
    Answered full =
        ask("POST", "/api/v1/passwords", "analysts", "{\"target\":\"shop\",\"account\":\"full\"}");
    assertThat(full.status).isEqualTo(429);
    assertThat(full.text).contains("no room");
  }

  @Test
  void a_forbid_of_the_operators_takes_minting_and_the_list_away() {
    for (Route route : new ConnectionRoutes(desk).routes()) {
      String body = "{\"target\":\"shop\",\"account\":\"reporting\"}";
      assertThat(ask(route.method(), route.template(), "contractors", body).status).isEqualTo(403);
    }
    assertThat(desk.asked).isZero();
  }

  @Test
  void connections_are_listed_in_order() {
    Answered answered = ask("GET", "/api/v1/connections", "analysts", "");

    assertThat(answered.status).isEqualTo(200);
    assertThat(
            answered.text.replaceAll(".*?\"account\":\"(\\w+)\",\"database\":\"(\\w+)\"", "$1@$2 "))
        .startsWith("reporting@orders owner@shop reporting@shop ");
  }

  /** Lets everybody in everywhere, but for an account for which there is no room. */
  private static final class Places implements ConnectionRoutes.Desk {
    private int asked;

    @Override
    public List<ConnectionRoutes.Place> places(SignIn by) {
      asked++;
      return List.of(
          place("shop", "reporting"), place("orders", "reporting"), place("shop", "owner"));
    }

    @Override
    public ConnectionRoutes.Password mint(
        SignIn by, String target, Optional<String> database, String account) throws Fault {
      asked++;
      if (account.equals("full")) {
        throw new Fault(429, "no room");
      }
      return new ConnectionRoutes.Password(
          place(database.orElse("shop"), account),
          account + "~abcdefghijklmnop",
          "a-password",
          Instant.parse("2026-03-01T12:10:00Z"),
          Instant.parse("2026-03-01T13:00:00Z"));
    }

    private static ConnectionRoutes.Place place(String database, String account) {
      return new ConnectionRoutes.Place("shop", database, account, "gate.example", 6432, true);
    }
  }

  private List<Route> routes() {
    StandingRoutes.Keeper keeper =
        new StandingRoutes.Keeper() {
          @Override
          public void put(Lock lock) throws IOException {
            if (storeFails) {
              throw new IOException("disk full");
            }
            kept.put(lock.scope() + " " + lock.name(), lock);
          }

          @Override
          public void remove(Lock.Scope scope, String name) {
            kept.remove(scope + " " + name);
          }
        };
    List<Route> routes =
        new ArrayList<>(new StandingRoutes(standing, keeper, quick(), () -> NOON).routes());
    routes.addAll(
        new GatewayRoutes(
                new GatewayRoutes.Reloader() {
                  @Override
                  public GatewayRoutes.Outcome reload(String by) {
                    return new GatewayRoutes.Outcome(1, problems, unsettled);
                  }

                  @Override
                  public GatewayRoutes.Preview preview() {
                    return new GatewayRoutes.Preview(problems, List.of("rule a is new"));
                  }
                },
                List::of)
            .routes());
    Replay replay = new Replay(folder, IndexLimits.DEFAULT);
    Readership readers = new Readership(loop.gate(), () -> NOON, target -> Optional.empty());
    routes.addAll(new SessionRoutes(replay, readers).routes());
    routes.addAll(new OperationRoutes(replay, readers).routes());
    routes.addAll(new ExplainRoutes(new Explains(replay), replay, readers, () -> NOON).routes());
    routes.addAll(new ScanRoutes(wanted -> Map.of()).routes());
    routes.addAll(new HistoryRoutes(loop.desk(), replay, () -> NOON).routes());
    routes.addAll(new RequestRoutes(loop.desk()).routes());
    routes.addAll(grants());
    routes.add(erasures());
    routes.addAll(new ConnectionRoutes(desk).routes());
    routes.addAll(new DrainRoutes(drain).routes());
    return routes;
  }

  private List<Route> grants() {
    GrantDesk nobodys;
    try {
      nobodys = new GrantDesk(new MemoryLendings(), new Nowhere(), () -> NOON);
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
    return new GrantRoutes(
            nobodys,
            new GrantRoutes.Surroundings() {
              @Override
              public List<String> adds(String role) {
                return List.of();
              }

              @Override
              public int longestReason() {
                return 100;
              }

              @Override
              public InstantSource clock() {
                return () -> NOON;
              }
            })
        .routes();
  }

  /** A gateway without roles. */
  private static final class Nowhere implements Surroundings {
    @Override
    public GrantLimits limits() {
      return GrantLimits.DEFAULT;
    }

    @Override
    public boolean has(String role, String target) {
      return false;
    }

    @Override
    public Optional<String> barred(Grant grant) {
      return Optional.empty();
    }

    @Override
    public CompletableFuture<Void> lend(Grants next, Set<String> people) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void note(String by, String what, Map<String, String> about) {}
  }

  /** Over the folder that is set when it is asked. */
  private Route erasures() {
    Route route = new ErasureRoutes(folder, this::note, loop.desk()::erase).routes().getFirst();
    return new Route(
        route.method(),
        route.template(),
        route.action(),
        route.effect(),
        call ->
            new ErasureRoutes(folder, this::note, loop.desk()::erase)
                .routes()
                .getFirst()
                .answer()
                .answer(call));
  }

  private void note(String by, String what, Map<String, String> about) throws IOException {
    if (storeFails) {
      throw new IOException("disk full");
    }
    notes.add(by + " " + what + " " + about);
  }

  /**
   * Locks settle at once here: the gate's own tests judge lanes; this gate has none that could
   * wait.
   */
  private Gate quick() {
    return new Gate(rules(), standing, () -> NOON, GateLimits.DEFAULT);
  }

  private static String path(Route route) {
    return route
        .template()
        .replace("{scope}", "person")
        .replace("{name}", "x")
        .replace("{session}", "s1");
  }

  private Answered ask(String method, String path, String group, String body) {
    return ask(api.open(), method, path, group, body);
  }

  private Answered ask(Session session, String method, String path, String group, String body) {
    List<Field> fields =
        group.isEmpty() ? List.of() : List.of(new Field("authorization", "Bearer " + group));
    Rig rig = new Rig(session);
    String[] parts = path.split("\\?", 2);
    String query = parts.length == 1 ? "" : parts[1];
    rig.step(new Event.Requested(new RequestHead(method, parts[0], query, fields)));
    rig.step(new Event.Received(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8))));
    rig.step(new Event.ReceivedAll());
    loop.turns();
    return rig.answered;
  }

  private static Rules rules() {
    PolicySet.Parsed parsed =
        PolicySet.parse(
            List.of(
                new Source("built-in", Api.BUILT_IN_RULES), new Source("test", ADMINISTRATORS)));
    PolicySet policies = ((PolicySet.Accepted) parsed).policies();
    return new Rules(
        1, new CedarPolicy(policies, List.of(), Map.of()), Map.of(Api.TARGET, Api.words(1)));
  }

  private static final class Answered {
    private int status;
    private List<Field> fields = List.of();
    private String text = "";
  }

  /**
   * Carries out a session's commands at once; a token is the name of the only group of its bearer.
   */
  private final class Rig implements Asker {
    private final Session session;
    private final Answered answered = new Answered();
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    private Rig(Session session) {
      this.session = session;
    }

    private void step(Event event) {
      session.step(event, this::run);
    }

    private void run(Command command) {
      switch (command) {
        case Command.Prove prove ->
            loop.execute(() -> step(new Event.SignedIn(signIn(prove.token()))));
        case Command.DraftIt draft ->
            loop.execute(
                () -> step(new Event.Drafted(draft.ticket(), lane.draft(draft.description()))));
        case Command.Admit admit ->
            lane.admit(admit.draft(), admit.forwarded(), this, admit.ticket());
        case Command.Offload offload -> loop.execute(() -> step(work(offload)));
        case Command.Reply reply -> {
          answered.status = reply.head().status();
          answered.fields = reply.head().fields();
        }
        case Command.Show show -> {
          byte[] bytes = new byte[show.shown().bytes().remaining()];
          show.shown().bytes().get(bytes);
          shown.writeBytes(bytes);
        }
        case Command.ShowEnd end -> answered.text = shown.toString(StandardCharsets.UTF_8);
        case Command.Close close -> lane.close(close.passage(), close.ending());
        case Command.Done done -> {}
        default -> throw new AssertionError("REST does not ask for " + command);
      }
    }

    private Event work(Command.Offload offload) {
      try {
        return new Event.WorkDone(Optional.of(offload.work().run()), "");
      } catch (Exception failed) {
        return new Event.WorkDone(Optional.empty(), String.valueOf(failed.getMessage()));
      }
    }

    @Override
    public void decided(long ticket, Verdict verdict) {
      step(new Event.Decided(ticket, verdict));
    }

    @Override
    public void revoked(Passage passage, Revocation why) {
      step(new Event.Revoked(passage, why));
    }

    private static SignIn signIn(String group) {
      Party party =
          new Party(
              Party.Kind.PERSON,
              new Identity("https://idp", group),
              group,
              Set.of(group),
              Optional.empty());
      return new SignIn(Principal.of(party), NOON, NOON.plusSeconds(600), "00");
    }
  }
}
