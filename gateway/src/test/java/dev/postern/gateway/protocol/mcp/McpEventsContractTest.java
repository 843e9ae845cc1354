package dev.postern.gateway.protocol.mcp;

import dev.postern.kernel.policy.Policy;
import dev.postern.testkit.ListingContract;
import dev.postern.testkit.ListingStage;

/** The contract, with a target that answers in events. */
class McpEventsContractTest extends ListingContract {
  @Override
  protected ListingStage stage(Policy policy) {
    return new McpStage(policy, true);
  }
}
