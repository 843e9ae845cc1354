package dev.postern.gateway.api;

import dev.postern.kernel.gate.Purse;
import dev.postern.kernel.grant.GrantDesk;
import dev.postern.kernel.grant.GrantException;
import dev.postern.kernel.grant.Lending;
import dev.postern.kernel.grant.Wish;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Value;
import dev.postern.kernel.policy.Grant;
import dev.postern.kernel.policy.Window;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * Access for a time: asked for, looked at, changed and ended. Who may ask for what is policy's to
 * say, and whether people must approve it; whose grant it is, the desk's.
 */
public final class GrantRoutes {
  private static final Duration LONGEST_SETTLING = Duration.ofSeconds(10);
  private static final int LONGEST_ID = 64;

  private final GrantDesk desk;
  private final Surroundings around;

  /** What the routes need beside the desk. */
  public interface Surroundings {
    /** What a role adds, a line for each rule that names it; any thread, does not block. */
    List<String> adds(String role);

    /** The longest reason, in characters. */
    int longestReason();

    /** The gateway's clock. */
    InstantSource clock();
  }

  /** The routes over a desk. */
  public GrantRoutes(GrantDesk desk, Surroundings around) {
    this.desk = desk;
    this.around = around;
  }

  /** What there is. */
  public List<Route> routes() {
    return List.of(
        new Route("POST", "/api/v1/grants", "request-role", Effect.ADMIN, this::request)
            .describedBy(this::requested),
        new Route(
            "GET",
            "/api/v1/grants",
            "list-grants",
            Effect.READ,
            call -> list(lending -> own(lending, call.by()))),
        new Route(
            "GET", "/api/v1/all-grants", "list-all-grants", Effect.READ, call -> list(all -> true)),
        new Route("GET", "/api/v1/grants/{id}", "read-grant", Effect.READ, this::show),
        new Route("POST", "/api/v1/grants/{id}/renew", "renew-grant", Effect.ADMIN, this::renew)
            .describedBy(this::renewed),
        new Route(
            "POST", "/api/v1/grants/{id}/shorten", "shorten-grant", Effect.WRITE, this::shorten),
        new Route(
            "POST",
            "/api/v1/grants/{id}/return",
            "return-grant",
            Effect.WRITE,
            call -> settled(attempt(() -> desk.giveBack(id(call.segments()), call.by())), 200)),
        new Route("POST", "/api/v1/grants/{id}/revoke", "revoke-grant", Effect.ADMIN, this::revoke)
            .describedBy(this::revoked));
  }

  private Route.Described requested(Route.Asked asked) throws Fault {
    Wish wish = GrantWish.read(asked.body(), around.longestReason());
    return new Route.Described(
        wish.role() + " on " + wish.target(),
        new Value.MapOf(GrantWish.input(wish, around.clock().instant())),
        new Value.MapOf(GrantWish.payload(wish, around.adds(wish.role()))),
        desk.objection(wish, asked.by()).map(GrantRoutes::fault));
  }

  private Reply request(Call call) throws Fault, IOException {
    Wish wish = GrantWish.read(call.body(), around.longestReason());
    return settled(attempt(() -> desk.begin(wish, call.by(), call.entry())), 201);
  }

  private Route.Described renewed(Route.Asked asked) throws Fault {
    GrantWish.only(asked.body(), Set.of("for", "until", "reason"));
    Wish.Time time = GrantWish.time(asked.body());
    String reason = GrantWish.reason(asked.body(), around.longestReason());
    Map<String, Value> seen = seen(asked, lending -> own(lending, asked.by()));
    seen.put("reason", new Value.Text(reason));
    Map<String, Value> payload = new TreeMap<>(seen);
    seen.put("seconds", GrantWish.seconds(time, around.clock().instant()));
    payload.put("time", new Value.Text(time.told()));
    if (seen.get("role") instanceof Value.Text(String role)) {
      payload.put(
          "rules of the role",
          new Value.ListOf(around.adds(role).stream().<Value>map(Value.Text::new).toList()));
    }
    return new Route.Described(
        id(asked.segments()),
        new Value.MapOf(seen),
        new Value.MapOf(payload),
        desk.objection(id(asked.segments()), time, asked.by()).map(GrantRoutes::fault));
  }

  private Reply renew(Call call) throws Fault, IOException {
    Wish.Time time = GrantWish.time(call.body());
    return settled(
        attempt(() -> desk.renew(id(call.segments()), time, call.by(), call.entry())), 200);
  }

  private Reply shorten(Call call) throws Fault, IOException {
    GrantWish.only(call.body(), Set.of("for", "until"));
    Wish.Time time = GrantWish.time(call.body());
    return settled(
        attempt(() -> desk.shorten(id(call.segments()), time, call.by(), call.entry())), 200);
  }

