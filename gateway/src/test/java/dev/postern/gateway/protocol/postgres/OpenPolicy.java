package dev.postern.gateway.protocol.postgres;

import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.policy.Decision;
import dev.postern.kernel.policy.Facts;
import dev.postern.kernel.policy.Policy;
import dev.postern.kernel.policy.Reach;
import dev.postern.testkit.ScriptedPolicy;
import java.time.Instant;
import java.util.Optional;

/** Allows everything, and says that nothing could matter. */
record OpenPolicy() implements Policy {
  @Override
  public Decision decide(Operation operation, Facts facts) {
    return ScriptedPolicy.OPEN.decide(operation, facts);
  }

  @Override
  public Masking masking(Principal viewer, Lexicon lexicon, Part part, Facts facts) {
    return Masking.NONE;
  }

  @Override
  public Reach reach(Principal viewer, Lexicon lexicon, Resource resource) {
    return Reach.NOTHING;
  }

  @Override
  public Optional<Instant> turnsAt(Instant now) {
    return Optional.empty();
  }
}
