package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.Edits;
import dev.postern.gateway.json.JsonDocument;
import dev.postern.gateway.json.JsonKind;
import dev.postern.gateway.json.JsonMember;
import dev.postern.gateway.json.JsonPayload;
import dev.postern.gateway.json.JsonValue;
import dev.postern.kernel.operation.Value;
import java.util.LinkedHashMap;
import java.util.List;
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

  private static final byte[] NO_ID = {'0'};

  private static final List<String> MEMBERS =
      List.of("jsonrpc", "id", "method", "params", "result", "error");

  private Payloads() {}

  /** A message's method and params, whole but for the envelope, and whatever else stands in it. */
  static Value.MapOf of(String method, JsonValue message) {
    Map<String, Value> payload = new LinkedHashMap<>();
    payload.put("method", new Value.Text(method));
    message.member("params").ifPresent(held -> payload.put("params", params(held)));
    beside(message).ifPresent(others -> payload.put("beside", others));
    return new Value.MapOf(payload);
  }

  /**
   * The bytes of a request without its envelope: what the target would read of it but for the id,
   * the progress token and the trace.
   */
  static byte[] essence(JsonDocument request) {
    Edits edits = Edits.of(request);
    JsonValue root = request.root();
    root.member("id").ifPresent(id -> edits.replace(id, NO_ID));
    root.member("params")
        .flatMap(params -> params.member("_meta"))
        .filter(meta -> meta.is(JsonKind.OBJECT))
        .ifPresent(meta -> edits.keepMembers(meta, member -> !ENVELOPE.contains(member.name())));
    return edits.apply();
  }

  /** The arguments in a payload; nothing where it has none. */
  static Value.MapOf arguments(Value.MapOf payload) {
    return payload.entries().get("params") instanceof Value.MapOf params
            && params.entries().get("arguments") instanceof Value.MapOf arguments
        ? arguments
        : Value.NOTHING;
  }

  /**
   * What stands in a message beside the members that JSON-RPC 2.0 knows. It is forwarded, so it
   * must be covered by what is decided on and digested; empty where there is nothing.
   */
  static Optional<Value> beside(JsonValue message) {
    Map<String, Value> others = new LinkedHashMap<>(2);
    for (JsonMember member : message.members()) {
      if (!isOne(member, MEMBERS)) {
        others.put(member.name(), JsonPayload.of(member.value()));
      }
    }
    return others.isEmpty() ? Optional.empty() : Optional.of(new Value.MapOf(others));
  }

  private static boolean isOne(JsonMember member, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      if (member.is(names.get(i))) {
        return true;
      }
    }
    return false;
  }

  private static Value params(JsonValue params) {
    Map<String, Value> held = new LinkedHashMap<>();
    for (JsonMember member : params.members()) {
      if (member.is("_meta") && member.value().is(JsonKind.OBJECT)) {
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
