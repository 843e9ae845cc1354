package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.JsonValue;
import java.util.Optional;

/** One JSON-RPC message, understood as far as its kind and method. */
sealed interface McpMessage {
  /** A request. */
  record Request(RpcId id, McpMethod method, JsonValue message) implements McpMessage {
    Optional<JsonValue> params() {
      return message.member("params");
    }
  }

  /** A notification. */
  record Notice(McpMethod method, JsonValue message) implements McpMessage {
    Optional<JsonValue> params() {
      return message.member("params");
    }
  }

  /** An answer: a result or an error. */
  record Answer(RpcId id, JsonValue message) implements McpMessage {
    Optional<JsonValue> result() {
      return message.member("result");
    }

    Optional<JsonValue> error() {
      return message.member("error");
    }
  }

  /** A method that does not stand in the table. */
  record Foreign(Optional<RpcId> id, String method) implements McpMessage {}

  /**
   * What is no message of the protocol.
   *
   * @param id where one could be read
   * @param why a clause without content of the message
   */
  record Broken(Optional<RpcId> id, String why) implements McpMessage {}
}