  private Route.Described revoked(Route.Asked asked) throws Fault {
    GrantWish.only(asked.body(), Set.of("reason"));
    Map<String, Value> seen = seen(asked, lending -> true);
    seen.put("reason", new Value.Text(GrantWish.reason(asked.body(), around.longestReason())));
    Value.MapOf all = new Value.MapOf(seen);
    return new Route.Described(id(asked.segments()), all, all, Optional.empty());
  }

  private Reply revoke(Call call) throws Fault, IOException {
    String reason = GrantWish.reason(call.body(), around.longestReason());
    return settled(attempt(() -> desk.revoke(id(call.segments()), call.by(), reason)), 200);
  }

  /** What rules see of a grant that there is; of any other its name alone. */
  private Map<String, Value> seen(Route.Asked asked, Predicate<Lending> which) throws Fault {
    String id = id(asked.segments());
    Map<String, Value> seen = new TreeMap<>();
    seen.put("id", new Value.Text(id));
    desk.known(id)
        .filter(which)
        .ifPresent(lending -> {
          Grant grant = lending.grant();
          seen.put("person", new Value.Text(grant.person()));
          seen.put("role", new Value.Text(grant.role()));
          seen.put("target", new Value.Text(grant.target()));
          seen.put("runs until", new Value.Text(grant.term().until().toString()));
        });
    return seen;
  }

  private Reply list(Predicate<Lending> which) {
    return Reply.ok(Map.of("grants", desk.list(which).stream().map(GrantRoutes::told).toList()));
  }

  private Reply show(Call call) throws Fault {
    Optional<Lending> found =
        desk.find(id(call.segments())).filter(lending -> own(lending, call.by()));
    return Reply.ok(told(found.orElseThrow(() -> new Fault(404, "you have no such grant"))));
  }

  private static boolean own(Lending lending, Principal by) {
    return by.chain().size() == 1 && lending.grant().covers(by.actor());
  }

  private static String id(Map<String, String> segments) throws Fault {
    String id = segments.getOrDefault("id", "");
    if (id.length() > LONGEST_ID) {
      throw new Fault(404, "there is no such grant");
    }
    return id;
  }

  private interface Step {
    GrantDesk.Done take() throws GrantException, Fault, IOException;
  }

  private static GrantDesk.Done attempt(Step step) throws Fault, IOException {
    try {
      return step.take();
    } catch (GrantException unfit) {
      throw fault(unfit);
    }
  }

  private static Fault fault(GrantException why) {
    int status =
        switch (why.why()) {
          case NOT_FOUND -> 404;
          case NOT_YOURS -> 403;
          case ENDED, FULL -> 409;
          case UNFIT -> 422;
        };
    return new Fault(status, String.valueOf(why.getMessage()));
  }

  /** In force on every loop before it is answered. */
  private static Reply settled(GrantDesk.Done done, int status) throws Fault {
    try {
      done.settled().get(LONGEST_SETTLING.toSeconds(), TimeUnit.SECONDS);
      if (!done.kept()) {
        throw new Fault(
            503,
            "grant "
                + done.lending().grant().id()
                + " has ended and gives nothing any more, but that could not be kept or recorded"
                + " yet; it is tried again, and a crash before then would bring it back");
      }
      return new Reply(status, told(done.lending()));
    } catch (TimeoutException | ExecutionException slow) {
      throw new Fault(
          504,
          "grant "
              + done.lending().grant().id()
              + " was changed, but an event loop has not ended its turn within "
              + LONGEST_SETTLING.toSeconds()
              + " s");
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
      throw new Fault(503, "the gateway is stopping");
    }
  }

  private static Map<String, Object> told(Lending lending) {
    Grant grant = lending.grant();
    Map<String, Object> told = new TreeMap<>();
    told.put("id", grant.id());
    told.put("person", grant.person());
    told.put("role", grant.role());
    told.put("target", grant.target());
    told.put("from", grant.term().from().toString());
    told.put("until", grant.term().until().toString());
    told.put("window", grant.term().window().map(Window::toString).orElse(""));
    told.put("budget", budget(lending));
    told.put("state", lending.runs() ? "running" : "ended");
    told.put("why", lending.ending().map(Lending.Ending::why).orElse(""));
    told.put("ended", lending.ending().map(ending -> ending.at().toString()).orElse(""));
    told.put("reason", lending.origin().reason());
    told.put("request", lending.origin().entry());
    return told;
  }

  /** What is bounded, and how much of it was used. */
  private static Map<String, Object> budget(Lending lending) {
    Map<String, Object> budget = new HashMap<>();
    Purse.Spent spent = lending.spent();
    lending
        .grant()
        .budget()
        .operations()
        .ifPresent(most -> budget.put("operations", used(spent.operations(), most)));
    lending.grant().budget().rows().ifPresent(most -> budget.put("rows", used(spent.rows(), most)));
    lending
        .grant()
        .budget()
        .bytes()
        .ifPresent(most -> budget.put("bytes", used(spent.bytes(), most)));
    return new TreeMap<>(budget);
  }

  private static Map<String, Long> used(long spent, long most) {
    return Map.of("used", spent, "of", most);
  }
}
