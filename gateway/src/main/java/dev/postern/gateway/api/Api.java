package dev.postern.gateway.api;

import dev.postern.gateway.session.Session;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.identity.Standing;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.operation.Value;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import tools.jackson.databind.json.JsonMapper;

/** REST: its routes, and how a request becomes an operation on the target {@code postern}. */
public final class Api {
  /** The target that the gateway is to itself, and the namespace of its actions. */
  public static final String TARGET = "postern";

  /** The type and name of the gateway as a resource: {@code Gateway::"postern"}. */
  public static final Ref GATEWAY = new Ref("Gateway", TARGET);

  /**
   * What the server's own user may do over the local socket, so that the first administrator can be
   * made, and what everybody may. A minted password and a list of connections give nothing that
   * {@code connect} does not decide again; of requests for approval everybody sees their own and
   * those that they are asked, and of grants their own. The gateway itself may look at what targets
   * offer: the principal is one that nobody can prove to be, and it asks for lists and catalogs
   * alone. What roles over the gateway give stands behind them. A forbid of the operator's takes
   * any of it away.
   */
  public static final String BUILT_IN_RULES =
      """
      @id("postern:local-administrator")
      permit (principal == Postern::"local-administrator", action, resource in Gateway::"postern");

      @id("postern:whoami")
      permit (principal, action == postern::Action::"whoami", resource == Gateway::"postern");

      @id("postern:own-connections")
      permit (
        principal,
        action in [postern::Action::"mint-password", postern::Action::"list-connections"],
        resource == Gateway::"postern"
      );

      @id("postern:requests")
      permit (
        principal,
        action in [
          postern::Action::"list-requests",
          postern::Action::"read-request",
          postern::Action::"read-request-history",
          postern::Action::"approve-request",
          postern::Action::"deny-request",
          postern::Action::"withdraw-request"
        ],
        resource == Gateway::"postern"
      );

      @id("postern:own-grants")
      permit (
        principal,
        action in [
          postern::Action::"list-grants",
          postern::Action::"read-grant",
          postern::Action::"shorten-grant",
          postern::Action::"return-grant"
        ],
        resource == Gateway::"postern"
      );

      @id("postern:scanner")
      permit (
        principal == Postern::"scanner",
        action in [
          Action::"connect",
          Action::"list",
          Action::"select",
          Action::"reveal"
        ],
        resource
      );
      """
          + "\n"
          + Roles.rules();

  private final ApiSettings settings;
  private final List<Route> routes;
  private final JsonMapper json;
  private final ApiWords words;
  private final InstantSource clock;
  private final LongSupplier epoch;
  private final Waiting waiting;

  /**
   * REST.
   *
   * @param epoch the epoch of the rules in force
   */
  public Api(ApiSettings settings, List<Route> routes, InstantSource clock, LongSupplier epoch) {
    this.settings = settings;
    this.routes = List.copyOf(routes);
    this.json = Json.mapper();
    this.words = new ApiWords(json);
    this.clock = clock;
    this.epoch = epoch;
    this.waiting = new Waiting(settings.mostWaiting());
  }

  /** The gateway as a target: the rules need its words as they need every target's. */
  public static Lexicon words(long epoch) {
    return new Lexicon(TARGET, GATEWAY.type(), Set.of(), false, Map.of(), epoch);
  }

  /** A request that must prove itself with a token. */
  public Session open() {
    return new ApiExchange(this, Optional.empty());
  }

  /** A request over the socket that only the server's own user can open. */
  public Session openLocal() {
    Party party =
        new Party(
            Party.Kind.POSTERN,
            new Identity("local", "socket"),
            "local-administrator",
            Set.of(),
            Optional.empty());
    Instant now = clock.instant();
    SignIn signIn =
        new SignIn(Principal.of(party), now, now.plus(settings.oldestVisit()), "local-socket");
    return new ApiExchange(this, Optional.of(signIn));
  }

  /** What a request is to its route, where the route says more than its path and body do. */
  static Route.Described described(Route route, Route.Asked asked) {
    try {
      if (route.describing().isPresent()) {
        return route.describing().get().describe(asked);
      }
    } catch (Fault malformed) {
      // Whatever its body calls itself, rules must not take it for what the gateway would say.
      Value.MapOf path = new Value.MapOf(path(asked));
      return new Route.Described("", path, path, Optional.of(malformed));
    }
    return plainly(asked);
  }

  private static Map<String, Value> path(Route.Asked asked) {
    Map<String, Value> input = new TreeMap<>();
    asked.segments().forEach((name, value) -> input.put(name, new Value.Text(value)));
    return input;
  }

  /** A request by its path and body alone. */
  static Route.Described plainly(Route.Asked asked) {
    Map<String, Value> input = path(asked);
    asked
        .body()
        .properties()
        .forEach(entry -> input.putIfAbsent(entry.getKey(), Json.value(entry.getValue())));
    Value.MapOf all = new Value.MapOf(input);
    return new Route.Described("", all, all, Optional.empty());
  }

  Description describe(
      SignIn signIn, Route route, Route.Described described, Optional<Value.MapOf> subject) {
    Map<String, Value> known = new TreeMap<>();
    known.put("input", described.input());
    subject.ifPresent(facts -> known.put("recording", facts));
    Value.MapOf context = new Value.MapOf(known);
    String group =
        route.effect() == Effect.READ || route.effect() == Effect.NONE ? "read" : "write";
    Operation operation =
        new Operation(
            signIn.principal(),
            TARGET,
            route.method()
                + " "
                + route.template()
                + (described.about().isEmpty() ? "" : ": " + described.about()),
            List.of(
                new Atom(
                    new Action(TARGET, route.action(), Set.of(group)),
                    new Resource(GATEWAY, Set.of()))),
            route.effect(),
            context,
            described.payload());
    Standing.Visit visit =
        new Standing.Visit(signIn, TARGET, "", clock.instant(), settings.oldestVisit());
    return new Description(
        operation, visit, Optional.empty(), described.payload(), epoch.getAsLong());
  }

  /** The requests that wait for something to happen. */
  Waiting waiting() {
    return waiting;
  }

  /** What there is. */
  public List<Route> routes() {
    return routes;
  }

  ApiSettings settings() {
    return settings;
  }

  JsonMapper json() {
    return json;
  }

  ApiWords words() {
    return words;
  }
}
