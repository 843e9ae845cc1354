package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.Edits;
import dev.postern.gateway.json.JsonDocument;
import dev.postern.gateway.json.JsonKind;
import dev.postern.gateway.json.JsonMember;
import dev.postern.gateway.json.JsonPayload;
import dev.postern.gateway.json.JsonValue;
import dev.postern.kernel.operation.Fields;
import dev.postern.kernel.operation.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is asked, without the envelope: the digest of a retry is the digest of the first try, though
 * its id, progress token and trace differ.
 */
final class Payloads {
  private static final int LONGEST_TOKEN = 256;
  private static final int LONGEST_TRACE_STATE = 512;

  // W3C Trace Context, section 3.2; what has another form is content like everything else.
  private static final Pattern TRACE_PARENT =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

  private static final byte[] NO_ID = {'0'};

  private static final List<String> MEMBERS =
      List.of("jsonrpc", "id", "method", "params", "result", "error");

  private Payloads() {}

  /** A message's method and params, whole but for the envelope, and whatever else stands in it. */
  static Value.MapOf of(String method, JsonValue message) {
    Optional<JsonValue> params = message.member("params");
    Optional<Value> beside = beside(message);
    int size = 1 + (params.isPresent() ? 1 : 0) + (beside.isPresent() ? 1 : 0);
    Fields payload = new Fields(size).put("method", new Value.Text(method));
    params.ifPresent(held -> payload.put("params", params(held)));
    beside.ifPresent(others -> payload.put("beside", others));
    return payload.map();
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
        .ifPresent(meta -> edits.keepMembers(meta, member -> !envelope(member)));
    return edits.apply();
  }

  /** The trace that a message says it belongs to (SEP-414); empty where it says none. */
  static Optional<String> trace(JsonValue message) {
    return message
        .member("params")
        .flatMap(params -> params.member("_meta"))
        .flatMap(meta -> meta.textOf("traceparent"))
        .filter(text -> TRACE_PARENT.matcher(text).matches());
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
    Map<String, Value> others = Map.of();
    for (JsonMember member : message.members()) {
      if (!isOne(member, MEMBERS)) {
        others = others.isEmpty() ? new LinkedHashMap<>() : others;
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
    Fields held = new Fields(params.size());
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
    return held.map();
  }

  /**
   * Whether a member of {@code _meta} says only how a call travels: the token of its progress and
   * its place in a trace. Everything else a target may read, {@code baggage} too, so it is decided
   * on, shown and bound.
   */
  private static boolean envelope(JsonMember member) {
    JsonValue value = member.value();
    boolean text = value.is(JsonKind.STRING);
    return switch (member.name()) {
      case "progressToken" ->
          value.is(JsonKind.NUMBER) || text && value.text().length() <= LONGEST_TOKEN;
      case "traceparent" -> text && TRACE_PARENT.matcher(value.text()).matches();
      case "tracestate" -> text && value.text().length() <= LONGEST_TRACE_STATE;
      default -> false;
    };
  }

  private static Value.MapOf meta(JsonValue meta) {
    Fields held = new Fields(meta.size());
    for (JsonMember member : meta.members()) {
      if (!envelope(member)) {
        held.put(member.name(), JsonPayload.of(member.value()));
      }
    }
    return held.map();
  }
}
