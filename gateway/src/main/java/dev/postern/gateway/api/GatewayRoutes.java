package dev.postern.gateway.api;

import dev.postern.kernel.identity.Party;
import dev.postern.kernel.operation.Effect;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The gateway about itself: who asks, which targets there are, new rules. */
public final class GatewayRoutes {
  private final Reloader reloader;
  private final Supplier<List<Map<String, String>>> targets;

  /** Reads the configuration again. */
  public interface Reloader {
    /**
     * Puts the configuration in force, all of it or nothing.
     *
     * @param by who asks, for the ledger
     * @return what was found wrong, a line each; empty when the new rules are in force on every
     *     loop
     */
    Outcome reload(String by);

    /**
     * Says what a reload would change, and changes nothing.
     *
     * @return what is wrong, or the differences
     */
    Preview preview();
  }

  /**
   * What a reload would do.
   *
   * @param problems why it would change nothing
   * @param changes what it would change, a line each
   */
  public record Preview(List<String> problems, List<String> changes) {
    public Preview {
      problems = List.copyOf(problems);
      changes = List.copyOf(changes);
    }
  }

  /**
   * How a reload went.
   *
   * @param epoch the epoch in force now
   * @param problems why nothing changed; empty when it did
   * @param unsettled what may still act on the former rules; empty where nothing does
   */
  public record Outcome(long epoch, List<String> problems, Optional<String> unsettled) {
    public Outcome {
      problems = List.copyOf(problems);
    }

    /** The rules of an epoch are in force everywhere. */
    public static Outcome done(long epoch) {
      return new Outcome(epoch, List.of(), Optional.empty());
    }

    /** Nothing changed. */
    public static Outcome nothing(long epoch, List<String> problems) {
      return new Outcome(epoch, problems, Optional.empty());
    }
  }

  /** The routes. */
  public GatewayRoutes(Reloader reloader, Supplier<List<Map<String, String>>> targets) {
    this.reloader = reloader;
    this.targets = targets;
  }

  /** What there is. */
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/api/v1/whoami", "whoami", Effect.NONE, GatewayRoutes::whoami),
        new Route(
            "GET",
            "/api/v1/targets",
            "list-targets",
            Effect.READ,
            call -> Reply.ok(Map.of("targets", targets.get()))),
        new Route("POST", "/api/v1/reload", "reload", Effect.ADMIN, this::reload));
  }

  private Reply reload(Call call) throws Fault {
    if (call.body().path("check").booleanValue(false)) {
      Preview preview = reloader.preview();
      return new Reply(
          preview.problems().isEmpty() ? 200 : 422,
          Map.of("problems", preview.problems(), "changes", preview.changes()));
    }
    Outcome outcome = reloader.reload(call.by().told());
    if (outcome.unsettled().isPresent()) {
      throw new Fault(504, "reloaded, but " + outcome.unsettled().get());
    }
    return outcome.problems().isEmpty()
        ? Reply.ok(Map.of("epoch", outcome.epoch(), "problems", List.of()))
        : new Reply(422, Map.of("epoch", outcome.epoch(), "problems", outcome.problems()));
  }

  private static Reply whoami(Call call) {
    return Reply.ok(
        Map.of(
            "told", call.by().told(),
            "chain", call.by().chain().stream().map(GatewayRoutes::told).toList()));
  }

  private static Map<String, Object> told(Party party) {
    Map<String, Object> told = new TreeMap<>();
    told.put("kind", party.kind().name().toLowerCase(Locale.ROOT));
    told.put("name", party.name());
    told.put("issuer", party.identity().issuer());
    told.put("subject", party.identity().subject());
    told.put("groups", party.groups().stream().sorted().toList());
    party.owner().ifPresent(owner -> told.put("owner", owner));
    return told;
  }
}
