package dev.postern.gateway.api;

import dev.postern.kernel.gate.OwnWords;
import dev.postern.kernel.gate.Shown;
import java.nio.ByteBuffer;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What REST says by itself: its refusals and faults, as JSON. */
final class ApiWords extends OwnWords {
  private final JsonMapper json;

  ApiWords(JsonMapper json) {
    this.json = json;
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
