package dev.postern.gateway.api;

import dev.postern.gateway.ledger.Cast;
import dev.postern.gateway.ledger.Replay;
import dev.postern.gateway.ledger.Search;
import dev.postern.gateway.ledger.story.Deed;
import dev.postern.gateway.ledger.story.JsonLines;
import dev.postern.kernel.approval.ApprovalDesk;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.operation.Effect;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a requester did before on the same target, for those whom their request concerns: how each
 * operation was decided and how it ended, never what was asked or shown.
 */
public final class HistoryRoutes {
  private static final int LATEST = 20;
  private static final Duration COUNTED = Duration.ofDays(7);

  private final ApprovalDesk desk;
  private final Replay replay;
  private final InstantSource clock;
  private final Tellings tellings = new Tellings();

  /** The routes over a desk and a ledger. */
  public HistoryRoutes(ApprovalDesk desk, Replay replay, InstantSource clock) {
    this.desk = desk;
    this.replay = replay;
    this.clock = clock;
  }

  /** What there is. */
  public List<Route> routes() {
    return List.of(
        new Route(
            "GET",
            "/api/v1/requests/{id}/history",
            "read-request-history",
            Effect.READ,
            this::history));
  }

  private Reply history(Call call) throws Fault, IOException {
    Request request =
        desk.find(call.segments().getOrDefault("id", ""), call.by())
            .orElseThrow(() -> new Fault(404, "there is no such request"));
    Request.Subject subject = request.subject();
    // Not those who own an agent of the chain: what others do by it is nobody's here.
    Predicate<Cast> same = Cast.of(subject.chain(), subject.target())::asks;
    Instant since = clock.instant().minus(COUNTED);
    List<Deed> latest =
        replay
            .find(new Search(same, deed -> true, Search.Window.ALL, Optional.empty(), true, LATEST))
            .deeds();
    Replay.Count count = replay.count(same, since);
    return Reply.ok(
        Map.of(
            "request", request.id(),
            "target", subject.target(),
            "since", since.toString(),
            "allowed", count.allowed(),
            "refused", count.refused(),
            "held", count.held(),
            "operations", latest.stream().map(this::told).toList()));
  }

  private ObjectNode told(Deed deed) {
    ObjectNode told = (ObjectNode) tellings.tree(JsonLines.of(deed, false));
    told.put("outcome", outcome(deed));
    return told;
  }

  private static String outcome(Deed deed) {
    return switch (deed.fate()) {
      case Deed.Fate.TurnedAway(String code, String reason) -> "refused (" + code + "): " + reason;
      case Deed.Fate.Open open -> approved(deed) + "not ended";
      case Deed.Fate.Elsewhere elsewhere -> approved(deed) + "ended";
      case Deed.Fate.Ended ended ->
          approved(deed)
              + ended.outcome().end().name().toLowerCase(java.util.Locale.ROOT)
              + (ended.outcome().failed() ? ", with a failure" : "");
    };
  }

  private static String approved(Deed deed) {
    return deed.held() ? "approved, " : "allowed, ";
  }
}
