package dev.postern.gateway.api;

import dev.postern.kernel.approval.ApprovalDesk;
import dev.postern.kernel.approval.Ballot;
import dev.postern.kernel.approval.BallotException;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.approval.Vote;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.policy.Decision;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Requests for approval: who asks and who is asked sees them, and who is asked answers. Everybody
 * may call these routes unless a rule forbids it; whose answer counts is the desk's to say.
 */
public final class RequestRoutes {
  private static final int LONGEST_COMMENT = 500;
  private static final int BINDING = 64;

  private final ApprovalDesk desk;

  /** The routes over a desk. */
  public RequestRoutes(ApprovalDesk desk) {
    this.desk = desk;
  }

  /** What there is. */
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/api/v1/requests", "list-requests", Effect.READ, this::list),
        new Route("GET", "/api/v1/requests/{id}", "read-request", Effect.READ, this::show),
        new Route(
            "POST",
            "/api/v1/requests/{id}/approve",
            "approve-request",
            Effect.WRITE,
            call -> answer(call, true)),
        new Route(
            "POST",
            "/api/v1/requests/{id}/deny",
            "deny-request",
            Effect.WRITE,
            call -> answer(call, false)),
        new Route(
            "POST",
            "/api/v1/requests/{id}/withdraw",
            "withdraw-request",
            Effect.WRITE,
            this::withdraw));
  }

  private Reply list(Call call) throws Fault {
    String state = call.query().getOrDefault("state", "living");
    if (!List.of("living", "all").contains(state)) {
      throw new Fault(400, "'state' must be living or all");
    }
    return Reply.ok(
        Map.of(
            "requests",
            desk.seenBy(call.by()).stream()
                .filter(request -> request.lives() || state.equals("all"))
                .map(request -> listed(request, call.by()))
                .toList()));
  }

  private Reply show(Call call) throws Fault {
    return Reply.ok(told(found(call), call.by()));
  }

  private Reply answer(Call call, boolean approves) throws Fault, IOException {
    Ballot ballot =
        new Ballot(
            id(call),
            call.text("binding", BINDING),
            call.by(),
            approves,
            call.entry(),
            comment(call.body()));
    try {
      return Reply.ok(told(desk.answer(ballot), call.by()));
    } catch (BallotException unfit) {
      throw new Fault(status(unfit.why()), String.valueOf(unfit.getMessage()));
    }
  }

  private Reply withdraw(Call call) throws Fault {
    Request request = found(call);
    if (!desk.asks(request, call.by())) {
      throw new Fault(403, "only who asked can take a request back");
    }
    if (!request.lives()) {
      throw new Fault(409, "the request is " + word(request.state()));
    }
    desk.withdraw(
        other -> other.id().equals(request.id()), call.by().told() + " took the request back");
    return Reply.ok(told(found(call), call.by()));
  }

  private Request found(Call call) throws Fault {
    Optional<Request> request = desk.find(id(call), call.by());
    return request.orElseThrow(() -> new Fault(404, "there is no such request"));
  }

  private static String id(Call call) {
    return call.segments().getOrDefault("id", "");
  }

  private static String comment(JsonNode body) throws Fault {
    JsonNode comment = body.path("comment");
    if (comment.isMissingNode()) {
      return "";
    }
    if (!comment.isString() || comment.stringValue().length() > LONGEST_COMMENT) {
      throw new Fault(
          400, "'comment' must be a text of at most " + LONGEST_COMMENT + " characters");
    }
    return comment.stringValue();
  }

  private static int status(BallotException.Why why) {
    return switch (why) {
      case NOT_FOUND -> 404;
      case NOT_OPEN, CHANGED, ANSWERED, FULL -> 409;
      case NOT_YOURS -> 403;
    };
  }

  private Map<String, Object> told(Request request, Principal viewer) {
    Map<String, Object> told = listed(request, viewer);
    Request.Subject subject = request.subject();
    told.put("text", subject.text());
    told.put("effect", subject.effect().name().toLowerCase(Locale.ROOT));
    told.put("masked", subject.masked());
    told.put("chain", subject.chain().stream().map(RequestRoutes::told).toList());
    return told;
  }

  /** A request without its text, which may be long. */
  private Map<String, Object> listed(Request request, Principal viewer) {
    Request.Subject subject = request.subject();
    Map<String, Object> told = new TreeMap<>();
    told.put("id", request.id());
    told.put("binding", request.binding());
    told.put("state", word(request.state()));
    told.put("why", request.why());
    told.put("asked", request.asked().toString());
    told.put("until", request.until().toString());
    told.put("caller", subject.caller());
    told.put("target", subject.target());
    told.put("operation", subject.label());
    told.put("excerpt", Excerpt.of(subject.text()));
    told.put("waits", subject.attached());
    told.put(
        "approvals",
        subject.approvals().stream().map(approval -> told(approval, request)).toList());
    told.put("votes", request.votes().stream().map(RequestRoutes::told).toList());
    told.put("you-may-answer", desk.mayAnswer(request, viewer));
    told.put("yours", desk.asks(request, viewer));
    return told;
  }

  private static Map<String, Object> told(Party party) {
    return Map.of(
        "name", party.name(),
        "kind", party.kind().name().toLowerCase(Locale.ROOT),
        "owner", party.owner().orElse(""),
        "groups", party.groups().stream().sorted().toList());
  }

  private static Map<String, Object> told(Decision.Approval approval, Request request) {
    return Map.of(
        "rule", approval.rule(),
        "reviewers", approval.reviewers(),
        "quorum", approval.quorum(),
        "given", request.approving(approval.reviewers()).size());
  }

  private static Map<String, Object> told(Vote vote) {
    return Map.of(
        "by", vote.person(),
        "approves", vote.approves(),
        "at", vote.at().toString(),
        "comment", vote.comment(),
        "request", vote.entry().toString());
  }

  private static String word(Request.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
