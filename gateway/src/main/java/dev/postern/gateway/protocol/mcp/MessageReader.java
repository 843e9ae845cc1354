package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.JsonFault;
import dev.postern.gateway.json.JsonKind;
import dev.postern.gateway.json.JsonValue;
import dev.postern.gateway.json.KnownMembers;
import java.util.Optional;

/**
 * Reads JSON-RPC 2.0 as MCP restricts it: ids are texts or integers, params are objects, a message
 * is exactly one of request, notification and answer.
 */
final class MessageReader {
  private static final KnownMembers ENVELOPE =
      KnownMembers.of("jsonrpc", "id", "method", "params", "result", "error");
  private static final KnownMembers PARAMS =
      KnownMembers.of(
          "name",
          "arguments",
          "uri",
          "cursor",
          "ref",
          "argument",
          "context",
          "level",
          "requestId",
          "progressToken",
          "protocolVersion",
          "capabilities",
          "task",
          "type",
          "_meta");

  private MessageReader() {}

  /** Reads one message that this side sent. */
  static McpMessage read(JsonValue message, McpMethod.Sender sender) {
    if (!message.is(JsonKind.OBJECT)) {
      return new McpMessage.Broken(Optional.empty(), "a message is an object");
    }
    Optional<JsonFault> impostor = ENVELOPE.impostor(message);
    if (impostor.isPresent()) {
      return new McpMessage.Broken(Optional.empty(), impostor.get().text());
    }
    Optional<RpcId> id = message.member("id").flatMap(RpcId::of);
    if (!message.textOf("jsonrpc").equals(Optional.of("2.0"))) {
      return new McpMessage.Broken(id, "jsonrpc is \"2.0\"");
    }
    if (id.isEmpty() && message.has("id")) {
      return new McpMessage.Broken(id, "an id is a text or an integer of bounded length");
    }
    return message.has("method") ? asked(message, id, sender) : answer(message, id);
  }

  private static McpMessage asked(JsonValue message, Optional<RpcId> id, McpMethod.Sender sender) {
    Optional<String> name = message.textOf("method");
    Optional<JsonValue> params = message.member("params");
    if (name.isEmpty() || message.has("result") || message.has("error")) {
      return new McpMessage.Broken(id, "a request has a method and neither result nor error");
    }
    if (params.isPresent() && !params.get().is(JsonKind.OBJECT)) {
      return new McpMessage.Broken(id, "params are an object");
    }
    Optional<JsonFault> impostor = params.flatMap(MessageReader::impostor);
    if (impostor.isPresent()) {
      return new McpMessage.Broken(id, impostor.get().text());
    }
    Optional<McpMethod> method = McpMethod.of(sender, name.get());
    if (method.isEmpty() || (method.get().shape() == McpMethod.Shape.REQUEST) != id.isPresent()) {
      return new McpMessage.Foreign(id, name.get());
    }
    Optional<String> lacking =
        sender == McpMethod.Sender.CLIENT
            ? Required.lacking(method.get(), params)
            : Optional.empty();
    if (lacking.isPresent()) {
      return new McpMessage.Broken(id, lacking.get());
    }
    return id.isPresent()
        ? new McpMessage.Request(id.get(), method.get(), message)
        : new McpMessage.Notice(method.get(), message);
  }

  private static Optional<JsonFault> impostor(JsonValue params) {
    return PARAMS
        .impostor(params)
        .or(() -> params.member("ref").flatMap(PARAMS::impostor))
        .or(() -> params.member("_meta").flatMap(PARAMS::impostor));
  }

  private static McpMessage answer(JsonValue message, Optional<RpcId> id) {
    boolean result = message.has("result");
    boolean error = message.member("error", JsonKind.OBJECT).isPresent();
    if (id.isEmpty() || result == message.has("error") || !(result || error)) {
      return new McpMessage.Broken(id, "an answer has an id and either a result or an error");
    }
    return new McpMessage.Answer(id.get(), message);
  }
}
