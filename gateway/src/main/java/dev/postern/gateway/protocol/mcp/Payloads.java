package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.JsonKind;
import dev.postern.gateway.json.JsonMember;
import dev.postern.gateway.json.JsonPayload;
import dev.postern.gateway.json.JsonValue;
import dev.postern.kernel.operation.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is asked, without the envelope: the digest of a retry is the digest of the first try, though
 * its id, progress token and trace differ.
 */
final class Payloads {
  private static final Set<String> ENVELOPE =
      Set.of("progressToken", "traceparent", "tracestate", "baggage");

  private Payloads() {}

  /** The method and its params, whole but for the envelope. */
  static Value.MapOf of(String method, Optional<JsonValue> params) {
    Map<String, Value> payload = new LinkedHashMap<>();
    payload.put("method", new Value.Text(method));
    params.ifPresent(held -> payload.put("params", params(held)));
    return new Value.MapOf(payload);
  }

  private static Value params(JsonValue params) {
    Map<String, Value> held = new LinkedHashMap<>();
    for (JsonMember member : params.members()) {
      if (member.name().equals("_meta") && member.value().is(JsonKind.OBJECT)) {
        Value.MapOf meta = meta(member.value());
        if (!meta.entries().isEmpty()) {
          held.put("_meta", meta);
        }
      } else {
        held.put(member.name(), JsonPayload.of(member.value()));
      }
    }
    return new Value.MapOf(held);
  }

  private static Value.MapOf meta(JsonValue meta) {
    Map<String, Value> held = new LinkedHashMap<>();
    for (JsonMember member : meta.members()) {
      if (!ENVELOPE.contains(member.name())) {
        held.put(member.name(), JsonPayload.of(member.value()));
      }
    }
    return new Value.MapOf(held);
  }
}
