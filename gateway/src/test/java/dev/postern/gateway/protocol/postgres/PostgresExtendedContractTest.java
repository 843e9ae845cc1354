package dev.postern.gateway.protocol.postgres;

import dev.postern.kernel.policy.Policy;
import dev.postern.testkit.ProtocolContract;
import dev.postern.testkit.ProtocolStage;

/** The contract, with extended queries. */
class PostgresExtendedContractTest extends ProtocolContract {
  @Override
  protected ProtocolStage stage(Policy policy) {
    return new PostgresStage(policy, PostgresStage.Speaking.EXTENDED);
  }
}
