package dev.postern.gateway.api;

import dev.postern.kernel.operation.Effect;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** How the gateway is brought to its stop: asked for by one route, followed by the other. */
public final class DrainRoutes {
  /** The longest that may be asked for what runs to end. */
  public static final Duration LONGEST = Duration.ofHours(1);

  private final Drain drain;

  /** What brings the gateway to its stop. Any thread. */
  public interface Drain {
    /**
     * Begins it, unless it has begun: then what was asked first counts.
     *
     * @param by who asks, for the ledger
     * @param within how long what runs may take to end; empty for as long as is configured
     * @throws IOException when it could not be recorded; then nothing has begun
     */
    Progress begin(String by, Optional<Duration> within) throws IOException;

    /** How far it is. */
    Progress progress();
  }

  /** Where a gateway is on its way to the stop. */
  public enum Stage {
    /** It has not begun. */
    SERVING,
    /** It says so and still takes connections. */
    ANNOUNCED,
    /** It takes nothing new, and what runs may end. */
    DRAINING,
    /** Every session has ended. */
    ENDED,
    /** The time was up before every session had ended. */
    CUT
  }

  /**
   * How far it is.
   *
   * @param sessions that run, seen a quarter of a second ago or later
   * @param operations that were let through and have not ended, the opening of each database
   *     session among them
   * @param held that wait for people
   * @param left until what runs is cut; empty while nobody knows
   * @param cut sessions that did not end in time
   */
  public record Progress(
      Stage stage, int sessions, int operations, int held, Optional<Duration> left, int cut) {}

  /** The routes. */
  public DrainRoutes(Drain drain) {
    this.drain = drain;
  }

  /** What there is. */
  public List<Route> routes() {
    return List.of(
        new Route("POST", "/api/v1/drain", "drain", Effect.ADMIN, this::begin),
        new Route(
            "GET",
            "/api/v1/drain",
            "watch-drain",
            Effect.READ,
            call -> Reply.ok(told(drain.progress()))));
  }

  private Reply begin(Call call) throws Fault, IOException {
    return Reply.ok(told(drain.begin(call.by().told(), within(call.body().path("seconds")))));
  }

  private static Optional<Duration> within(JsonNode seconds) throws Fault {
    if (seconds.isMissingNode()) {
      return Optional.empty();
    }
    if (!seconds.isInt() || seconds.intValue() < 0 || seconds.intValue() > LONGEST.toSeconds()) {
      throw new Fault(400, "'seconds' must be a whole number from 0 to " + LONGEST.toSeconds());
    }
    return Optional.of(Duration.ofSeconds(seconds.intValue()));
  }

  private static Map<String, Object> told(Progress progress) {
    Map<String, Object> told = new TreeMap<>();
    told.put("stage", progress.stage().name().toLowerCase(Locale.ROOT));
    told.put("sessions", progress.sessions());
    told.put("operations", progress.operations());
    told.put("held", progress.held());
    told.put("cut", progress.cut());
    progress.left().ifPresent(left -> told.put("left-seconds", left.plusMillis(999).toSeconds()));
    return told;
  }
}
