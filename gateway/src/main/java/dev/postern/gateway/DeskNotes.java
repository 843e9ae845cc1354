package dev.postern.gateway;

import dev.postern.kernel.approval.DeskTrail;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.approval.Vote;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What became of requests for approval, as notes on the control plane's trail. */
final class DeskNotes implements DeskTrail {
  private final ControlTrail trail;

  DeskNotes(ControlTrail trail) {
    this.trail = trail;
  }

  @Override
  public void note(List<Request> requests) throws IOException {
    trail.note(requests.stream().map(DeskNotes::told).toList());
  }

  private static ControlTrail.Note told(Request request) {
    Map<String, String> about = new HashMap<>();
    about.put("request", request.id());
    about.put("target", request.subject().target());
    about.put("operation", request.subject().label());
    about.put("caller", request.subject().caller());
    put(about, "why", request.why());
    put(
        about,
        "answers",
        request.votes().stream()
            .map(vote -> (vote.approves() ? "yes " : "no ") + vote.entry())
            .collect(Collectors.joining(", ")));
    String what =
        switch (request.state()) {
          case OPEN -> "approval-reopened";
          case APPROVED -> "approval-given";
          case COLLECTED -> "approval-collected";
          case DENIED -> "approval-denied";
          case EXPIRED -> "approval-expired";
          case WITHDRAWN -> "approval-withdrawn";
        };
    return new ControlTrail.Note(by(request), what, about);
  }

  private static void put(Map<String, String> about, String key, String value) {
    if (!value.isEmpty()) {
      about.put(key, value);
    }
  }

  /** Whose doing it is: the last answer's, the caller's, or nobody's but the gateway's. */
  private static String by(Request request) {
    return switch (request.state()) {
      case APPROVED, DENIED -> request.votes().stream().map(Vote::person).reduce("", (a, b) -> b);
      case COLLECTED -> request.subject().caller();
      case OPEN, EXPIRED, WITHDRAWN -> "postern";
    };
  }
}
