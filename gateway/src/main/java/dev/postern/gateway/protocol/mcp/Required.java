package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.JsonKind;
import dev.postern.gateway.json.JsonValue;
import java.util.Optional;

/** What a request must carry for its operation to be known at all. */
final class Required {
  /**
   * The longest name of a tool, prompt or resource, in characters: it is matched against patterns
   * on an event loop.
   */
  static final int LONGEST_NAME = 8_192;

  private Required() {}

  /** What is missing or of the wrong kind, as a clause; empty when nothing is. */
  static Optional<String> lacking(McpMethod method, Optional<JsonValue> params) {
    return switch (method.subject()) {
      case TOOL -> tool(params);
      case PROMPT -> text(params, "name").or(() -> map(params, "arguments"));
      case RESOURCE -> text(params, "uri");
      case REFERENCE -> reference(params.flatMap(p -> p.member("ref")));
      case OPEN_CALL ->
          method == McpMethod.CANCELLED && params.flatMap(Required::cancelled).isEmpty()
              ? Optional.of("requestId names the request")
              : Optional.empty();
      case SERVER, PERSON, OPEN_REQUEST, STREAM -> Optional.empty();
    };
  }

  /** The request that a cancellation names. */
  static Optional<RpcId> cancelled(JsonValue params) {
    return params.member("requestId").flatMap(RpcId::of);
  }

  private static Optional<String> tool(Optional<JsonValue> params) {
    if (params.filter(p -> p.has("task")).isPresent()) {
      return Optional.of("tasks are not carried");
    }
    return text(params, "name").or(() -> map(params, "arguments"));
  }

  private static Optional<String> text(Optional<JsonValue> params, String name) {
    return params.flatMap(p -> p.textOf(name)).filter(Required::fits).isPresent()
        ? Optional.empty()
        : Optional.of("params have a text " + name + " of at most " + LONGEST_NAME + " characters");
  }

  private static boolean fits(String name) {
    return name.length() <= LONGEST_NAME;
  }

  private static Optional<String> map(Optional<JsonValue> params, String name) {
    boolean fits =
        params.flatMap(p -> p.member(name)).map(value -> value.is(JsonKind.OBJECT)).orElse(true);
    return fits ? Optional.empty() : Optional.of(name + " are an object");
  }

  private static Optional<String> reference(Optional<JsonValue> ref) {
    boolean prompt =
        ref.flatMap(r -> r.textOf("type")).filter("ref/prompt"::equals).isPresent()
            && ref.flatMap(r -> r.textOf("name")).filter(Required::fits).isPresent();
    boolean resource =
        ref.flatMap(r -> r.textOf("type")).filter("ref/resource"::equals).isPresent()
            && ref.flatMap(r -> r.textOf("uri")).filter(Required::fits).isPresent();
    return prompt || resource ? Optional.empty() : Optional.of("ref names a prompt or a resource");
  }
}
