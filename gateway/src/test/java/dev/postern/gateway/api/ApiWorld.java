package dev.postern.gateway.api;

import dev.postern.gateway.ledger.IndexLimits;
import dev.postern.gateway.ledger.Replay;
import dev.postern.kernel.cedar.PolicySet;
import dev.postern.kernel.cedar.Source;
import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.gate.Grants;
import dev.postern.kernel.grant.GrantDesk;
import dev.postern.kernel.grant.GrantLimits;
import dev.postern.kernel.grant.Surroundings;
import dev.postern.kernel.identity.LiveStanding;
import dev.postern.kernel.identity.Lock;
import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.policy.CedarPolicy;
import dev.postern.kernel.policy.Grant;
import dev.postern.kernel.policy.Rules;
import dev.postern.testkit.MemoryLedger;
import dev.postern.testkit.MemoryLendings;
import dev.postern.testkit.ScriptedLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** All of REST on a scripted loop with a ledger that can fail, and rules for some groups. */
final class ApiWorld {
  static final Instant NOON = ScriptedLoop.START;
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

  /** A ledger's directory that holds none: reading it fails after it was decided. */
  Path folder = Path.of("no-ledger-lies-here");

  final ScriptedLoop loop = new ScriptedLoop(rules(), GateLimits.DEFAULT);
  final MemoryLedger ledger = loop.ledger();
  final LiveStanding standing = loop.standing();
  final Map<String, Lock> kept = new HashMap<>();
  final List<String> notes = new ArrayList<>();
  boolean storeFails;
  final List<String> problems = new ArrayList<>();
  Optional<String> unsettled = Optional.empty();
  final DrainStub drain = new DrainStub();
  final Places desk = new Places();
  final Api api =
      new Api(
          ApiSettings.of("https://gate/api", "Bearer resource_metadata=\"https://gate/rm\""),
          routes(),
          () -> NOON,
          () -> loop.gate().rules().epoch());
  private final ApiStand stand = new ApiStand(loop, api);

  /** Asks with a token whose bearer is in one group, which is named as the bearer is. */
  ApiStand.Exchange ask(String method, String path, String group, String body) {
    return stand.ask(group + ":" + group, method, path, body);
  }

  /** Who asks without a token, or over the local socket. */
  ApiStand stand() {
    return stand;
  }

  /** Lets everybody in everywhere, but for an account for which there is no room. */
  static final class Places implements ConnectionRoutes.Desk {
    int asked;

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
    routes.addAll(new HistoryRoutes(loop.desk(), replay, () -> NOON).routes());
    routes.addAll(new RequestRoutes(loop.desk()).routes());
    routes.addAll(grants());
    routes.add(erasures());
    routes.addAll(new ConnectionRoutes(desk).routes());
    routes.addAll(new DrainRoutes(drain).routes());
    routes.addAll(new ScanRoutes(wanted -> Map.of()).routes());
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

  private static Rules rules() {
    PolicySet.Parsed parsed =
        PolicySet.parse(
            List.of(
                new Source("built-in", Api.BUILT_IN_RULES), new Source("test", ADMINISTRATORS)));
    PolicySet policies = ((PolicySet.Accepted) parsed).policies();
    return new Rules(
        1, new CedarPolicy(policies, List.of(), Map.of()), Map.of(Api.TARGET, Api.words(1)));
  }
}
