package dev.postern.gateway.api;

import dev.postern.gateway.ledger.Cast;
import dev.postern.gateway.ledger.Replay;
import dev.postern.gateway.ledger.story.Deed;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Value;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** What rules would say and why they said what they did, for those who write them. */
public final class ExplainRoutes {
  private static final int LONGEST = 1_000;
  private static final int MOST_DAYS = 3_650;
  private static final String NOTHING = "there is no such operation, or none that you may read";

  private final Explaining explaining;
  private final Replay replay;
  private final Readership readers;
  private final InstantSource clock;

  /** What explains the rules in force. */
  public interface Explaining {
    /**
     * Who may do something.
     *
     * @throws Fault when the gateway would never be asked such a thing
     */
    Map<String, Object> who(Wanted wanted) throws Fault;

    /** Why an operation was decided as it was; empty where there is none. */
    Optional<Map<String, Object>> why(EntryId id, Predicate<Deed> content) throws IOException;

    /** Which rules no decision of the last time names. */
    Map<String, Object> unused(Duration last, Instant now) throws IOException;
  }

  /**
   * What is wanted to be known.
   *
   * @param action the action, as rules write it
   * @param resource the resource, as rules write it; empty for the tool that the action names
   * @param input the arguments
   * @param context what else rules would see as context
   * @param at when
   */
  public record Wanted(
      String action, String resource, Value.MapOf input, Map<String, Value> context, Instant at) {
    public Wanted {
      context = Map.copyOf(context);
    }
  }

  /** The routes over a ledger. */
  public ExplainRoutes(
      Explaining explaining, Replay replay, Readership readers, InstantSource clock) {
    this.explaining = explaining;
    this.replay = replay;
    this.readers = readers;
    this.clock = clock;
  }

  /** What there is. */
  public List<Route> routes() {
    return List.of(
        new Route("POST", "/api/v1/policy/who", "explain-policy", Effect.READ, this::who),
        new Route("GET", "/api/v1/policy/unused", "list-unused-rules", Effect.READ, this::unused),
        new Route("GET", "/api/v1/operations/{id}/why", "explain-operation", Effect.READ, this::why)
            .about(
                new Route.Subject() {
                  @Override
                  public Optional<Value.MapOf> facts(Route.Asked asked) throws IOException {
                    return found(asked.segments().getOrDefault("id", ""))
                        .map(ExplainRoutes.this::facts);
                  }

                  @Override
                  public String nothing() {
                    return NOTHING;
                  }
                }));
  }

  private Reply who(Call call) throws Fault {
    Instant at = clock.instant();
    String moment = call.body().path("at").stringValue("");
    try {
      at = moment.isEmpty() ? at : Instant.parse(moment);
    } catch (DateTimeException wrong) {
      throw new Fault(400, "'at' must be a moment, as 2026-11-30T18:00:00Z");
    }
    return Reply.ok(
        explaining.who(
            new Wanted(
                call.text("action", LONGEST),
                call.body().path("resource").stringValue(""),
                map(call.body(), "input"),
                map(call.body(), "context").entries(),
                at)));
  }

  private static Value.MapOf map(JsonNode body, String name) throws Fault {
    JsonNode given = body.path(name);
    if (given.isMissingNode()) {
      return Value.NOTHING;
    }
    if (Json.value(given) instanceof Value.MapOf map) {
      return map;
    }
    throw new Fault(400, "'" + name + "' must be an object");
  }

  private Reply unused(Call call) throws Fault, IOException {
    String days = call.query().getOrDefault("days", "30");
    if (!days.matches("[1-9][0-9]{0,3}") || Integer.parseInt(days) > MOST_DAYS) {
      throw new Fault(400, "'days' must be a whole number from 1 to " + MOST_DAYS);
    }
    return Reply.ok(explaining.unused(Duration.ofDays(Integer.parseInt(days)), clock.instant()));
  }

  private Reply why(Call call) throws Fault, IOException {
    Optional<EntryId> id = id(call.segments().getOrDefault("id", ""));
    Predicate<Deed> content = deed -> readers.may(call.signIn(), Readership.CONTENT, facts(deed));
    return Reply.ok(
        (id.isEmpty() ? Optional.<Map<String, Object>>empty() : explaining.why(id.get(), content))
            .orElseThrow(() -> new Fault(404, NOTHING)));
  }

  private Value.MapOf facts(Deed deed) {
    return readers.facts(deed.asked().session(), Cast.of(deed.asked()));
  }

  private Optional<Deed> found(String id) throws IOException {
    Optional<EntryId> read = id(id);
    return read.isEmpty() ? Optional.empty() : replay.operation(read.get());
  }

  private static Optional<EntryId> id(String text) {
    try {
      return Optional.of(EntryId.parse(text));
    } catch (IllegalArgumentException wrong) {
      return Optional.empty();
    }
  }
}
