package dev.postern.gateway.protocol.mcp;

import dev.postern.kernel.gate.Passage;

/**
 * A request of the target that waits for the client's answer.
 *
 * @param ours the id under which the client knows it
 * @param theirs the id that the target gave it
 * @param passage what it was shown under: its own, or for a ping its stream's
 * @param own whether the passage is its own, to be closed with it
 */
record OpenRequest(RpcId ours, RpcId theirs, McpMethod method, Passage passage, boolean own) {
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
