package dev.postern.gateway.protocol.mcp;

import dev.postern.kernel.policy.Policy;
import dev.postern.testkit.ProtocolContract;
import dev.postern.testkit.ProtocolStage;

/** The contract, with a target that answers in events. */
class McpEventsContractTest extends ProtocolContract {
  @Override
  protected ProtocolStage stage(Policy policy) {
    return new McpStage(policy, true);
  }
}
