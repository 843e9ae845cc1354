package dev.postern.gateway.api;

import dev.postern.kernel.gate.HeldRequest;
import dev.postern.kernel.gate.OwnWords;
import dev.postern.kernel.gate.Shown;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** What REST says by itself: its refusals and faults, as JSON. */
final class ApiWords extends OwnWords {
  private final JsonMapper json;

  ApiWords(JsonMapper json) {
    this.json = json;
  }

  /** People are asked: which request, who may answer it, until when, and where it is to be seen. */
  Shown pending(HeldRequest request) {
    Map<String, String> asked = new TreeMap<>();
    asked.put("id", request.id());
    asked.put("reviewers", request.reviewers());
    asked.put("until", request.until().toString());
    asked.put("link", link(request));
    return say(
        ByteBuffer.wrap(
            json.writeValueAsBytes(new TreeMap<>(Map.of("state", "pending", "approval", asked)))));
  }

  /** Where a request for approval is to be seen. */
  static String link(HeldRequest request) {
    return "/api/v1/requests/" + request.id();
  }

  /** An error body: a stable code, the reason, and the request id where there is an entry. */
  Shown error(String code, String reason, String requestId) {
    Map<String, String> body =
        requestId.isEmpty()
            ? Map.of("error", code, "reason", reason)
            : Map.of("error", code, "reason", reason, "request", requestId);
    return say(ByteBuffer.wrap(json.writeValueAsBytes(body)));
  }
}
