package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.session.Note;

/** What one exchange of a session tells the others. */
sealed interface McpNote extends Note {
  /** The session is over: deleted, gone at the target, or expired. */
  record SessionEnded(String why) implements McpNote {}

  /** The client has cancelled a call that may be waiting for people. */
  record Unwaited(RpcId id) implements McpNote {}

  /** A call was answered on another stream than its own. */
  record CallAnswered(OpenCall call) implements McpNote {}

  /** The client answered a request of the target, or it can no longer be answered. */
  record RequestSettled(OpenRequest request) implements McpNote {}

  /**
   * A call that may be awaited on a resumed stream was taken back.
   *
   * @param trouble what its client is told
   */
  record CallTakenBack(RpcId id, Trouble trouble) implements McpNote {}
}
